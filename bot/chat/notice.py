"""The one message of a job that is edited in place, at the channel's pace; the latest face wins."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

import aiohttp
import discord
from asyncio_throttle.throttler import Throttler

from bot.chat import views
from bot.chat.desk import Desk
from bot.chat.faces import Face, Phase
from bot.jobs.job import Job

__all__ = ["TROUBLE", "Notice"]

log = logging.getLogger(__name__)

UNKNOWN_MESSAGE = 10008
TOO_OLD_TO_EDIT = 30046

TROUBLE = (discord.HTTPException, aiohttp.ClientError, OSError)

Remember = Callable[[int, int], Awaitable[None]]


class Notice:
    """One job's message. `show` never waits; a task of its own sends and edits."""

    def __init__(
        self, desk: Desk, job: Job, *, pace: Throttler, interval: float, remember: Remember
    ) -> None:
        self.caption = ""
        self._desk, self._job = desk, job
        self._pace, self._interval, self._remember = pace, interval, remember
        self._message_id = job.notice_id
        self._search = job.notice_id is None
        self._phase = Phase.QUEUED
        self._pending: Face | None = None
        self._picture = ""
        self._trouble: Exception | None = None
        self._edited = 0.0
        self._wake, self._hurry, self._idle = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._idle.set()
        self._task = asyncio.create_task(self._run(), name=f"notice-{job.id}")

    def is_new(self, caption: str) -> None:
        """Note that the job was accepted just now: there is no earlier message to look for."""
        self._search = False
        self.caption = caption

    def show(self, face: Face) -> None:
        """Show `face` soon, unless something later comes; the message never goes back."""
        if face.phase < self._phase:
            return
        moved_on = face.phase > self._phase or self._message_id is None
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
            await (self._send(face) if self._message_id is None else self._edit(face))
        except TROUBLE as error:
            log.warning("job %s: its message could not be updated: %s", self._job.id, error)
            self._trouble = error
        except Exception as error:
            log.exception("job %s: its message could not be updated", self._job.id)
            self._trouble = error

    async def _send(self, face: Face) -> None:
        """Send the message, unless an earlier life of the bot did."""
        if self._search:
            self._message_id = await self._desk.find(self._job, "cancel")
            self._search = False
        if self._message_id is not None:
            await self._edit(face)
        else:
            file = await self._file(face)
            self._message_id = await self._desk.reply(
                self._job, embed=self._embed(face, file), view=self._view(face), file=file
            )
            self._picture = file.filename if file else ""
        await self._remember(self._job.id, self._message_id)

    async def _edit(self, face: Face) -> None:
        """Edit the message. One that was deleted stays deleted; one too old is sent anew."""
        message_id = self._message_id or 0
        file = await self._file(face)
        embed, view = self._embed(face, file), self._view(face)
        try:
            await self._desk.edit(self._job, message_id, embed=embed, view=view, file=file)
            self._picture = file.filename if file else self._picture
        except discord.HTTPException as error:
            if error.code == TOO_OLD_TO_EDIT:
                self._message_id = None
                await self._send(face)
            elif error.code != UNKNOWN_MESSAGE:
                raise

    async def _file(self, face: Face) -> discord.File | None:
        """Make the face's new picture, if it has one, fit to be uploaded."""
        if face.picture is None:
            return None
        file, _ = await self._desk.file(face.picture, self._desk.limit(self._job))
        return file

    def _embed(self, face: Face, file: discord.File | None) -> discord.Embed:
        """Show the new picture in the embed, or else the one that is on the message."""
        if name := file.filename if file else self._picture:
            face.embed.set_image(url=f"attachment://{name}")
        return face.embed

    def _view(self, face: Face) -> discord.ui.View | None:
        """Return the buttons; a job that is over has none."""
        if face.phase is Phase.OVER:
            return None
        return views.view("cancel", self._job.id, self._job.user_id)
