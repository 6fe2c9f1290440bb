"""Threads: begun from a message or without one, renamed, archived, deleted."""

from __future__ import annotations

import dataclasses

from aiohttp import web
from pydantic import Field

from bot.playground.permissions import Permission
from bot.playground.rest.body import read_body
from bot.playground.rest.common import LOOPBACK, channel_of, message_of, require
from bot.playground.rest.drafts import checked
from bot.playground.rest.errors import ApiError
from bot.playground.rest.reply import reply
from bot.playground.schemas.base import Schema
from bot.playground.world import BOT_USER, Channel

__all__ = ["begin", "change", "delete"]


class NewThread(Schema):
    """A thread to begin."""

    name: str = Field(min_length=1, max_length=100)
    auto_archive_duration: int | None = None
    rate_limit_per_user: int | None = Field(None, ge=0, le=21600)
    type: int | None = None
    invitable: bool = True


class ChannelChange(Schema):
    """What may be changed in a thread."""

    name: str | None = Field(None, min_length=1, max_length=100)
    archived: bool | None = None
    locked: bool | None = None
    auto_archive_duration: int | None = None


async def begin(request: web.Request) -> web.Response:
    """POST /channels/{channel_id}[/messages/{message_id}]/threads"""
    loopback, parent = request.app[LOOPBACK], channel_of(request)
    begun_from = message_of(request).id if "message_id" in request.match_info else None
    require(request, Permission.CREATE_PUBLIC_THREADS, parent)
    wanted = checked(NewThread, (await read_body(request)).data)
    if parent.parent_id is not None:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    if begun_from is not None and begun_from in loopback.directory.channels:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    made = loopback.affairs.open_thread(parent, wanted.name, BOT_USER, begun_from)
    source = begun_from and loopback.store.message(parent.id, begun_from)
    if source:
        loopback.change(source)
    return reply(loopback.affairs.channel(made), 201)


async def change(request: web.Request) -> web.Response:
    """PATCH /channels/{channel_id}, for threads"""
    thread = _own_thread(request)
    wanted = checked(ChannelChange, (await read_body(request)).data)
    given = {"name": wanted.name, "archived": wanted.archived}
    changes = {key: value for key, value in given.items() if value is not None}
    changed = dataclasses.replace(thread, **changes)  # type: ignore[arg-type]
    loopback = request.app[LOOPBACK]
    return reply(loopback.affairs.channel(loopback.affairs.change_channel(changed)))


async def delete(request: web.Request) -> web.Response:
    """DELETE /channels/{channel_id}, for threads"""
    thread, loopback = channel_of(request), request.app[LOOPBACK]
    _require_thread(thread)
    require(request, Permission.MANAGE_THREADS, thread)
    told = loopback.affairs.channel(thread)
    loopback.affairs.remove_channel(thread)
    return reply(told)


def _own_thread(request: web.Request) -> Channel:
    thread = channel_of(request)
    _require_thread(thread)
    if thread.owner_id != BOT_USER.id:
        require(request, Permission.MANAGE_THREADS, thread)
    return thread


def _require_thread(channel: Channel) -> None:
    if channel.parent_id is None:
        raise ApiError(403, 50013, "Missing Permissions")
