"""The one server of the playground: who is in it and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.playground.permissions import ADMIN, BOT, MEMBER, Permission
from bot.playground.snowflake import moment

__all__ = [
    "ADA",
    "APPLICATION_ID",
    "BOT_USER",
    "EASEL",
    "GUILD_ID",
    "MIA",
    "ROLES",
    "STUDIO",
    "TOKEN",
    "USERS",
    "Channel",
    "Json",
    "Role",
    "User",
    "find_user",
    "joined_at",
    "permissions_of",
]

Json = dict[str, Any]

TOKEN = "playground"
GUILD_ID = 1_250_000_000_000_000_001
APPLICATION_ID = 1_250_000_000_000_000_010


@dataclass(frozen=True)
class Role:
    """A role of the guild."""

    id: int
    name: str
    permissions: Permission
    colour: int = 0
    position: int = 0
    managed: bool = False


@dataclass(frozen=True)
class User:
    """Somebody in the guild. `handle` is how tests and the page may call them too."""

    id: int
    handle: str
    name: str
    bot: bool = False
    roles: tuple[int, ...] = ()


@dataclass(frozen=True)
class Channel:
    """A text channel."""

    id: int
    name: str
    topic: str = ""
    position: int = 0


ADMIN_ROLE = Role(1_250_000_000_000_000_020, "Admin", ADMIN, 0xE9A45B, 2)
BOT_ROLE = Role(1_250_000_000_000_000_021, "Easel", BOT, 0x7FB8A4, 1, managed=True)
ROLES = (Role(GUILD_ID, "@everyone", MEMBER), BOT_ROLE, ADMIN_ROLE)

EASEL = User(APPLICATION_ID, "easel", "Easel", bot=True, roles=(BOT_ROLE.id,))
MIA = User(1_250_000_000_000_000_030, "mia", "Mia")
ADA = User(1_250_000_000_000_000_031, "ada", "Ada", roles=(ADMIN_ROLE.id,))
BOT_USER = EASEL
USERS = (EASEL, MIA, ADA)

STUDIO = Channel(
    1_250_000_000_000_000_040, "studio", "A photo, a painting, one command: watch them become one."
)

_ALIASES = {"member": MIA, "admin": ADA}


def find_user(name: str) -> User | None:
    """Return the user with this id, handle or part ("member", "admin")."""
    alias = _ALIASES.get(name)
    return alias or next((u for u in USERS if name in (str(u.id), u.handle)), None)


def permissions_of(user: User) -> Permission:
    """Return what the roles of `user` let them do."""
    held = Permission(0)
    for role in ROLES:
        if role.id == GUILD_ID or role.id in user.roles:
            held |= role.permissions
    return held


def joined_at(user: User) -> str:
    """Return when `user` came, in Discord's notation."""
    return moment(user.id).isoformat()
