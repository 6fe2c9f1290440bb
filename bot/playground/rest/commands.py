"""Application commands: stored, and given back with ids."""

from __future__ import annotations

from typing import Any, Literal

from aiohttp import web
from pydantic import Field

from bot.playground.rest.body import read_body
from bot.playground.rest.common import LOOPBACK, Query, path_id, query
from bot.playground.rest.drafts import checked
from bot.playground.rest.errors import ApiError, invalid
from bot.playground.rest.reply import reply
from bot.playground.rest.users import guild_of
from bot.playground.schemas.base import Schema
from bot.playground.world import APPLICATION_ID, GUILD_ID, Json

__all__ = ["listed", "put"]

_GLOBAL = 0
Localised = dict[str, str] | None


class Choice(Schema):
    """A value to choose from."""

    name: str = Field(min_length=1, max_length=100)
    name_localizations: Localised = None
    value: str | int | float


class Option(Schema):
    """A parameter, a subcommand or a group of them."""

    type: int = Field(ge=1, le=11)
    name: str = Field(min_length=1, max_length=32)
    name_localizations: Localised = None
    description: str = Field(min_length=1, max_length=100)
    description_localizations: Localised = None
    required: bool = False
    choices: list[Choice] | None = Field(None, max_length=25)
    options: list[Option] | None = Field(None, max_length=25)
    channel_types: list[int] | None = None
    min_value: float | int | None = None
    max_value: float | int | None = None
    min_length: int | None = None
    max_length: int | None = None
    autocomplete: bool = False


class Command(Schema):
    """A slash command or one of a context menu."""

    type: Literal[1, 2, 3] = 1
    name: str = Field(min_length=1, max_length=32)
    name_localizations: Localised = None
    description: str = Field("", max_length=100)
    description_localizations: Localised = None
    options: list[Option] = Field(default_factory=list, max_length=25)
    default_member_permissions: str | int | None = None
    dm_permission: bool | None = None
    nsfw: bool = False
    contexts: list[int] | None = None
    integration_types: list[int] | None = None


async def listed(request: web.Request) -> web.Response:
    """GET /applications/{application_id}[/guilds/{guild_id}]/commands"""
    query(request, Query)
    return reply(request.app[LOOPBACK].store.commands(_scope(request)))


async def put(request: web.Request) -> web.Response:
    """PUT /applications/{application_id}[/guilds/{guild_id}]/commands"""
    scope = _scope(request)
    data = (await read_body(request)).data
    if not isinstance(data, list) or len(data) > 100:
        raise invalid((), "BASE_TYPE_BAD_LENGTH", "Must be between 0 and 100 in length.")
    commands = [checked(Command, entry) for entry in data]
    loopback = request.app[LOOPBACK]
    stored = [_stored(command, loopback.ids.next(), scope) for command in commands]
    loopback.store.put_commands(scope, stored)
    return reply(stored)


def _scope(request: web.Request) -> int:
    if path_id(request, "application_id") != APPLICATION_ID:
        raise ApiError(404, 10002, "Unknown Application")
    return guild_of(request) if "guild_id" in request.match_info else _GLOBAL


def _stored(command: Command, command_id: int, scope: int) -> Json:
    given: dict[str, Any] = command.model_dump(exclude_none=True)
    permissions = command.default_member_permissions
    return (
        given
        | {
            "id": str(command_id),
            "application_id": str(APPLICATION_ID),
            "version": str(command_id),
            "default_member_permissions": None if permissions is None else str(permissions),
        }
        | ({"guild_id": str(GUILD_ID)} if scope else {})
    )
