"""A channel's messages."""

from __future__ import annotations

import dataclasses
import time

from aiohttp import web

from bot.playground.loopback import Loopback
from bot.playground.message import Message
from bot.playground.permissions import Permission
from bot.playground.rest.body import read_body
from bot.playground.rest.common import (
    LOOPBACK,
    History,
    channel_of,
    message_of,
    query,
    require,
    upload_limit_of,
)
from bot.playground.rest.drafts import checked, draft, json_of, reference, revision
from bot.playground.rest.errors import ApiError
from bot.playground.rest.reply import empty, reply
from bot.playground.schemas.messages import Create, Edit
from bot.playground.snowflake import EPOCH_MS
from bot.playground.world import BOT_USER, Channel

__all__ = ["create", "delete", "edit", "history", "read", "typing"]

_NONCE_SECONDS = 300
_OLD_SECONDS = 3600


async def history(request: web.Request) -> web.Response:
    """GET /channels/{channel_id}/messages"""
    channel, asked = channel_of(request), query(request, History)
    loopback = request.app[LOOPBACK]
    if not loopback.may(Permission.READ_MESSAGE_HISTORY, channel.id):
        return reply([])
    found = loopback.store.history(
        channel.id, before=asked.before, after=asked.after, limit=asked.limit
    )
    return reply([loopback.render.message(message) for message in found])


async def read(request: web.Request) -> web.Response:
    """GET /channels/{channel_id}/messages/{message_id}"""
    require(request, Permission.READ_MESSAGE_HISTORY, channel_of(request))
    return reply(request.app[LOOPBACK].render.message(message_of(request)))


async def create(request: web.Request) -> web.Response:
    """POST /channels/{channel_id}/messages"""
    channel = channel_of(request)
    loopback = request.app[LOOPBACK]
    require(request, _speak(channel), channel)
    if channel.archived:
        raise ApiError(400, 50083, "Thread is archived")
    body = await read_body(request, upload_limit_of(request, channel.id))
    wanted = checked(Create, json_of(body))
    wanted_draft = draft(wanted, body.uploads)
    _require_for(request, channel, files=wanted_draft.uploads, embeds=wanted_draft.embeds)
    nonce = None if wanted.nonce is None else str(wanted.nonce)
    earlier = _same_nonce(loopback, channel.id, nonce) if wanted.enforce_nonce else None
    if earlier is None:
        answered = reference(wanted, channel.id, loopback)
        complete = dataclasses.replace(wanted_draft, nonce=nonce, reference=answered)
        earlier = await loopback.post(BOT_USER, channel.id, complete)
    return reply(loopback.render.message(earlier))


async def edit(request: web.Request) -> web.Response:
    """PATCH /channels/{channel_id}/messages/{message_id}"""
    current = message_of(request)
    if current.author_id != BOT_USER.id:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    channel, loopback = channel_of(request), request.app[LOOPBACK]
    body = await read_body(request, upload_limit_of(request, channel.id))
    changed = revision(checked(Edit, json_of(body)), body.uploads, current)
    _require_for(request, channel, files=changed.uploads, embeds=changed.embeds)
    if loopback.age(current) > _OLD_SECONDS:
        loopback.limiter.edit_old(channel.id)
    return reply(loopback.render.message(await loopback.edit(current, changed)))


async def delete(request: web.Request) -> web.Response:
    """DELETE /channels/{channel_id}/messages/{message_id}"""
    current = message_of(request)
    if current.author_id != BOT_USER.id:
        require(request, Permission.MANAGE_MESSAGES, channel_of(request))
    await request.app[LOOPBACK].delete(current)
    return empty()


async def typing(request: web.Request) -> web.Response:
    """POST /channels/{channel_id}/typing"""
    channel = channel_of(request)
    require(request, _speak(channel), channel)
    request.app[LOOPBACK].typing(BOT_USER, channel.id)
    return empty()


def _speak(channel: Channel) -> Permission:
    if channel.parent_id is None:
        return Permission.SEND_MESSAGES
    return Permission.SEND_MESSAGES_IN_THREADS


def _require_for(request: web.Request, channel: Channel, *, files: object, embeds: object) -> None:
    if files:
        require(request, Permission.ATTACH_FILES, channel)
    if embeds:
        require(request, Permission.EMBED_LINKS, channel)


def _same_nonce(loopback: Loopback, channel_id: int, nonce: str | None) -> Message | None:
    """Return what the bot has posted under `nonce` in the last minutes."""
    since = (int((time.time() - _NONCE_SECONDS) * 1000) - EPOCH_MS) << 22
    recent = loopback.store.history(channel_id, after=since, limit=1000) if nonce else []
    own = (message for message in recent if message.author_id == BOT_USER.id)
    return next((message for message in own if message.nonce == nonce), None)
