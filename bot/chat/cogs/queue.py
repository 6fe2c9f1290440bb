"""`!queue`, `!cancel` and `!history`: what is going on here, how to stop it, and what there was."""

# mypy cannot infer the type of a hybrid command's callback.
# mypy: disable-error-code="arg-type"

from __future__ import annotations

import re

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import faces
from bot.chat.client import Easel, Here
from bot.chat.interactions import Click
from bot.chat.words import said
from bot.jobs.job import Job
from stylecore.errors import StyleError

__all__ = ["Queue"]

SHOWN = 20
PAST = 10


class Queue(commands.Cog):
    """Look at the queue and stop jobs."""

    def __init__(self, client: Easel) -> None:
        self.client = client

    @commands.hybrid_command(
        name="queue",
        aliases=["q"],
        brief="Show what is being painted on this server.",
        description="Show what is being painted on this server.",
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

    @commands.hybrid_command(
        name="cancel",
        usage="[job]",
        brief="Stop a job of yours.",
        description="Stop a job of yours.",
        help="Stops your job, waiting or running. With several, say which: `cancel 17`. "
        "Moderators may stop anybody's.",
    )
    @app_commands.describe(job="The job's number, such as 17, if you have several.")
    @commands.guild_only()
    async def cancel(self, here: Here, job: str = "") -> None:
        """Stop a job, the member's only one if none is named."""
        found = await self._which(here, job)
        if found.user_id != here.author.id and not here.permissions.manage_messages:
            raise StyleError(f"#{found.id} isn't your job: its owner or a moderator can cancel it.")
        if found.user_id == here.author.id:
            self.client.posts.hush(found.id)
        if await self.client.service.cancel(found.id) is None:
            raise StyleError(f"#{found.id} is over already.")
        await here.reply(f"#{found.id} is cancelled.", mention_author=False)

    @cancel.autocomplete("job")
    async def _suggest(self, click: Click, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest the member's own jobs."""
        active = await self.client.service.active(click.guild_id or 0)
        own = [str(job.id) for job in active if job.user_id == click.user.id]
        numbers = [number for number in own if number.startswith(typed.lstrip("#"))]
        return [app_commands.Choice(name=f"#{n}", value=n) for n in numbers[:SHOWN]]

    @commands.hybrid_command(
        name="history",
        brief="Show what I painted for you on this server.",
        description="Show what I painted for you on this server.",
        help="Lists your last jobs on this server, the newest first, with the way to each artwork.",
    )
    @commands.guild_only()
    async def history(self, here: Here) -> None:
        """Show a member's own past jobs."""
        assert here.guild is not None, "the command is for servers"
        jobs = await self.client.service.history(here.guild.id, here.author.id, PAST)
        if not jobs:
            raise StyleError("I haven't painted anything for you here yet.")
        lines = "\n".join(map(faces.past, jobs))
        embed = discord.Embed(title="Your pictures", description=lines, colour=faces.BLUE)
        await here.reply(embed=embed, mention_author=False, ephemeral=True)

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
