"""Application commands: stored, and given back with ids."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.playground.rest.body import read_body
from bot.playground.rest.common import LOOPBACK, Query, guild_of, path_id, query
from bot.playground.rest.drafts import checked
from bot.playground.rest.errors import ApiError, invalid
from bot.playground.rest.reply import reply
from bot.playground.schemas.commands import Command
from bot.playground.world import APPLICATION_ID, Json

__all__ = ["listed", "put"]

_GLOBAL = 0
_MOST = {1: 100, 2: 15, 3: 15}


async def listed(request: web.Request) -> web.Response:
    """GET /applications/{application_id}[/guilds/{guild_id}]/commands"""
    query(request, Query)
    return reply(request.app[LOOPBACK].store.commands(_scope(request)))


async def put(request: web.Request) -> web.Response:
    """PUT /applications/{application_id}[/guilds/{guild_id}]/commands"""
    scope = _scope(request)
    data = (await read_body(request)).data
    if not isinstance(data, list):
        raise invalid((), "BASE_TYPE_BAD_TYPE", "Must be a list.")
    commands = [checked(Command, entry) for entry in data]
    _check_together(commands)
    loopback = request.app[LOOPBACK]
    known = {(c["type"], c["name"]): int(c["id"]) for c in loopback.store.commands(scope)}
    stored = [
        _stored(command, known.get((command.type, command.name)) or loopback.ids.next(), scope)
        for command in commands
    ]
    loopback.store.put_commands(scope, stored)
    return reply(stored)


def _check_together(commands: list[Command]) -> None:
    names = [(command.type, command.name) for command in commands]
    if len(set(names)) < len(names):
        words = "Application command names must be unique"
        raise invalid((), "APPLICATION_COMMANDS_DUPLICATE_NAME", words)
    for kind, most in _MOST.items():
        if sum(command.type == kind for command in commands) > most:
            raise ApiError(400, 30032, f"Maximum number of application commands reached ({most})")


def _scope(request: web.Request) -> int:
    if path_id(request, "application_id") != APPLICATION_ID:
        raise ApiError(404, 10002, "Unknown Application")
    return guild_of(request).id if "guild_id" in request.match_info else _GLOBAL


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
        | ({"guild_id": str(scope)} if scope else {})
    )
