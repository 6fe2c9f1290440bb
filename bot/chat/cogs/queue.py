"""`!queue` and `!cancel`: what is going on here, and how to stop it."""

from __future__ import annotations

import re

import discord
from discord.ext import commands

from bot.chat import faces
from bot.chat.client import Easel, Here
from bot.chat.words import said
from bot.jobs.job import Job
from stylecore.errors import StyleError

__all__ = ["Queue"]

SHOWN = 20


class Queue(commands.Cog):
    """Look at the queue and stop jobs."""

    def __init__(self, client: Easel) -> None:
        self.client = client

    @commands.command(
        name="queue",
        aliases=["q"],
        brief="Show what is being painted on this server.",
        help="Shows this server's jobs, the running ones first; yours are marked.",
    )
    @commands.guild_only()
    async def queue(self, here: Here) -> None:
        """Show the server's jobs."""
        assert here.guild is not None, "the command is for servers"
        jobs = await self.client.service.active(here.guild.id)
        if not jobs:
            how = f"Start with `{here.clean_prefix}style` and two pictures."
            await here.reply(f"Nothing is being painted. {how}", mention_author=False)
            return
        lines = [self._line(job, here.author.id) for job in jobs[:SHOWN]]
        if len(jobs) > SHOWN:
            lines.append(f"… and {len(jobs) - SHOWN} more")
        embed = discord.Embed(title="The queue", description="\n".join(lines), colour=faces.BLUE)
        await here.reply(embed=embed, mention_author=False)

    @commands.command(
        name="cancel",
        usage="[job]",
        brief="Stop a job of yours.",
        help="Stops your job, waiting or running. With several, say which: `cancel 17`. "
        "Moderators may stop anybody's.",
    )
    @commands.guild_only()
    async def cancel(self, here: Here, job: str = "") -> None:
        """Stop a job, the member's only one if none is named."""
        found = await self._which(here, job)
        if found.user_id != here.author.id and not here.permissions.manage_messages:
            raise StyleError(f"#{found.id} isn't your job: its owner or a moderator can cancel it.")
        if await self.client.service.cancel(found.id) is None:
            raise StyleError(f"#{found.id} is over already.")
        await here.reply(f"#{found.id} is cancelled.", mention_author=False)

    async def _which(self, here: Here, name: str) -> Job:
        """Return the job that a member means, among those of this server."""
        assert here.guild is not None, "the command is for servers"
        active = await self.client.service.active(here.guild.id)
        if name:
            return _named(active, name, here.clean_prefix)
        own = [job for job in active if job.user_id == here.author.id]
        if len(own) == 1:
            return own[0]
        if not own:
            raise StyleError("You have no job that could be cancelled.")
        numbers = ", ".join(f"#{job.id}" for job in own)
        raise StyleError(
            f"You have several jobs ({numbers}). Say which, like "
            f"`{here.clean_prefix}cancel {own[0].id}`."
        )

    def _line(self, job: Job, reader: int) -> str:
        return faces.line(job, self.client.service.place(job.id), job.user_id == reader)


def _named(active: list[Job], name: str, prefix: str) -> Job:
    """Return the job with this number."""
    number = re.fullmatch(r"#?([0-9]{1,15})", name, re.ASCII)
    if number is None:
        raise StyleError(f"“{said(name)}” is no job's number. Write it like `{prefix}cancel 17`.")
    for job in active:
        if job.id == int(number[1]):
            return job
    raise StyleError(
        f"There is no job #{int(number[1])} waiting or running here. `{prefix}queue` shows them."
    )
