"""What every handler needs: the loopback, ids in the path, the query."""

from __future__ import annotations

from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.playground.loopback import Loopback
from bot.playground.message import Message
from bot.playground.permissions import Permission
from bot.playground.rest.errors import ApiError, from_validation
from bot.playground.world import BOT_USER, Channel, Guild, upload_limit

__all__ = [
    "LOOPBACK",
    "History",
    "Query",
    "channel_of",
    "guild_of",
    "message_of",
    "path_id",
    "query",
    "require",
    "upload_limit_of",
]

LOOPBACK = web.AppKey("LOOPBACK", Loopback)


class Query(BaseModel):
    """A query string; its values are text, so they are converted, but none is unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    wait: bool = False
    with_components: bool = False
    with_counts: bool = False
    with_response: bool = False
    with_localizations: bool = False


class History(Query):
    """The query of a channel's history."""

    limit: int = Field(50, ge=1, le=100)
    before: int | None = None
    after: int | None = None


Q = TypeVar("Q", bound=Query)


def query(request: web.Request, model: type[Q]) -> Q:
    """Read the query; raises ApiError 50035."""
    try:
        return model.model_validate(dict(request.query))
    except ValidationError as error:
        raise from_validation(error) from None


def path_id(request: web.Request, name: str) -> int:
    """Return an id from the path."""
    text = request.match_info[name]
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        raise ApiError(400, 50035, "Invalid Form Body", {name: {"_errors": [_NO_ID]}})
    return int(text)


def guild_of(request: web.Request) -> Guild:
    """Return the guild in the path; the bot knows only those that it is in."""
    found = request.app[LOOPBACK].directory.guilds.get(path_id(request, "guild_id"))
    if found is None or found.member(BOT_USER.id) is None:
        raise ApiError(404, 10004, "Unknown Guild")
    return found


def channel_of(request: web.Request) -> Channel:
    """Return the channel in the path, if the bot may see it."""
    loopback = request.app[LOOPBACK]
    channel = loopback.directory.channels.get(path_id(request, "channel_id"))
    if channel is None:
        raise ApiError(404, 10003, "Unknown Channel")
    if not loopback.may(Permission.VIEW_CHANNEL, channel.id):
        raise ApiError(403, 50001, "Missing Access")
    return channel


def message_of(request: web.Request) -> Message:
    """Return the message in the path."""
    channel = channel_of(request)
    found = request.app[LOOPBACK].store.message(channel.id, path_id(request, "message_id"))
    if found is None:
        raise ApiError(404, 10008, "Unknown Message")
    return found


def require(request: web.Request, permission: Permission, channel: Channel) -> None:
    """Raise ApiError 50013 unless the bot may."""
    if not request.app[LOOPBACK].may(permission, channel.id):
        raise ApiError(403, 50013, "Missing Permissions")


def upload_limit_of(request: web.Request, channel_id: int) -> int:
    """Return how many bytes a file may have there."""
    return upload_limit(request.app[LOOPBACK].directory.guild_of(channel_id))


_NO_ID = {"code": "NUMBER_TYPE_COERCE", "message": "Value is not snowflake."}
