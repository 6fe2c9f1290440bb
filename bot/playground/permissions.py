"""The permission bits that the playground knows, by Discord's names, and how they add up."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntFlag
from functools import reduce
from operator import or_

__all__ = ["ADMIN", "BOT", "EVERYTHING", "MEMBER", "NOTHING", "Permission", "named", "overwritten"]


class Permission(IntFlag):
    """A set of permissions, as Discord encodes it."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    PIN_MESSAGES = 1 << 51


NOTHING = Permission(0)
EVERYTHING = reduce(or_, Permission)
MEMBER = (
    Permission.VIEW_CHANNEL
    | Permission.ADD_REACTIONS
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
BOT = MEMBER
ADMIN = (
    MEMBER
    | Permission.MANAGE_GUILD
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_THREADS
    | Permission.MENTION_EVERYONE
    | Permission.PIN_MESSAGES
)


def named(names: Iterable[str]) -> Permission:
    """Return the set of these permissions; raises KeyError for a name that is none."""
    return reduce(or_, (Permission[name] for name in names), NOTHING)


def overwritten(base: Permission, layers: Iterable[tuple[int, int]]) -> Permission:
    """Return `base` after each layer's (allow, deny) in turn: everyone's, the roles', one's own.

    Who may not see a channel may do nothing there; who may not write there may not attach either.
    """
    if Permission.ADMINISTRATOR in base:
        return EVERYTHING
    for allow, deny in layers:
        base = (base & ~Permission(deny)) | Permission(allow)
    if Permission.VIEW_CHANNEL not in base:
        return NOTHING
    if Permission.SEND_MESSAGES not in base:
        base &= ~(Permission.ATTACH_FILES | Permission.EMBED_LINKS | Permission.MENTION_EVERYONE)
    return base
