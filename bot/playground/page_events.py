"""The page's socket: how things stand, then everything that happens."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.playground.loopback import Loopback
from bot.playground.payloads import guild_payload, user_payload
from bot.playground.permissions import Permission
from bot.playground.rest.body import MAX_FILES, MAX_UPLOAD
from bot.playground.rest.common import LOOPBACK
from bot.playground.world import ADA, BOT_USER, MIA, STUDIO, USERS, Json, User, permissions_of

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
    channels = loopback.store.channels()
    history = {
        str(channel): [
            loopback.render.message(message)
            for message in reversed(loopback.store.history(channel, limit=_SHOWN))
        ]
        for channel in channels
    }
    return {
        "type": "snapshot",
        "guild": {"id": guild_payload()["id"], "name": guild_payload()["name"]},
        "channels": [loopback.channel(channel) for channel in channels.values()],
        "channel": str(STUDIO.id),
        "users": [_person(user) for user in USERS],
        "people": [str(MIA.id), str(ADA.id)],
        "bot": {"user_id": str(BOT_USER.id), "online": loopback.hub.online},
        "messages": history,
        "limits": {"text": 2000, "files": MAX_FILES, "bytes": MAX_UPLOAD},
    }


def _person(user: User) -> Json:
    may = permissions_of(user)
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
