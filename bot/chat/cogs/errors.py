"""The one place where what went wrong in a command becomes a reply."""

from __future__ import annotations

import difflib
import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.answers import cause, explain
from bot.chat.client import Easel, Here
from bot.chat.interactions import Click, whisper

__all__ = ["Errors"]

log = logging.getLogger(__name__)


class Errors(commands.Cog):
    """Answers errors where the command was given; mentions in them never ping.

    A command that does not exist is answered only if it is nearly one of ours, as other bots may
    share the prefix. Where Discord lets us say nothing, it is logged.
    """

    def __init__(self, client: Easel) -> None:
        self.client = client

    async def cog_load(self) -> None:
        """Hear of the errors of slash commands and menus, too."""
        self.client.tree.error(self.on_app_command_error)

    @commands.Cog.listener()
    async def on_command_error(self, here: Here, error: commands.CommandError) -> None:
        """Answer an error of a typed command, or of a slash command that can be typed as well."""
        missing = isinstance(cause(error), commands.CommandNotFound)
        text = self._nearly(here) if missing else explain(error, f"command {here.command}")
        if text is not None:
            await self._reply(here, text)

    async def on_app_command_error(self, click: Click, error: app_commands.AppCommandError) -> None:
        """Answer an error of a slash command or a menu, in private."""
        name = click.command.qualified_name if click.command else "unknown"
        try:
            await whisper(click, explain(error, f"command {name}"))
        except discord.HTTPException as trouble:
            log.warning("could not answer an interaction: %s", trouble)

    async def _reply(self, here: Here, text: str) -> None:
        """Reply or, where messages may not be replied to, just send."""
        try:
            await here.reply(text, mention_author=False, ephemeral=True)
        except discord.HTTPException:
            try:
                await here.send(text)
            except discord.HTTPException as trouble:
                log.warning("could not answer in channel %s: %s", here.channel.id, trouble)

    def _nearly(self, here: Here) -> str | None:
        """Point to the command that a misspelt one nearly is."""
        close = difflib.get_close_matches(
            (here.invoked_with or "").lower(), _names(self.client), n=1, cutoff=0.7
        )
        return f"Did you mean `{here.clean_prefix}{close[0]}`?" if close else None


def _names(client: commands.Bot) -> list[str]:
    """Return every command's name."""
    every: set[commands.Command[Any, ..., Any]] = client.commands
    return [command.name for command in every if not command.hidden]
