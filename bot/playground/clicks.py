"""A click on a button becomes an interaction, which the bot has three seconds to answer."""

from __future__ import annotations

import asyncio

from bot.playground.interactions import ANSWER_SECONDS, Interaction
from bot.playground.loopback import Loopback
from bot.playground.message import Message
from bot.playground.payloads import interaction_member
from bot.playground.permissions import NOTHING
from bot.playground.rest.body import MAX_UPLOAD
from bot.playground.world import APPLICATION_ID, BOT_USER, GUILD_ID, Json, User, permissions_of

__all__ = ["ClickError", "click"]


class ClickError(Exception):
    """The click came to nothing; the message says why, the status in HTTP's terms."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


async def click(loopback: Loopback, user: User, message: Message, custom_id: str) -> None:
    """Send the click to the bot and wait until it has answered; raises ClickError."""
    button = _button(message, custom_id)
    if button is None:
        raise ClickError(404, "There is no such button.")
    if button.get("disabled"):
        raise ClickError(409, "That button is switched off.")
    if message.only_for not in (None, user.id):
        raise ClickError(403, "That message is not yours.")
    if not loopback.hub.online:
        raise ClickError(503, f"{BOT_USER.name} is offline.")
    opened = loopback.interactions.open(
        Interaction(loopback.ids.next(), user, message.channel_id, message.id)
    )
    loopback.hub.dispatch("INTERACTION_CREATE", _event(loopback, opened, message, custom_id))
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await opened.answered.wait()
    except TimeoutError:
        raise ClickError(504, "This interaction failed: the bot did not answer.") from None


def _button(message: Message, custom_id: str) -> Json | None:
    buttons: list[Json] = [button for row in message.components for button in row["components"]]
    return next((button for button in buttons if button.get("custom_id") == custom_id), None)


def _event(loopback: Loopback, opened: Interaction, message: Message, custom_id: str) -> Json:
    channel = loopback.channel(loopback.store.channels()[message.channel_id])
    may = permissions_of(BOT_USER) & ~loopback.denied
    return {
        "id": str(opened.id),
        "application_id": str(APPLICATION_ID),
        "type": 3,
        "token": opened.token,
        "version": 1,
        "guild_id": str(GUILD_ID),
        "guild": {"id": str(GUILD_ID), "locale": "en-US", "features": []},
        "channel_id": channel["id"],
        "channel": channel | {"permissions": str(int(permissions_of(opened.user)))},
        "member": interaction_member(opened.user),
        "locale": "en-US",
        "guild_locale": "en-US",
        "app_permissions": str(int(may or NOTHING)),
        "attachment_size_limit": MAX_UPLOAD,
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(GUILD_ID)},
        "context": 0,
        "message": loopback.render.message(message),
        "data": {"component_type": 2, "custom_id": custom_id},
    }
