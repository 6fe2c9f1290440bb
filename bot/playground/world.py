"""What a playground consists of, and whom it begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.playground.permissions import ADMIN, BOT, MEMBER, Permission

__all__ = [
    "ADA",
    "APPLICATION_ID",
    "ATELIER",
    "BOT_USER",
    "CAST",
    "GUILD_ID",
    "MIA",
    "NOOR",
    "STUDIO",
    "TOKEN",
    "Channel",
    "Guild",
    "Json",
    "Member",
    "Overwrite",
    "Role",
    "User",
    "bot_role",
    "upload_limit",
]

Json = dict[str, Any]

TOKEN = "playground"
GUILD_ID = 1_250_000_000_000_000_001
APPLICATION_ID = 1_250_000_000_000_000_010

_MIB = 1024 * 1024
_UPLOADS = {0: 10 * _MIB, 1: 10 * _MIB, 2: 50 * _MIB, 3: 100 * _MIB}


@dataclass(frozen=True)
class Role:
    """A role of a guild; the one with the guild's own id is @everyone."""

    id: int
    name: str
    permissions: int = 0
    colour: int = 0
    position: int = 0
    managed: bool = False


@dataclass(frozen=True)
class User:
    """Somebody. `handle` is how tests and the page may call them too."""

    id: int
    handle: str
    name: str
    bot: bool = False


@dataclass(frozen=True)
class Member:
    """Somebody in a guild. `joined_at` is in Discord's notation."""

    user_id: int
    roles: tuple[int, ...] = ()
    joined_at: str = "2024-06-12T12:00:00+00:00"
    nick: str | None = None


@dataclass(frozen=True)
class Overwrite:
    """What a channel grants or denies a role (`kind` 0) or a member (1)."""

    id: int
    kind: int
    allow: int = 0
    deny: int = 0


@dataclass(frozen=True)
class Channel:
    """A text channel, or with a parent a public thread in one."""

    id: int
    name: str
    topic: str = ""
    position: int = 0
    guild_id: int = GUILD_ID
    overwrites: tuple[Overwrite, ...] = ()
    parent_id: int | None = None
    owner_id: int | None = None
    archived: bool = False


@dataclass(frozen=True)
class Guild:
    """A server. `tier` is its boost tier, 0..3."""

    id: int
    name: str
    owner_id: int
    roles: tuple[Role, ...]
    members: tuple[Member, ...]
    tier: int = 0

    def member(self, user_id: int) -> Member | None:
        """Return the member with this id, or None."""
        return next((member for member in self.members if member.user_id == user_id), None)

    def role(self, name: str) -> Role | None:
        """Return the role with this id or name, or None."""
        return next((role for role in self.roles if name in (str(role.id), role.name)), None)

    def base(self, member: Member) -> Permission:
        """Return what the roles of `member` let them do in every channel."""
        if member.user_id == self.owner_id:
            return Permission.ADMINISTRATOR
        held = Permission(0)
        for role in self.roles:
            if role.id == self.id or role.id in member.roles:
                held |= Permission(role.permissions)
        return held


def bot_role(role_id: int) -> Role:
    """Return the role that comes with the bot."""
    return Role(role_id, "Easel", int(BOT), 0x7FB8A4, 1, managed=True)


def upload_limit(guild: Guild) -> int:
    """Return how many bytes a file may have in this guild."""
    return _UPLOADS[guild.tier]


ADMIN_ROLE = Role(1_250_000_000_000_000_020, "Admin", int(ADMIN), 0xE9A45B, 2)
BOT_ROLE = bot_role(1_250_000_000_000_000_021)

EASEL = User(APPLICATION_ID, "easel", "Easel", bot=True)
MIA = User(1_250_000_000_000_000_030, "mia", "Mia")
ADA = User(1_250_000_000_000_000_031, "ada", "Ada")
NOOR = User(1_250_000_000_000_000_032, "noor", "Noor")
BOT_USER = EASEL
CAST = (EASEL, MIA, NOOR, ADA)

ATELIER = Guild(
    GUILD_ID,
    "The Atelier",
    ADA.id,
    (Role(GUILD_ID, "@everyone", int(MEMBER)), BOT_ROLE, ADMIN_ROLE),
    (
        Member(EASEL.id, (BOT_ROLE.id,)),
        Member(MIA.id),
        Member(NOOR.id),
        Member(ADA.id, (ADMIN_ROLE.id,)),
    ),
)
STUDIO = Channel(
    1_250_000_000_000_000_040, "studio", "A photo, a painting, one command: watch them become one."
)
