"""Sending, editing and finding messages about a job: the one place that speaks to the channel.

It edits through the channel with the bot's own token, as an interaction's would die too early.
"""

from __future__ import annotations

import asyncio
import io
from typing import Any

import discord

from bot.chat import history, marks, upload
from bot.chat.faces import Picture
from bot.chat.memo import Memo
from bot.jobs.job import Job

__all__ = ["Desk"]

AUTHOR_ONLY = discord.AllowedMentions(everyone=False, users=False, roles=False, replied_user=True)
NO_REPLIES = 160002
"""Discord's code for a reply where the channel's history may not be read."""


class Desk:
    """Messages about jobs, sent and edited through one client."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    def channel(self, job: Job, channel_id: int = 0) -> discord.PartialMessageable:
        """Return the request's channel or another, whether or not the gateway has shown it yet."""
        where = channel_id or job.channel_id
        return self._client.get_partial_messageable(where, guild_id=job.guild_id)

    def limit(self, job: Job) -> int:
        """Return how many bytes a file may have on the job's server."""
        guild = self._client.get_guild(job.guild_id)
        return guild.filesize_limit if guild else upload.USUAL_LIMIT

    async def send(
        self, job: Job, channel_id: int = 0, *, file: discord.File | None = None, **message: Any
    ) -> int:
        """Send a message to the job's channel or another; return its id."""
        given = {name: value for name, value in (message | {"file": file}).items() if value}
        return (await self.channel(job, channel_id).send(**given)).id

    async def reply(self, job: Job, *, ping: bool = False, **message: Any) -> int:
        """Reply to the request, which may be gone by now; with `ping`, so that its author hears."""
        memo = Memo.of(job)
        if ping and memo.mention:
            message["content"] = f"<@{job.user_id}> {message.get('content', '')}"
            message["allowed_mentions"] = discord.AllowedMentions(
                everyone=False, roles=False, users=[discord.Object(job.user_id)]
            )
        elif ping:
            message["allowed_mentions"] = AUTHOR_ONLY
        if not memo.answers:
            return await self.send(job, **message)
        request = discord.MessageReference(
            message_id=memo.answers,
            channel_id=job.channel_id,
            guild_id=job.guild_id,
            fail_if_not_exists=False,
        )
        try:
            return await self.send(job, reference=request, **message)
        except discord.HTTPException as error:
            if error.code != NO_REPLIES:
                raise
            return await self.send(job, **_rewound(message))

    async def edit(
        self,
        job: Job,
        message_id: int,
        channel_id: int = 0,
        *,
        file: discord.File | None = None,
        **message: Any,
    ) -> None:
        """Edit a message; a new file takes the place of the old one."""
        if file is not None:
            message["attachments"] = [file]
        await self.channel(job, channel_id).get_partial_message(message_id).edit(**message)

    async def find(self, job: Job, what: str, channel_id: int = 0) -> int | None:
        """Return our own message about this job with the button `what`, if there is one."""
        mark = marks.marker(what, job.id, job.user_id)
        own = self._client.user.id if self._client.user else 0
        after = job.message_id if channel_id in (0, job.channel_id) else channel_id
        return await history.find(self.channel(job, channel_id), after, own, mark)

    async def thread(self, job: Job, message_id: int, name: str) -> int:
        """Start a thread from one of our messages; return its id."""
        message = self.channel(job).get_partial_message(message_id)
        return (await message.create_thread(name=name, auto_archive_duration=60)).id

    async def file(self, picture: Picture, limit: int) -> tuple[discord.File, str]:
        """Make a picture a file of at most `limit` bytes; return a note where that changed it."""
        fitted = await asyncio.to_thread(upload.fit, picture.data, limit)
        name = f"{picture.name.rpartition('.')[0]}.{fitted.ending}"
        return discord.File(io.BytesIO(fitted.data), name), fitted.note


def _rewound(message: dict[str, Any]) -> dict[str, Any]:
    """Make a message's file ready to be sent a second time."""
    if (file := message.get("file")) is not None:
        file.reset()
    return message
