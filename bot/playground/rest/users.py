"""The bot itself, its guild, channels and people."""

from __future__ import annotations

from aiohttp import web

from bot.playground.payloads import (
    application,
    bot_user,
    guild_payload,
    role_payload,
    user_payload,
)
from bot.playground.rest.common import LOOPBACK, Query, channel_of, guild_of, path_id, query
from bot.playground.rest.errors import ApiError
from bot.playground.rest.reply import reply
from bot.playground.world import User

__all__ = [
    "channel",
    "channels",
    "gateway",
    "guild",
    "me",
    "member",
    "own_application",
    "roles",
    "user",
]


async def me(_: web.Request) -> web.Response:
    """GET /users/@me"""
    return reply(bot_user())


async def own_application(request: web.Request) -> web.Response:
    """GET /oauth2/applications/@me and /applications/@me"""
    return reply(application(len(request.app[LOOPBACK].directory.joined())))


async def gateway(request: web.Request) -> web.Response:
    """GET /gateway/bot"""
    limit = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
    url = request.app[LOOPBACK].gateway_url
    return reply({"url": url, "shards": 1, "session_start_limit": limit})


async def user(request: web.Request) -> web.Response:
    """GET /users/{user_id}"""
    return reply(user_payload(_user_of(request)))


async def member(request: web.Request) -> web.Response:
    """GET /guilds/{guild_id}/members/{user_id}"""
    found = guild_of(request).member(_user_of(request).id)
    if found is None:
        raise ApiError(404, 10007, "Unknown Member")
    return reply(request.app[LOOPBACK].affairs.member(found))


async def guild(request: web.Request) -> web.Response:
    """GET /guilds/{guild_id}"""
    found = guild_of(request)
    many = len(found.members)
    counts = {"approximate_member_count": many, "approximate_presence_count": many}
    return reply(guild_payload(found) | (counts if query(request, Query).with_counts else {}))


async def channels(request: web.Request) -> web.Response:
    """GET /guilds/{guild_id}/channels"""
    loopback = request.app[LOOPBACK]
    own = loopback.directory.of_guild(guild_of(request).id)
    return reply([loopback.affairs.channel(c) for c in own if c.parent_id is None])


async def roles(request: web.Request) -> web.Response:
    """GET /guilds/{guild_id}/roles"""
    return reply([role_payload(role) for role in guild_of(request).roles])


async def channel(request: web.Request) -> web.Response:
    """GET /channels/{channel_id}"""
    return reply(request.app[LOOPBACK].affairs.channel(channel_of(request)))


def _user_of(request: web.Request) -> User:
    found = request.app[LOOPBACK].directory.users.get(path_id(request, "user_id"))
    if found is None:
        raise ApiError(404, 10013, "Unknown User")
    return found
