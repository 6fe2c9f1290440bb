"""Help, derived from the parameters and this host's settings, so that it is never out of date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord
from discord.ext import commands

from bot.chat.vocabulary import IN_CHAT, RATIO, SIDES, written
from bot.chat.words import number, said
from bot.settings import Settings
from stylecore.options import Parameter, StyleOptions

__all__ = ["Help", "style_embed"]

Command = commands.Command[Any, ..., Any]

VIOLET = 0x7048E8


def style_embed(prefix: str, defaults: StyleOptions, maxima: Mapping[str, float]) -> discord.Embed:
    """Return the page of options: how each is written here, its bounds and what it does."""
    embed = discord.Embed(
        title="Options of style",
        colour=VIOLET,
        description=f"Attach a photo and then a painting, and type for example\n"
        f"`{prefix}style weight=20:1 size={defaults.max_long_edge}`\n"
        "All options may be left out; what you see here are the defaults.",
    )
    content, style = (number(getattr(defaults, side)) for side in SIDES)
    embed.add_field(
        name=f"{RATIO}={content}:{style}",
        value="Photo against painting. More on the left keeps the photo's shapes, more on the "
        "right brings strokes and colours. Short for `content-weight` and `style-weight`.",
        inline=False,
    )
    for parameter in IN_CHAT:
        if parameter.name not in SIDES:
            embed.add_field(**_field(parameter, defaults, maxima), inline=False)
    return embed


def _field(
    parameter: Parameter, defaults: StyleOptions, maxima: Mapping[str, float]
) -> dict[str, str]:
    """Return one parameter's line."""
    most = maxima.get(parameter.name, parameter.high)
    bounds = replace(parameter, high=most).bounds
    long = parameter.name.replace("_", "-")
    also = f" Also `{long}`." if long != parameter.chat_name else ""
    default = written(getattr(defaults, parameter.name))
    return {
        "name": f"{parameter.chat_name}={default}",
        "value": f"{parameter.help} ({bounds}){also}",
    }


class Help(commands.HelpCommand):
    """`!help`: what there is to type, on one page."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__(command_attrs={"brief": "Show what I can do.", "usage": "[command]"})

    async def send_bot_help(self, mapping: Mapping[Any, list[Command]]) -> None:
        """Show all commands, the main one first."""
        prefix = self.context.clean_prefix
        every = [command for group in mapping.values() for command in group]
        listed = await self.filter_commands(every, sort=False)
        lines = [f"`{prefix}{c.name} {c.usage or ''}".rstrip() + f"` {c.short_doc}" for c in listed]
        embed = discord.Embed(
            title="Easel paints your photos",
            colour=VIOLET,
            description=f"Send a photo and a painting in one message with "
            f"`{prefix}style weight=20:1`, and watch.\n\n" + "\n".join(lines),
        )
        await self._send(embed)

    async def send_command_help(self, command: Command) -> None:
        """Show one command; `style` has its options on a page of their own."""
        prefix = self.context.clean_prefix
        embed = (
            style_embed(prefix, self._settings.options, self._settings.maxima)
            if command.name == "style"
            else discord.Embed(
                title=f"{prefix}{command.name} {command.usage or ''}".rstrip(),
                colour=VIOLET,
                description=command.help or command.brief,
            )
        )
        await self._send(embed)

    async def send_cog_help(self, cog: commands.Cog) -> None:
        """Show the commands of a cog as all commands are shown: cogs are our own affair."""
        await self.send_bot_help({cog: cog.get_commands()})

    def command_not_found(self, string: str, /) -> str:
        """Say that there is no such command."""
        return f"I have no command “{said(string)}”. `{self.context.clean_prefix}help` lists them."

    async def send_error_message(self, error: str, /) -> None:
        """Answer where the question was asked."""
        await self.context.reply(error, mention_author=False)

    async def _send(self, embed: discord.Embed) -> None:
        await self.context.reply(embed=embed, mention_author=False)
