"""Help, derived from the parameters and this host's settings, so that it is never out of date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord
from discord.ext import commands

from bot.chat.grammar import Rules
from bot.chat.vocabulary import IN_CHAT, NAMED, RATIO, SIDES, written
from bot.chat.words import number, said
from bot.jobs.policy import Policy
from stylecore.options import Parameter, StyleOptions

__all__ = ["Help", "style_embed"]

Command = commands.Command[Any, ..., Any]

VIOLET = 0x7048E8


def style_embed(prefix: str, rules: Rules, policy: Policy) -> discord.Embed:
    """Return the page of options: how each is written here, its bounds and what it does."""
    embed = discord.Embed(
        title="Options of style",
        colour=VIOLET,
        description=f"Attach a photo and then a painting, and type for example\n"
        f"`{prefix}style weight=20:1 size={rules.defaults.max_long_edge}`\n"
        "All options may be left out; what you see here are the defaults. "
        "`/style` has the same ones.",
    )
    for name, value in (_ratio(rules), _named(rules), *_parameters(rules), _limits(policy)):
        embed.add_field(name=name, value=value, inline=False)
    return embed


def _ratio(rules: Rules) -> tuple[str, str]:
    content, style = (number(getattr(rules.defaults, side)) for side in SIDES)
    return (
        f"{RATIO}={content}:{style}",
        "Photo against painting. More on the left keeps the photo's shapes, more on the "
        "right brings strokes and colours. Short for `content-weight` and `style-weight`.",
    )


def _named(rules: Rules) -> tuple[str, str]:
    names = ", ".join(f"`{name}`" for name in rules.styles)
    return f"{NAMED}=NAME", f"A style with a name: then a photo alone is enough. There are {names}."


def _parameters(rules: Rules) -> list[tuple[str, str]]:
    """Return one parameter a line."""
    return [_line(p, rules.defaults, rules.maxima) for p in IN_CHAT if p.name not in SIDES]


def _line(
    parameter: Parameter, defaults: StyleOptions, maxima: Mapping[str, float]
) -> tuple[str, str]:
    most = maxima.get(parameter.name, parameter.high)
    bounds = replace(parameter, high=most).bounds
    long = parameter.name.replace("_", "-")
    also = f" Also `{long}`." if long != parameter.chat_name else ""
    default = written(getattr(defaults, parameter.name)) or parameter.form
    return (
        f"{parameter.chat_name}={default}",
        f"{parameter.help}{f' ({bounds})' if bounds else ''}{also}",
    )


def _limits(policy: Policy) -> tuple[str, str]:
    """Say what a member may ask for on this server."""
    minutes = policy.daily_gpu_minutes
    lines = [
        f"{policy.per_member} of your pictures at a time, {policy.queue_length} waiting in all",
        f"up to {policy.max_long_edge} px and {policy.max_num_epochs} epochs",
        f"on {', '.join(policy.devices)}" if policy.devices else "",
        f"{minutes} GPU-minutes a day" if minutes else "",
        "paused by an admin: nothing is taken on just now" if policy.paused else "",
    ]
    return "On this server", " · ".join(filter(None, lines))


class Help(commands.HelpCommand):
    """`!help`: what there is to type, on one page."""

    def __init__(self) -> None:
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
        if command.name == "style":
            await command(self.context, options="help")
            return
        embed = discord.Embed(
            title=f"{self.context.clean_prefix}{command.name} {command.usage or ''}".rstrip(),
            colour=VIOLET,
            description=command.help or command.brief,
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
