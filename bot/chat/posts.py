"""Tells a channel of its jobs: one message each, edited in place, then the artwork, exactly once.

The artwork is sent once because (1) jobs keeps the job in `delivering` until `delivered` is called,
(2) Discord drops a second message with the same nonce, and (3) where an earlier attempt, or an
earlier life of the bot, may have sent it, the channel's history is searched first for our own
message with this job's mark.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
from asyncio_throttle.throttler import Throttler

from bot.chat import faces, marks, sheets
from bot.chat.desk import Desk
from bot.chat.faces import Face, Picture
from bot.chat.memo import Memo
from bot.chat.notice import Notice
from bot.chat.paper import Answer
from bot.jobs.job import Job, JobState, Place, Report
from bot.jobs.service import JobService

__all__ = ["Posts"]

log = logging.getLogger(__name__)

PACE = (5, 5.2)
"""Edits and seconds: just below what Discord takes in a channel, so that it never has to say so."""

TOO_LARGE = 40005
GONE = (discord.NotFound, discord.Forbidden)
KEPT = (
    "The artwork is done, but I may not post it in this channel. "
    "Ask a moderator to give me Attach Files here, then send your request again."
)
SLOW = 60.0
"""Seconds after which a member may have looked away: the end of a job then calls them."""


class Posts:
    """Implements the jobs' Listener with messages."""

    service: JobService

    def __init__(self, client: discord.Client) -> None:
        self._desk = Desk(client)
        self._notices: dict[int, Notice] = {}
        self._paces: dict[int, Throttler] = {}
        self._surely_unsent: set[int] = set()
        self._expected: dict[int, asyncio.Event] = {}
        self._hushed: set[int] = set()

    @asynccontextmanager
    async def expecting(self, request_id: int) -> AsyncIterator[None]:
        """Let nothing be told of a request's job before `accepted` has, or this ends."""
        event = self._expected[request_id] = asyncio.Event()
        try:
            yield
        finally:
            self._expected.pop(request_id, None)
            event.set()

    async def accepted(self, job: Job, place: Place, answer: Answer | None = None) -> None:
        """Acknowledge a new job, by `answer` where there is one; return when that can be seen."""
        notice = await self._notice(job)
        notice.is_new(answer)
        notice.show(faces.queued(job, place, await self._pair(job)))
        await notice.settle()

    def hush(self, job_id: int) -> None:
        """Note that a member stops a job of their own: they need not be called for that."""
        self._hushed.add(job_id)

    async def queue_moved(self, job: Job, place: Place) -> None:
        """Show a job's new place in the queue."""
        await self._acknowledged(job)
        if job.state is JobState.QUEUED:
            pair = None if Memo.of(job).ticket else await self._pair(job)
            (await self._notice(job)).show(faces.queued(job, place, pair))

    async def started(self, job: Job) -> None:
        """Show that the work has begun: the photo, or after a restart the last picture."""
        await self._acknowledged(job)
        if job.state is not JobState.RUNNING:
            return  # it was cancelled in the meantime, and that has been or will be told
        self._surely_unsent.add(job.id)
        kept = await self.service.pictures(job.id)
        (await self._notice(job)).show(faces.starting(job, kept.preview or kept.content))

    async def progressed(self, job: Job, report: Report) -> None:
        """Show how far a job is, where the server wants that."""
        policy = await self.service.policy(job.guild_id)
        if job.state is JobState.RUNNING and policy.progress != "off":
            (await self._notice(job)).show(faces.running(job, report))

    async def finished(self, job: Job) -> None:
        """Tell how a job ended: the artwork, or why there is none. Called again if it raises."""
        await self._acknowledged(job)
        if job.state is JobState.DELIVERING:
            reply_id = await self._deliver(job)
            await self._end(job, faces.delivered(job) if reply_id else faces.failed(job, KEPT))
            await self.service.delivered(job.id, reply_id or 0)
        else:
            face = faces.failed(job) if job.state is JobState.FAILED else faces.cancelled(job)
            await self._end(job, face)
            await self._call(job)
            await self.service.told(job.id)

    async def close(self) -> None:
        """Stop all editing; what is durable is told after the next start."""
        await asyncio.gather(*(notice.close() for notice in self._notices.values()))

    async def _acknowledged(self, job: Job) -> None:
        """Wait until a new job was acknowledged."""
        if event := self._expected.get(job.message_id):
            await event.wait()

    async def _pair(self, job: Job) -> bytes | None:
        """Return a small picture of a job's photo and painting, if they are there."""
        kept = await self.service.pictures(job.id)
        if kept.content is None or kept.style is None:
            return None
        return await asyncio.to_thread(sheets.paired, kept.content, kept.style)

    async def _notice(self, job: Job) -> Notice:
        """Return the job's message; one is made where there is none yet."""
        policy = await self.service.policy(job.guild_id)
        if job.id not in self._notices:
            pace = self._paces.setdefault(job.channel_id, Throttler(*PACE, retry_interval=0.05))
            self._notices[job.id] = Notice(
                self._desk,
                job,
                pace=pace,
                interval=policy.progress_interval,
                progress=policy.progress,
                remember=self._remember,
            )
        return self._notices[job.id]

    async def _remember(self, job_id: int, message_id: int, memo: Memo) -> None:
        """Keep which messages are a job's, so that the next life of the bot finds them."""
        await self.service.set_memo(job_id, memo.written())
        await self.service.set_notice(job_id, message_id)

    async def _end(self, job: Job, face: Face) -> None:
        """Show a job's last face, if its channel can be reached, and let go of its message."""
        notice = await self._notice(job)
        notice.show(face)
        trouble = await notice.settle()
        if trouble is not None and not isinstance(trouble, GONE):
            raise trouble
        del self._notices[job.id]
        await notice.close()

    async def _call(self, job: Job) -> None:
        """Call a member who has waited long for nothing: edits ping nobody."""
        hushed = job.id in self._hushed
        self._hushed.discard(job.id)
        if hushed or time.time() - job.created_at < SLOW:
            return
        try:
            nonce = f"end-{job.message_id}"
            await self._desk.reply(job, ping=True, content=faces.ended(job), nonce=nonce)
        except discord.HTTPException as error:
            log.warning("job %s: its end could not be called: %s", job.id, error)

    async def _deliver(self, job: Job) -> int | None:
        """Send the artwork unless it was sent before; return None where it may not be posted."""
        try:
            if job.id not in self._surely_unsent and (sent := await self._earlier(job)):
                return sent
            self._surely_unsent.discard(job.id)
            return await self._send_artwork(job, self._desk.limit(job))
        except GONE as error:
            log.warning("job %s: its artwork could not be posted: %s", job.id, error)
            return None

    async def _earlier(self, job: Job) -> int | None:
        """Look for the artwork in the channel, where its history may be read."""
        try:
            return await self._desk.find(job, "delete")
        except discord.Forbidden:
            return None

    async def _send_artwork(self, job: Job, limit: int) -> int:
        """Reply to the request with the artwork; where the limit was less than thought, smaller."""
        png = (await self.service.pictures(job.id)).artwork
        if png is None:
            raise FileNotFoundError(f"the artwork of job {job.id} is not in the store")
        file, note = await self._desk.file(Picture(f"easel-{job.id}.png", png), limit)
        try:
            return await self._desk.reply(
                job,
                ping=True,
                content=faces.artwork(job, note),
                file=file,
                view=marks.row(marks.UNDER_ARTWORK, job.id, job.user_id),
                nonce=f"art-{job.message_id}",
            )
        except discord.HTTPException as error:
            if error.code != TOO_LARGE and error.status != 413:
                raise
            return await self._send_artwork(job, limit // 2)
