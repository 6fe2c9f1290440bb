"""The bot itself, its guild, channels and people."""

from __future__ import annotations

from aiohttp import web

from bot.playground.payloads import (
    application,
    bot_user,
    guild_payload,
    member_payload,
    user_payload,
)
from bot.playground.rest.common import LOOPBACK, Query, channel_of, path_id, query
from bot.playground.rest.errors import ApiError
from bot.playground.rest.reply import reply
from bot.playground.world import GUILD_ID, USERS, User

__all__ = ["channel", "gateway", "guild", "me", "member", "own_application", "user"]


async def me(_: web.Request) -> web.Response:
    """GET /users/@me"""
    return reply(bot_user())


async def own_application(_: web.Request) -> web.Response:
    """GET /oauth2/applications/@me and /applications/@me"""
    return reply(application())


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
    guild_of(request)
    return reply(member_payload(_user_of(request)))


async def guild(request: web.Request) -> web.Response:
    """GET /guilds/{guild_id}"""
    guild_of(request)
    counts = {"approximate_member_count": len(USERS), "approximate_presence_count": len(USERS)}
    return reply(guild_payload() | (counts if query(request, Query).with_counts else {}))


async def channel(request: web.Request) -> web.Response:
    """GET /channels/{channel_id}"""
    return reply(request.app[LOOPBACK].channel(channel_of(request)))


def guild_of(request: web.Request) -> int:
    """Return the guild in the path; there is but one."""
    if path_id(request, "guild_id") != GUILD_ID:
        raise ApiError(404, 10004, "Unknown Guild")
    return GUILD_ID


def _user_of(request: web.Request) -> User:
    wanted = path_id(request, "user_id")
    found = next((user for user in USERS if user.id == wanted), None)
    if found is None:
        raise ApiError(404, 10013, "Unknown User")
    return found
