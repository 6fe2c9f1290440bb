"""The page's socket: how things stand, then everything that happens."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.playground.loopback import Loopback
from bot.playground.payloads import user_payload
from bot.playground.permissions import Permission
from bot.playground.rest.body import MAX_FILES, MAX_UPLOAD
from bot.playground.rest.common import LOOPBACK
from bot.playground.world import ADA, BOT_USER, GUILD_ID, MIA, NOOR, STUDIO, Json, User

__all__ = ["events"]

_SHOWN = 50


async def events(request: web.Request) -> web.WebSocketResponse:
    """WS /page/events"""
    loopback = request.app[LOOPBACK]
    socket = web.WebSocketResponse(heartbeat=20, timeout=1)
    await socket.prepare(request)
    with loopback.pages.listen() as queue:
        await socket.send_json(snapshot(loopback))
        pump = asyncio.create_task(_pump(socket, queue))
        try:
            async for _ in socket:
                pass  # the page only listens; its heartbeat is the socket's own
        finally:
            pump.cancel()
    return socket


def snapshot(loopback: Loopback) -> Json:
    """Return how things stand."""
    directory = loopback.directory
    guild = directory.guilds[GUILD_ID]
    channels = list(directory.of_guild(guild.id))
    history = {
        str(channel.id): [
            loopback.render.message(message)
            for message in reversed(loopback.store.history(channel.id, limit=_SHOWN))
        ]
        for channel in channels
    }
    users = [directory.users[member.user_id] for member in guild.members]
    return {
        "type": "snapshot",
        "guild": {"id": str(guild.id), "name": guild.name},
        "channels": [loopback.affairs.channel(channel) for channel in channels],
        "channel": str(STUDIO.id),
        "users": [_person(loopback, user) for user in users],
        "people": [str(user.id) for user in (MIA, NOOR, ADA)],
        "bot": {"user_id": str(BOT_USER.id), "online": loopback.hub.online},
        "messages": history,
        "limits": {"text": 2000, "files": MAX_FILES, "bytes": MAX_UPLOAD},
    }


def _person(loopback: Loopback, user: User) -> Json:
    may = loopback.directory.may(user.id, STUDIO.id)
    return user_payload(user) | {
        "name": user.name,
        "admin": Permission.MANAGE_GUILD in may,
        "may_delete": Permission.MANAGE_MESSAGES in may,
    }


async def _pump(socket: web.WebSocketResponse, queue: asyncio.Queue[Json]) -> None:
    while True:
        event = await queue.get()
        if event["type"] == "closing":
            await socket.close()
            return
        try:
            await socket.send_json(event)
        except (ConnectionError, RuntimeError):
            return
