"""Reactions and pins."""

from __future__ import annotations

import dataclasses

from aiohttp import web

from bot.playground.gateway.codes import Intent
from bot.playground.loopback import Loopback
from bot.playground.message import Message, Reaction
from bot.playground.permissions import Permission
from bot.playground.rest.common import LOOPBACK, channel_of, message_of, path_id, require
from bot.playground.rest.errors import ApiError
from bot.playground.rest.reply import empty, reply
from bot.playground.world import BOT_USER

__all__ = ["clear", "pin", "pins", "put_reaction", "react", "take_back", "unpin"]

_MOST_REACTIONS = 20
_MOST_PINS = 250


async def react(request: web.Request) -> web.Response:
    """PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"""
    message, channel = message_of(request), channel_of(request)
    require(request, Permission.READ_MESSAGE_HISTORY, channel)
    emoji = request.match_info["emoji"]
    if emoji.isascii():
        raise ApiError(400, 10014, "Unknown Emoji")
    known = [mark.emoji for mark in message.reactions]
    if emoji not in known:
        require(request, Permission.ADD_REACTIONS, channel)
        if len(known) >= _MOST_REACTIONS:
            raise ApiError(400, 30010, "Maximum number of reactions reached (20)")
    put_reaction(request.app[LOOPBACK], message, emoji, BOT_USER.id, there=True)
    return empty()


async def take_back(request: web.Request) -> web.Response:
    """DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/{user_id}"""
    message = message_of(request)
    whose = BOT_USER.id
    if request.match_info["user_id"] != "@me":
        require(request, Permission.MANAGE_MESSAGES, channel_of(request))
        whose = path_id(request, "user_id")
    emoji = request.match_info["emoji"]
    put_reaction(request.app[LOOPBACK], message, emoji, whose, there=False)
    return empty()


async def clear(request: web.Request) -> web.Response:
    """DELETE /channels/{channel_id}/messages/{message_id}/reactions"""
    message = message_of(request)
    require(request, Permission.MANAGE_MESSAGES, channel_of(request))
    request.app[LOOPBACK].change(dataclasses.replace(message, reactions=()))
    return empty()


async def pins(request: web.Request) -> web.Response:
    """GET /channels/{channel_id}/messages/pins"""
    loopback, channel = request.app[LOOPBACK], channel_of(request)
    items = [
        {"pinned_at": message.timestamp, "message": loopback.render.message(message)}
        for message in loopback.store.pinned_in(channel.id)
    ]
    return reply({"items": items, "has_more": False})


async def pin(request: web.Request) -> web.Response:
    """PUT /channels/{channel_id}/messages/pins/{message_id}"""
    message, loopback = message_of(request), request.app[LOOPBACK]
    require(request, Permission.PIN_MESSAGES, channel_of(request))
    if len(loopback.store.pinned_in(message.channel_id)) >= _MOST_PINS:
        raise ApiError(400, 30003, "Maximum number of pins reached for the channel (250)")
    loopback.change(dataclasses.replace(message, pinned=True))
    return empty()


async def unpin(request: web.Request) -> web.Response:
    """DELETE /channels/{channel_id}/messages/pins/{message_id}"""
    message = message_of(request)
    require(request, Permission.PIN_MESSAGES, channel_of(request))
    request.app[LOOPBACK].change(dataclasses.replace(message, pinned=False))
    return empty()


def put_reaction(
    loopback: Loopback, message: Message, emoji: str, user_id: int, *, there: bool
) -> None:
    """Add or take away somebody's reaction, and tell of it."""
    marks = {mark.emoji: list(mark.users) for mark in message.reactions}
    others = [user for user in marks.get(emoji, []) if user != user_id]
    marks[emoji] = [*others, user_id] if there else others
    kept = tuple(Reaction(name, tuple(users)) for name, users in marks.items() if users)
    changed = dataclasses.replace(message, reactions=kept)
    loopback.store.put(changed)
    event = {
        "user_id": str(user_id),
        "channel_id": str(message.channel_id),
        "message_id": str(message.id),
        "message_author_id": str(message.author_id),
        "emoji": {"id": None, "name": emoji},
        "burst": False,
        "type": 0,
    }
    kind = "MESSAGE_REACTION_ADD" if there else "MESSAGE_REACTION_REMOVE"
    loopback.tell_bot(kind, event, Intent.GUILD_MESSAGE_REACTIONS)
    loopback.pages.send("message_updated", message=loopback.render.message(changed))
