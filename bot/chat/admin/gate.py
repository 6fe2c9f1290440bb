"""Who may use the desks; asked anew at every use and every click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

from bot.chat.client import Here
from stylecore.errors import StyleError

if TYPE_CHECKING:
    from bot.chat.client import Easel

__all__ = ["ADMINS_ONLY", "check_admin", "check_owner"]

ADMINS_ONLY = "That's for admins: it needs the Manage Server permission."
OWNERS_ONLY = "That's for whoever runs this bot."


class NotYours(commands.CheckFailure, StyleError):  # noqa: N818 - an answer more than an error
    """A command that somebody may not use; `help` leaves it out, and its text says why."""


def check_admin(permissions: discord.Permissions) -> None:
    """Raise NotYours for somebody without Manage Server."""
    if not permissions.manage_guild:
        raise NotYours(ADMINS_ONLY)


def check_owner(here: Here) -> None:
    """Raise NotYours for somebody who does not run the bot."""
    if here.author.id not in _owners(here.bot):
        raise NotYours(OWNERS_ONLY)


def _owners(client: Easel) -> set[int]:
    """Return who runs the bot: those in the settings, else who owns its application."""
    if client.settings.owners:
        return set(client.settings.owners)
    application: Any = client.application
    if application is None:
        return set()
    team = application.team
    return {member.id for member in team.members} if team else {application.owner.id}
