"""What a channel sees of a job while it lasts, at the channel's pace; the latest face wins.

The ticket says what was taken on and where it stands in the queue. When the work begins, a fresh
message takes over, as old ones may be edited only so often; it may stand in a thread, or, where
the server wants no progress, the ticket goes on alone.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import aiohttp
import discord
from asyncio_throttle.throttler import Throttler

from bot.chat import faces, marks
from bot.chat.desk import Desk
from bot.chat.faces import Face, Phase
from bot.chat.memo import Memo
from bot.chat.paper import Answer, Paper
from bot.jobs.job import Job
from bot.jobs.policy import Progress

__all__ = ["TROUBLE", "Notice"]

log = logging.getLogger(__name__)

TROUBLE = (discord.HTTPException, aiohttp.ClientError, OSError)

Remember = Callable[[int, int, Memo], Awaitable[None]]


class Notice:
    """One job's messages. `show` never waits; a task of its own sends and edits."""

    def __init__(
        self,
        desk: Desk,
        job: Job,
        *,
        pace: Throttler,
        interval: float,
        progress: Progress,
        remember: Remember,
    ) -> None:
        self._desk, self._job, self._memo = desk, job, Memo.of(job)
        self._pace, self._interval, self._remember = pace, interval, remember
        self._where = progress
        begun = 0 if job.notice_id in (None, self._memo.ticket) else job.notice_id or 0
        self._ticket = Paper(desk, job, marks.UNDER_TICKET, self._memo.ticket)
        self._ticket.picture = faces.pair_name(job)
        self._progress = Paper(desk, job, marks.UNDER_PROGRESS, begun)
        self._progress.place = self._memo.place
        self._progress.search = not begun and job.attempt > 1
        self._phase = Phase.QUEUED
        self._pending: Face | None = None
        self._trouble: Exception | None = None
        self._edited = 0.0
        self._wake, self._hurry, self._idle = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._idle.set()
        self._task = asyncio.create_task(self._run(), name=f"notice-{job.id}")

    def is_new(self, answer: Answer | None) -> None:
        """Note that the job was accepted just now: there is no earlier message to look for."""
        self._ticket.search = False
        self._ticket.answer = answer

    def show(self, face: Face) -> None:
        """Show `face` soon, unless something later comes; what is shown never goes back."""
        if face.phase < self._phase:
            return
        moved_on = face.phase > self._phase or not self._ticket.id
        self._phase = face.phase
        self._pending = face.over(self._pending)
        self._idle.clear()
        self._wake.set()
        if moved_on or face.picture is not None:
            self._hurry.set()

    async def settle(self) -> Exception | None:
        """Wait until what was shown is on the screen; return what kept it from there, if any."""
        await self._idle.wait()
        return self._trouble

    async def close(self) -> None:
        """Stop editing."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._idle.set()

    async def _run(self) -> None:
        """Show what is pending, again and again: the loop of the notice's own task."""
        while True:
            await self._wake.wait()
            await self._take_time()
            async with self._pace:
                face, self._pending = self._pending, None
                self._wake.clear()
                self._hurry.clear()
                if face is not None:
                    await self._put(face)
            self._edited = time.monotonic()
            if self._pending is None:
                self._idle.set()

    async def _take_time(self) -> None:
        """Wait out the interval between two edits; a picture or a new state does not wait."""
        rest = self._edited + self._interval - time.monotonic()
        if rest > 0:
            try:
                await asyncio.wait_for(self._hurry.wait(), rest)
            except TimeoutError:
                return

    async def _put(self, face: Face) -> None:
        """Send or edit; trouble costs this face, never the job."""
        self._trouble = None
        try:
            await self._show(face)
        except TROUBLE as error:
            log.warning("job %s: its message could not be updated: %s", self._job.id, error)
            self._trouble = error
        except Exception as error:
            log.exception("job %s: its message could not be updated", self._job.id)
            self._trouble = error

    async def _show(self, face: Face) -> None:
        """Choose the message that a face belongs on."""
        apart = self._where != "off" and face.phase is Phase.RUNNING
        if apart and not self._progress.id:
            await self._move()
        if apart or self._progress.id:
            if await self._progress.show(face):
                await self._note(self._memo, self._progress.id)
        elif await self._ticket.show(face if face.phase is not Phase.RUNNING else face.plain()):
            await self._note_ticket()

    async def _note_ticket(self) -> None:
        """Remember the ticket; where nobody's message made the request, it is what is answered."""
        ticket = self._ticket.id
        answers = self._memo.answers or ticket
        await self._note(self._memo.but(ticket=ticket, answers=answers), ticket)

    async def _note(self, memo: Memo, message_id: int) -> None:
        """Remember, here and for a later life of the bot, which messages are the job's."""
        self._memo = memo
        for paper in (self._ticket, self._progress):
            paper.job = replace(self._job, memo=memo.written())
        await self._remember(self._job.id, message_id, memo)

    async def _move(self) -> None:
        """Leave the ticket as a record of what was asked, and go where progress is shown."""
        if self._ticket.id:
            await self._ticket.show(faces.begun(self._job))
        if self._where == "thread" and not self._progress.place and self._ticket.id:
            await self._open_thread()

    async def _open_thread(self) -> None:
        """Start a thread under the ticket; where that may not be, stay in the channel."""
        try:
            name = f"#{self._job.id} {self._memo.photo}"[:100].strip()
            place = await self._desk.thread(self._job, self._ticket.id, name)
        except (discord.HTTPException, ValueError) as error:
            log.warning("job %s: no thread for its progress: %s", self._job.id, error)
            return
        self._progress.place = place
        await self._note(self._memo.but(place=place), self._ticket.id)
