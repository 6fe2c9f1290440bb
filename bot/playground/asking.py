"""An interaction goes to the bot, which has three seconds to answer it."""

from __future__ import annotations

import asyncio

from bot.playground.interactions import ANSWER_SECONDS, Interaction, Kind
from bot.playground.loopback import Loopback
from bot.playground.message import Message
from bot.playground.payloads import member_payload
from bot.playground.permissions import Permission
from bot.playground.world import APPLICATION_ID, BOT_USER, Json, User, upload_limit

__all__ = ["ClickError", "ask", "located", "outcome"]


class ClickError(Exception):
    """It came to nothing; the message says why, the status in HTTP's terms."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


async def ask(
    loopback: Loopback, asked: Interaction, data: Json, message: Message | None = None
) -> Interaction:
    """Send `asked` to the bot and wait until it has answered; raises ClickError.

    `message` is the one whose component was used, or whose form was filled.
    """
    guild = loopback.directory.guild_of(asked.channel_id)
    if guild.member(BOT_USER.id) is None or not loopback.hub.online:
        raise ClickError(503, f"{BOT_USER.name} is offline.")
    opened = loopback.interactions.open(asked)
    source = {"message": loopback.render.message(message)} if message else {}
    event = _event(loopback, opened) | source | {"data": data}
    loopback.hub.dispatch("INTERACTION_CREATE", event)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await opened.done.wait()
    except TimeoutError:
        raise ClickError(504, "This interaction failed: the bot did not answer.") from None
    return opened


def outcome(loopback: Loopback, asked: Interaction) -> Json:
    """Return what came of an interaction, for the page: the answer's type and what it brought."""
    told: Json = {"id": str(asked.id), "type": int(asked.answer or 0)}
    if asked.modal is not None:
        told["modal"] = asked.modal
    if asked.response_id is not None:
        message = loopback.message(asked.channel_id, asked.response_id)
        told["message"] = message and loopback.render.message(message)
    return told


def located(loopback: Loopback, kind: Kind, user: User, channel_id: int) -> Interaction:
    """Return a new interaction of `user` in a channel; raises ClickError unless they may."""
    may = loopback.directory.may(user.id, channel_id)
    if Permission.VIEW_CHANNEL not in may:
        raise ClickError(403, "You cannot see that channel.")
    return Interaction(loopback.ids.next(), kind, user, channel_id)


def _event(loopback: Loopback, asked: Interaction) -> Json:
    directory = loopback.directory
    channel = directory.channels[asked.channel_id]
    guild = directory.guilds[channel.guild_id]
    member = guild.member(asked.user.id)
    assert member is not None
    may = str(int(directory.may(asked.user.id, channel.id)))
    return {
        "id": str(asked.id),
        "application_id": str(APPLICATION_ID),
        "type": int(asked.kind),
        "token": asked.token,
        "version": 1,
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "channel_id": str(channel.id),
        "channel": loopback.affairs.channel(channel) | {"permissions": may},
        "member": member_payload(member, asked.user) | {"permissions": may},
        "locale": "en-US",
        "guild_locale": "en-US",
        "app_permissions": str(int(directory.may(BOT_USER.id, channel.id))),
        "attachment_size_limit": upload_limit(guild),
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(guild.id)},
        "context": 0,
    }
