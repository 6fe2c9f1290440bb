"""Telling the listener: on tasks of its own, so that it never keeps a device waiting.

Each job has one outbox and one task that empties it. News that was overtaken is left out: a
waiting place by the start, a report by the next one, all of them by the end.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.jobs.job import Job, JobState, Place, Report
from bot.jobs.listener import Listener

__all__ = ["Outboxes"]

log = logging.getLogger(__name__)

Fetch = Callable[[int], Awaitable[Job | None]]

RETRIES = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
"""Seconds between tries to tell the end; after the last one it waits for the next start."""


@dataclass
class Outbox:
    """What a job's listener has not heard yet."""

    place: Place | None = None
    started: bool = False
    report: Report | None = None
    finished: bool = False
    task: asyncio.Task[None] | None = None


class Outboxes:
    """The outboxes of all jobs. The methods return at once."""

    def __init__(self, listener: Listener, fetch: Fetch, retries: tuple[float, ...] = RETRIES):
        self._listener = listener
        self._fetch = fetch
        self._retries = retries
        self._boxes: dict[int, Outbox] = {}

    def moved(self, job_id: int, place: Place) -> None:
        """Tell that a job waits at another place."""
        self._box(job_id).place = place

    def started(self, job_id: int) -> None:
        """Tell that a job began."""
        box = self._box(job_id)
        box.place, box.started, box.report = None, True, None

    def progressed(self, job_id: int, report: Report) -> None:
        """Tell how far a job is; a picture not told yet goes along with later figures."""
        box = self._box(job_id)
        if report.picture is None and box.report is not None:
            report = replace(report, picture=box.report.picture)
        box.report = report

    def finished(self, job_id: int) -> None:
        """Tell that a job is over."""
        box = self._box(job_id)
        box.place, box.started, box.report, box.finished = None, False, None, True

    async def close(self) -> None:
        """Stop telling; what was not told of an end is told at the next start."""
        tasks = [box.task for box in self._boxes.values() if box.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._boxes.clear()

    def _box(self, job_id: int) -> Outbox:
        """Return a job's outbox, whose task will look into it soon."""
        box = self._boxes.setdefault(job_id, Outbox())
        if box.task is None:
            box.task = asyncio.create_task(self._empty(job_id, box), name=f"tell job {job_id}")
        return box

    async def _empty(self, job_id: int, box: Outbox) -> None:
        while await self._next(job_id, box):
            pass
        # Nothing awaits between the last look into the box and its removal: no news gets lost.
        self._boxes.pop(job_id, None)

    async def _next(self, job_id: int, box: Outbox) -> bool:
        """Tell one piece of news; False if there is none."""
        if box.finished:
            await self._tell_end(job_id)
            box.finished = False
        elif box.place is not None:
            place, box.place = box.place, None
            await self._tell(job_id, lambda job: self._listener.queue_moved(job, place))
        elif box.started:
            box.started = False
            await self._tell(job_id, self._listener.started)
        elif box.report is not None:
            report, box.report = box.report, None
            await self._tell(job_id, lambda job: self._progressed(job, report))
        else:
            return False
        return True

    async def _progressed(self, job: Job, report: Report) -> None:
        if job.state is JobState.RUNNING:
            await self._listener.progressed(replace(job, epoch=report.epoch), report)

    async def _finished(self, job: Job) -> None:
        # A listener that confirmed and raised afterwards has told it.
        if job.state is JobState.DELIVERING or (job.state.over and not job.told):
            await self._listener.finished(job)

    async def _tell(self, job_id: int, call: Callable[[Job], Awaitable[None]]) -> bool:
        """Call the listener with the job as it is now; False if that raised."""
        try:
            # Fetched anew: the notice may have been posted since, or the job cancelled.
            if job := await self._fetch(job_id):
                await call(job)
        except Exception:
            log.exception("job %d: the listener failed", job_id)
            return False
        return True

    async def _tell_end(self, job_id: int) -> None:
        for pause in self._retries:
            if await self._tell(job_id, self._finished):
                return
            await asyncio.sleep(pause)
        if not await self._tell(job_id, self._finished):
            log.error("job %d: its end could not be told; next try at the next start", job_id)
