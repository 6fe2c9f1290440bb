"""What went wrong, as one or two sentences for the member who asked."""

from __future__ import annotations

import logging

import discord
from discord import app_commands
from discord.ext import commands

from bot.jobs.job import Refused
from stylecore.errors import StyleError

__all__ = ["OURS", "cause", "explain"]

log = logging.getLogger(__name__)

OURS = "Something went wrong on my side; nothing was queued. Please try again in a moment."


def cause(error: BaseException) -> BaseException:
    """Return what a command really stumbled over."""
    while isinstance(
        error,
        commands.CommandInvokeError | commands.HybridCommandError | app_commands.CommandInvokeError,
    ):
        error = error.original
    return error


def explain(error: BaseException, what: str) -> str:
    """Return what to say, in this order of precedence; `what` names the deed for the log.

    1. StyleError (the grammar, the pictures) and Refused (limits): their own text.
    2. discord.py's user errors (a direct message, too many arguments, a missing permission).
    3. Discord refusing us.
    4. Anything else is our bug: logged with its traceback and answered with an apology.
    """
    match found := cause(error):
        case StyleError() | Refused():
            return str(found)
        case commands.NoPrivateMessage() | app_commands.NoPrivateMessage():
            return "I paint on servers only. Invite me to one, and ask there."
        case commands.UserInputError() | app_commands.TransformerError():
            return "I couldn't read that. `help` shows how it is written."
        case commands.MissingPermissions() | app_commands.MissingPermissions():
            return f"That is for members with {_permissions(found.missing_permissions)}."
        case commands.NotOwner():
            return "That is for whoever runs this bot."
        case commands.CheckFailure() | commands.DisabledCommand() | app_commands.CheckFailure():
            return "You can't use that command here."
        case discord.Forbidden():
            log.warning("%s: Discord refused: %s", what, found)
            return "I'm not allowed to do that here. Ask a moderator to look at my permissions."
    log.error("%s failed", what, exc_info=found)
    return OURS


def _permissions(names: list[str]) -> str:
    """Write `Manage Server` the way Discord's own pages do."""
    words = [name.replace("guild", "server").replace("_", " ").title() for name in names]
    return " and ".join(words)
