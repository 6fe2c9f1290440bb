"""What only tests and the page's settings do: make places and people, break lines, force limits."""

from __future__ import annotations

from typing import Literal

from aiohttp import web
from pydantic import Field

from bot.playground.loopback import Loopback
from bot.playground.page_forms import (
    bad,
    channel_named,
    guild_named,
    message_named,
    read,
    user_named,
)
from bot.playground.payloads import role_payload, user_payload
from bot.playground.permissions import Permission, named
from bot.playground.rest.common import LOOPBACK
from bot.playground.rest.reply import empty, reply
from bot.playground.schemas.base import Schema, Snowflake
from bot.playground.world import GUILD_ID, Guild, Overwrite

__all__ = ["routes"]

_HOME = str(GUILD_ID)


class NewGuild(Schema):
    """A guild to make, with the bot, its owner and other people, who must be there already."""

    name: str = Field(min_length=2, max_length=100)
    owner: str = "ada"
    people: list[str] = Field(default_factory=list)
    tier: int = Field(0, ge=0, le=3)


class NewChannel(Schema):
    """A channel to make."""

    name: str = Field(pattern=r"^[a-z0-9_-]{1,100}$")
    topic: str = ""
    guild: str = _HOME


class Person(Schema):
    """Somebody, made if need be, who comes to a guild or (`there` false) leaves it."""

    user: str
    guild: str = _HOME
    name: str | None = None
    roles: list[str] = Field(default_factory=list)
    there: bool = True


class RoleChange(Schema):
    """A role to make or to change, by Discord's names of permissions."""

    name: str = Field(min_length=1, max_length=100)
    permissions: list[str]
    guild: str = _HOME


class Grant(Schema):
    """The roles that a member has from now on."""

    user: str
    roles: list[str]
    guild: str = _HOME


class Layer(Schema):
    """What a channel grants and denies: `target` is a member, the bot, or a role."""

    channel: str
    target: str
    allow: list[str] = Field(default_factory=list)
    deny: list[str] = Field(default_factory=list)


class Control(Schema):
    """A deed, with what some deeds need."""

    action: Literal[
        "drop", "reconnect", "invalidate", "limit", "deny", "age", "boost", "rates", "close"
    ]
    code: int | None = Field(None, ge=1000, le=4999)
    route: str = "POST /channels/{channel_id}/messages"
    retry_after: float = Field(0.5, gt=0, le=60)
    count: int = Field(1, ge=1)
    permissions: list[str] = Field(default_factory=list)
    message: Snowflake | None = None
    seconds: float = Field(3601, ge=0)
    guild: str = _HOME
    channel: str = ""
    tier: int = Field(0, ge=0, le=3)
    scale: int = Field(1, ge=1)


async def new_guild(request: web.Request) -> web.Response:
    """POST /page/guilds {name, owner?, people?, tier?}: {id, channel}"""
    loopback = request.app[LOOPBACK]
    wanted = await read(request, NewGuild)
    people = [user_named(request, name) for name in wanted.people]
    owner = user_named(request, wanted.owner)
    guild = loopback.affairs.found(wanted.name, owner, people, wanted.tier)
    (first,) = loopback.directory.of_guild(guild.id)
    return reply({"id": str(guild.id), "name": guild.name, "channel": str(first.id)})


async def new_channel(request: web.Request) -> web.Response:
    """POST /page/channels {name, topic?, guild?}"""
    affairs = request.app[LOOPBACK].affairs
    wanted = await read(request, NewChannel)
    guild = guild_named(request, wanted.guild)
    return reply(affairs.channel(affairs.add_channel(guild, wanted.name, wanted.topic)))


async def person(request: web.Request) -> web.Response:
    """POST /page/people {user, name?, guild?, roles?, there?}: the user; "bot" is the bot."""
    loopback, wanted = request.app[LOOPBACK], await read(request, Person)
    guild = guild_named(request, wanted.guild)
    user = loopback.directory.find_user(wanted.user)
    if user is None:
        name = wanted.name or wanted.user.capitalize()
        user = loopback.affairs.meet(wanted.user.lower(), name)
    if wanted.there:
        loopback.affairs.join(guild, user, _roles(guild, wanted.roles))
    else:
        loopback.affairs.leave(guild, user)
    return reply(user_payload(user))


async def put_role(request: web.Request) -> web.Response:
    """POST /page/roles {name, permissions, guild?}: the role"""
    loopback, wanted = request.app[LOOPBACK], await read(request, RoleChange)
    guild, permissions = guild_named(request, wanted.guild), _permissions(wanted.permissions)
    return reply(role_payload(loopback.affairs.put_role(guild, wanted.name, permissions)))


async def grant(request: web.Request) -> web.Response:
    """POST /page/grants {user, roles, guild?}"""
    loopback, wanted = request.app[LOOPBACK], await read(request, Grant)
    guild = guild_named(request, wanted.guild)
    user = user_named(request, wanted.user, person=False)
    loopback.affairs.grant(guild, user, _roles(guild, wanted.roles))
    return empty()


async def overwrite(request: web.Request) -> web.Response:
    """POST /page/overwrites {channel, target, allow?, deny?}; neither: none any more"""
    loopback, wanted = request.app[LOOPBACK], await read(request, Layer)
    channel = channel_named(request, wanted.channel)
    guild = loopback.directory.guilds[channel.guild_id]
    role = guild.role(wanted.target)
    target = role or user_named(request, wanted.target, person=False)
    allow, deny = (int(_permissions(names)) for names in (wanted.allow, wanted.deny))
    layer = Overwrite(target.id, 0 if role else 1, allow, deny)
    loopback.affairs.overwrite(channel, layer)
    return empty()


async def control(request: web.Request) -> web.Response:
    """POST /page/control {action, ...}"""
    _do(request, request.app[LOOPBACK], await read(request, Control))
    return empty()


def routes() -> list[web.RouteDef]:
    """Return the tests' routes."""
    return [
        web.post("/page/guilds", new_guild),
        web.post("/page/channels", new_channel),
        web.post("/page/people", person),
        web.post("/page/roles", put_role),
        web.post("/page/grants", grant),
        web.post("/page/overwrites", overwrite),
        web.post("/page/control", control),
    ]


def _do(request: web.Request, loopback: Loopback, wanted: Control) -> None:
    match wanted.action:
        case "drop":
            loopback.hub.drop(wanted.code)
        case "reconnect":
            loopback.hub.ask_to_reconnect()
        case "invalidate":
            loopback.hub.invalidate()
        case "limit":
            loopback.limiter.force(wanted.route, wanted.retry_after, wanted.count)
        case "rates":
            loopback.limiter.scale(wanted.scale)
        case "deny":
            loopback.affairs.deny(_permissions(wanted.permissions))
        case "boost":
            loopback.affairs.boost(guild_named(request, wanted.guild), wanted.tier)
        case "close":
            loopback.affairs.remove_channel(channel_named(request, wanted.channel))
        case "age":
            _age(request, loopback, wanted)


def _age(request: web.Request, loopback: Loopback, wanted: Control) -> None:
    """Make one message older, or every interaction that was opened so far."""
    if wanted.message is None:
        loopback.interactions.make_older(wanted.seconds)
    else:
        loopback.make_older(message_named(request, wanted.message), wanted.seconds)


def _roles(guild: Guild, names: list[str]) -> tuple[int, ...]:
    found = [guild.role(name) for name in names]
    if None in found:
        raise bad("There is no such role on that server.")
    return tuple(role.id for role in found if role)


def _permissions(names: list[str]) -> Permission:
    try:
        return named(names)
    except KeyError as error:
        raise bad(f"There is no permission {error}.") from None
