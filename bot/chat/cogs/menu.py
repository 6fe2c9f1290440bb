"""“Style this picture”: on any message with a picture, without a command."""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.chat import access, attachments, orders
from bot.chat.answers import explain
from bot.chat.attachments import IntakeError
from bot.chat.client import Easel
from bot.chat.grammar import Wish
from bot.chat.interactions import Click, public, whisper
from bot.chat.memo import Memo
from bot.chat.orders import Asker

__all__ = ["Menu"]

NAME = "Style this picture"
NONE = "There is no picture in that message. Choose one that has a photo."
MOST = 25
"""Entries that Discord takes in a select."""


class StyleSelect(ui.DynamicItem[ui.Select[ui.View]], template=r"easel-pick:(?P<message>[0-9]+)"):
    """The question for a style; the message with the picture is in its custom_id."""

    def __init__(self, message_id: int, names: tuple[str, ...] = ()) -> None:
        self.message_id = message_id
        options = [discord.SelectOption(label=name) for name in names[:MOST]]
        super().__init__(
            ui.Select(
                custom_id=f"easel-pick:{message_id}",
                placeholder="In which style?",
                options=options,
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _click: Click, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the select again from the message that it is on."""
        names = tuple(option.label for option in getattr(item, "options", ()))
        return cls(int(match["message"]), names)

    async def callback(self, interaction: Click) -> None:
        """Queue the picture in the chosen style."""
        try:
            await self._queue(interaction, self.item.values[0])
        except Exception as error:
            await whisper(interaction, explain(error, NAME))

    async def _queue(self, click: Click, style: str) -> None:
        client: Easel = click.client
        asker = Asker.using(click)
        rules = await orders.rules(client, asker.guild_id)
        access.check(click.app_permissions)
        async with public(click) as answer:
            message = await self._message(click)
            pictures = attachments.of(message)[:1]
            if not pictures:
                raise IntakeError(NONE)
            wish = Wish(rules.defaults, style)
            await orders.take(client, asker, wish, pictures, Memo(mention=True), answer)

    async def _message(self, click: Click) -> discord.Message:
        """Fetch the message that the picture is in."""
        assert click.channel_id is not None, "menus are for servers"
        channel = click.client.get_partial_messageable(click.channel_id, guild_id=click.guild_id)
        try:
            message: discord.Message = await channel.fetch_message(self.message_id)
        except discord.NotFound:
            raise IntakeError("The message with the picture is gone.") from None
        return message


class Menu(commands.Cog):
    """The entry in the menu of every message."""

    def __init__(self, client: Easel) -> None:
        self.client = client

    async def cog_load(self) -> None:
        """Add the entry, and hear the answers to its question."""
        menu = app_commands.ContextMenu(name=NAME, callback=self.ask)
        menu.guild_only = True
        self.client.tree.add_command(menu)
        self.client.add_dynamic_items(StyleSelect)

    async def ask(self, click: Click, message: discord.Message) -> None:
        """Ask for the style, in private."""
        if not attachments.of(message):
            raise IntakeError(NONE)
        access.check(click.app_permissions)
        names = self.client.styles.names(click.guild_id or 0)
        view = ui.View(timeout=None).add_item(StyleSelect(message.id, names))
        await click.response.send_message("Choose a style.", view=view, ephemeral=True)
