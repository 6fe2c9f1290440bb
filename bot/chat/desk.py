"""Sending, editing and finding messages about a job: the one place that speaks to the channel.

It edits through the channel with the bot's own token, as an interaction's would die too early.
"""

from __future__ import annotations

import asyncio
import io
from typing import Any

import discord

from bot.chat import history, upload, views
from bot.chat.faces import Picture
from bot.jobs.job import Job

__all__ = ["Desk"]

USUAL_LIMIT = 10 * 1024 * 1024
AUTHOR_ONLY = discord.AllowedMentions(everyone=False, users=False, roles=False, replied_user=True)


class Desk:
    """Messages about jobs, sent and edited through one client."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    def channel(self, job: Job) -> discord.PartialMessageable:
        """Return the channel of the request, whether or not the gateway has shown it yet."""
        return self._client.get_partial_messageable(job.channel_id, guild_id=job.guild_id)

    def limit(self, job: Job) -> int:
        """Return how many bytes a file may have on the job's server."""
        guild = self._client.get_guild(job.guild_id)
        return guild.filesize_limit if guild else USUAL_LIMIT

    async def reply(
        self, job: Job, *, ping: bool = False, file: discord.File | None = None, **message: Any
    ) -> int:
        """Reply to the request, which may be gone by now; return the new message's id."""
        request = discord.MessageReference(
            message_id=job.message_id,
            channel_id=job.channel_id,
            guild_id=job.guild_id,
            fail_if_not_exists=False,
        )
        if ping:
            message["allowed_mentions"] = AUTHOR_ONLY
        given = {name: value for name, value in (message | {"file": file}).items() if value}
        sent = await self.channel(job).send(reference=request, **given)
        return sent.id

    async def edit(
        self, job: Job, message_id: int, *, file: discord.File | None = None, **message: Any
    ) -> None:
        """Edit a message; a new file takes the place of the old one."""
        if file is not None:
            message["attachments"] = [file]
        await self.channel(job).get_partial_message(message_id).edit(**message)

    async def find(self, job: Job, what: str) -> int | None:
        """Return our own message about this job with the button `what`, if there is one."""
        mark = views.marker(what, job.id, job.user_id)
        own = self._client.user.id if self._client.user else 0
        return await history.find(self.channel(job), job.message_id, own, mark)

    async def file(self, picture: Picture, limit: int) -> tuple[discord.File, str]:
        """Make a picture a file of at most `limit` bytes; return a note where that changed it."""
        fitted = await asyncio.to_thread(upload.fit, picture.data, limit)
        name = f"{picture.name.rpartition('.')[0]}.{fitted.ending}"
        return discord.File(io.BytesIO(fitted.data), name), fitted.note
