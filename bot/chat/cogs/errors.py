"""The one place where what went wrong in a command becomes a reply."""

from __future__ import annotations

import difflib
import logging
from typing import Any

import discord
from discord.ext import commands

from bot.chat.client import Easel, Here
from bot.jobs.job import Refused
from stylecore.errors import StyleError

__all__ = ["Errors"]

log = logging.getLogger(__name__)


class Errors(commands.Cog):
    """Answers errors, in this order of precedence.

    1. A command that does not exist: answered only if it is nearly one of ours, as other bots may
       share the prefix.
    2. StyleError (the grammar, the pictures) and Refused (limits): their own text, which says
       what was wrong and what to do.
    3. discord.py's user errors (a direct message, too many arguments, a quote not closed): one
       sentence each.
    4. Discord refusing us (Forbidden, NotFound): there is no way to answer, so it is logged.
    5. Anything else is our bug: logged with its traceback and answered with an apology.
    """

    def __init__(self, client: Easel) -> None:
        self.client = client

    @commands.Cog.listener()
    async def on_command_error(self, here: Here, error: commands.CommandError) -> None:
        """Answer an error where the command was given; mentions in it never ping."""
        text = self._text(here, error)
        if text is None:
            return
        try:
            await here.reply(text, mention_author=False)
        except discord.HTTPException as trouble:
            log.warning("could not answer in channel %s: %s", here.channel.id, trouble)

    def _text(self, here: Here, error: commands.CommandError) -> str | None:
        """Return what to say, or None to stay silent."""
        cause = error.original if isinstance(error, commands.CommandInvokeError) else error
        match cause:
            case commands.CommandNotFound():
                return self._nearly(here)
            case StyleError() | Refused():
                return str(cause)
            case commands.NoPrivateMessage():
                return "I paint on servers only. Invite me to one, and ask there."
            case commands.UserInputError():
                return f"I couldn't read that. `{here.clean_prefix}help` shows how it is written."
            case commands.CheckFailure() | commands.DisabledCommand():
                return "You can't use that command here."
            case discord.Forbidden() | discord.NotFound():
                log.warning("command %s: Discord refused: %s", here.command, cause)
                return None
        log.error("command %s failed", here.command, exc_info=cause)
        return "Something went wrong on my side; nothing was queued. Please try again in a moment."

    def _nearly(self, here: Here) -> str | None:
        """Point to the command that a misspelt one nearly is."""
        close = difflib.get_close_matches(
            (here.invoked_with or "").lower(), _names(self.client), n=1, cutoff=0.7
        )
        return f"Did you mean `{here.clean_prefix}{close[0]}`?" if close else None


def _names(client: commands.Bot) -> list[str]:
    """Return every command's name."""
    every: set[commands.Command[Any, ..., Any]] = client.commands
    return [command.name for command in every]
