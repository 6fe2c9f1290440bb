"""Whom a message pings."""

from __future__ import annotations

import re

from bot.playground.message import Draft, Message
from bot.playground.permissions import Permission
from bot.playground.world import Guild

__all__ = ["pinged", "pings_everyone"]

_MENTION = re.compile(r"<@!?(\d{1,20})>")


def pinged(draft: Draft, answered: Message | None, guild: Guild) -> tuple[int, ...]:
    """Return the members that `draft` pings, as far as its allowed mentions let it."""
    rules = draft.allowed_mentions
    named = [int(found) for found in _MENTION.findall(draft.content)]
    if rules is not None and "users" not in rules.get("parse", []):
        named = [user for user in named if user in rules.get("users", [])]
    if answered is not None and (rules is None or rules.get("replied_user", False)):
        named.append(answered.author_id)
    return tuple(dict.fromkeys(user for user in named if guild.member(user)))


def pings_everyone(draft: Draft, author_may: Permission) -> bool:
    """Say whether `@everyone` or `@here` in `draft` counts."""
    rules = draft.allowed_mentions
    wanted = "@everyone" in draft.content or "@here" in draft.content
    permitted = rules is None or "everyone" in rules.get("parse", [])
    return wanted and permitted and Permission.MENTION_EVERYONE in author_may
