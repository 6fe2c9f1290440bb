"""`!style`: two pictures and a few options become a job."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.chat import grammar, manual
from bot.chat.client import Easel, Here
from bot.jobs.job import Request
from stylecore.options import StyleOptions

__all__ = ["Style"]


class Style(commands.Cog):
    """Paint a photo in the manner of a painting."""

    def __init__(self, client: Easel) -> None:
        self.client = client

    @commands.command(
        name="style",
        usage="[options]",
        brief="Paint a photo in the manner of a painting.",
        help="Attach two pictures, the photo first, then the painting; or reply to a message that "
        "has them. While I paint, you watch. `style help` lists the options.",
    )
    @commands.guild_only()
    async def style(self, here: Here, *, options: str = "") -> None:
        """Take on a request, or say what is wrong with it."""
        if options.strip().lower() in ("help", "?"):
            return await self._help(here)
        settings = self.client.settings
        wanted = grammar.parse(options, settings.options, settings.maxima)
        async with here.typing():
            await self._take_on(here.message, wanted)
        return None

    async def _take_on(self, message: discord.Message, options: StyleOptions) -> None:
        """Check the pictures, make the job durable, then say so."""
        self.client.check_open()
        pair = await self.client.intake.take(message, options.max_long_edge)
        assert message.guild is not None, "the command is for servers"
        job, place = await self.client.service.submit(
            Request(
                guild_id=message.guild.id,
                channel_id=message.channel.id,
                message_id=message.id,
                user_id=message.author.id,
                options=options,
                content=pair.content,
                style=pair.style,
            )
        )
        if job.notice_id is None and not job.state.over:
            await self.client.posts.accepted(job, place, pair)

    async def _help(self, here: Here) -> None:
        """Show the options, with this host's defaults."""
        settings = self.client.settings
        await here.reply(
            embed=manual.style_embed(settings.prefix, settings.options, settings.maxima),
            mention_author=False,
        )
