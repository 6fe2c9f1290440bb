"""The one door to jobs: submit, cancel, look up, confirm. Nothing acknowledged here gets lost."""

from __future__ import annotations

import asyncio
import logging
import sqlite3

from bot.engines.protocol import Engine
from bot.jobs.board import Board
from bot.jobs.insist import insist
from bot.jobs.job import Job, JobState, Limits, Pictures, Place, Refused, Request
from bot.jobs.limits import check_options, check_queue
from bot.jobs.listener import Listener
from bot.jobs.listeners import Outboxes
from bot.jobs.queue import Ticket
from bot.jobs.store import JobStore
from bot.jobs.supervisor import Supervisor

__all__ = ["JobService"]

log = logging.getLogger(__name__)

CLOSED = "I am about to restart. Please send that again in a minute."
DISK = "I could not keep your pictures: my disk is full or broken. Tell whoever runs this bot."


class JobService:
    """Ties store, queues, engine and listener together."""

    def __init__(self, store: JobStore, engine: Engine, limits: Limits, listener: Listener) -> None:
        self._store = store
        self._engine = engine
        self._limits = limits
        self._outboxes = Outboxes(listener, self.job)
        self._board = Board((), self._outboxes.moved)
        self._admitting = asyncio.Lock()
        self._supervisors: list[asyncio.Task[None]] = []
        self._open = False

    async def start(self) -> None:
        """Open the store and the engine, take up what an earlier life left, and begin."""
        await self._store.open()
        await self._engine.open()
        devices = [slot.id for slot in await self._engine.slots()]
        self._board = Board(devices, self._outboxes.moved)
        await self._recover()
        self._supervisors = [
            asyncio.create_task(self._supervisor(device).serve(), name=f"supervise {device}")
            for device in devices
        ]
        self._open = True

    async def stop(self) -> None:
        """Stop taking, running and telling; what is unfinished goes on at the next start."""
        self._open = False
        for task in self._supervisors:
            task.cancel()
        await asyncio.gather(*self._supervisors, return_exceptions=True)
        await self._outboxes.close()
        await self._engine.close()
        async with self._admitting:
            await self._store.close()

    async def submit(self, request: Request) -> tuple[Job, Place]:
        """Take a request on, durably; raise Refused with what to do instead.

        A message that was taken on before gives its job again, at position 0 if it waits no more.
        """
        if not self._open:
            raise Refused(CLOSED)
        check_options(request.options, self._limits)
        # Shielded: a caller that goes away must not leave a row that no queue knows of.
        job = await asyncio.shield(self._admit(request))
        place = self._board.place(job.id) or Place(0, None, None)
        self._board.knows(job.id, place)
        self._board.tell_moves()
        return job, place

    async def cancel(self, job_id: int) -> Job | None:
        """Cancel a job that waits or runs; None if it is over already."""
        job = await self._store.cancel(job_id)
        if job is None:
            return None
        self._board.queues.remove(job_id)
        if running := self._board.running_job(job_id):
            running.cancelled.set()
        self._outboxes.finished(job_id)
        return job

    async def job(self, job_id: int) -> Job | None:
        """Return a job as it is now."""
        job = await self._store.get(job_id)
        return self._board.live(job) if job else None

    def place(self, job_id: int) -> Place | None:
        """Return where a job waits; None if it does not."""
        return self._board.place(job_id)

    async def active(self, guild_id: int) -> list[Job]:
        """Return the jobs of a guild that wait or run, oldest first."""
        return [self._board.live(job) for job in await self._store.active(guild_id)]

    async def set_notice(self, job_id: int, message_id: int) -> None:
        """Remember the message that is edited in place."""
        await self._store.set_notice(job_id, message_id)

    async def delivered(self, job_id: int, reply_id: int) -> None:
        """Confirm that the artwork was sent: the job is done, its inputs are dropped."""
        await insist(lambda: self._store.delivered(job_id, reply_id))

    async def told(self, job_id: int) -> None:
        """Confirm that a failure or a cancellation was said in chat."""
        await insist(lambda: self._store.told(job_id))

    async def pictures(self, job_id: int) -> Pictures:
        """Return the pictures still kept of a job."""
        return await self._store.pictures(job_id)

    def _supervisor(self, device: str) -> Supervisor:
        return Supervisor(device, self._engine, self._store, self._board, self._outboxes)

    async def _admit(self, request: Request) -> Job:
        async with self._admitting:
            job = await self._store.of_message(request.message_id)
            if job is None:
                check_queue(await self._store.counts(request.user_id), self._limits)
                job = await self._keep(request)
                await self._enqueue(job)
            return job

    async def _keep(self, request: Request) -> Job:
        try:
            return await self._store.add(request)
        except (OSError, sqlite3.Error) as error:
            log.exception("a request was not kept")
            raise Refused(DISK) from error

    async def _enqueue(self, job: Job) -> None:
        self._board.put(await self._ticket(job))

    async def _ticket(self, job: Job) -> Ticket:
        pixels = await self._store.pixels(job.id)
        return Ticket(job.id, job.guild_id, job.user_id, pixels, job.max_epochs)

    async def _recover(self) -> None:
        """Queue again what waited or ran, the latter in front; tell again what was not told."""
        for device, pixels, epochs, max_epochs, seconds in await self._store.paces():
            if pace := self._board.paces.get(device):
                pace.measured(pixels, seconds)
                pace.ended(epochs, max_epochs)
        ran = []
        for job in await self._store.active():
            if job.state is JobState.RUNNING:
                ran.append(job)
            else:
                await self._enqueue(job)
        for job in reversed(ran):
            await self._resume(job)
        self._board.tell_moves()
        for job in await self._store.untold():
            self._outboxes.finished(job.id)

    async def _resume(self, job: Job) -> None:
        """Put a job that ran back, in front, where it ran or where there is room."""
        again = await self._store.put_back(job, crashed=False)
        if again is not None:
            device = job.device if job.device in self._board.paces else None
            self._board.put_back(await self._ticket(again), device)
