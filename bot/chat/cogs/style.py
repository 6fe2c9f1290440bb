"""`!style` and `/style`: two pictures, or one and a named style, become a job."""

from __future__ import annotations

from typing import Any

import discord
from discord.ext import commands

from bot.chat import access, attachments, grammar, manual, orders, slash
from bot.chat.attachments import Found
from bot.chat.client import Easel, Here
from bot.chat.interactions import Click, public
from bot.chat.memo import Memo
from bot.chat.orders import Asker

__all__ = ["Style"]


class Style(commands.Cog):
    """Paint a photo in the manner of a painting."""

    def __init__(self, client: Easel) -> None:
        self.client = client

    async def cog_load(self) -> None:
        """Add the slash form, whose options are those of the engine."""
        command = slash.command(self.client.settings.maxima, self._names, self.use)
        self.client.tree.add_command(command)

    @commands.command(
        name="style",
        usage="[options]",
        brief="Paint a photo in the manner of a painting.",
        help="Attach two pictures, the photo first, then the painting; or reply to a message that "
        "has them. While I paint, you watch. `style help` lists the options.",
    )
    @commands.guild_only()
    async def style(self, here: Here, *, options: str = "") -> None:
        """Take on a typed request, or say what is wrong with it."""
        if options.strip().lower() in ("help", "?"):
            return await self._help(here)
        message = here.message
        asker = Asker.writing(message)
        wish = grammar.parse(options, await orders.rules(self.client, asker.guild_id))
        _check(here.bot_permissions, here.channel)
        own = attachments.attached(message)
        others = await attachments.replied(message) if len(own) < 2 else []
        pictures = attachments.choose(own, others, wish.style)
        async with here.typing():
            await orders.take(self.client, asker, wish, pictures, Memo(answers=message.id))
        return None

    async def use(
        self, click: Click, photos: list[discord.Attachment], words: list[tuple[str, str]]
    ) -> None:
        """Take on a request from the slash command: the same words, read by the same grammar."""
        asker = Asker.using(click)
        wish = grammar.read(words, await orders.rules(self.client, asker.guild_id))
        _check(click.app_permissions, click.channel)
        pictures = attachments.choose([Found.attached(file) for file in photos], [], wish.style)
        async with public(click) as answer:
            await orders.take(self.client, asker, wish, pictures, Memo(mention=True), answer)

    def _names(self, guild_id: int) -> tuple[str, ...]:
        return self.client.styles.names(guild_id)

    async def _help(self, here: Here) -> None:
        """Show the options, with the defaults and limits that hold here."""
        assert here.guild is not None, "the command is for servers"
        rules = await orders.rules(self.client, here.guild.id)
        policy = await self.client.service.policy(here.guild.id)
        embed = manual.style_embed(self.client.settings.prefix, rules, policy)
        await here.reply(embed=embed, mention_author=False)


def _check(held: discord.Permissions, channel: Any) -> None:
    access.check(held, in_thread=isinstance(channel, discord.Thread))
