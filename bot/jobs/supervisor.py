"""Runs one job after another on one device, and those lent to it; retries, resumes, gives up."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.engines.protocol import (
    Done,
    Engine,
    Event,
    Failed,
    Progressed,
    Slot,
    SlotLost,
    Spec,
    Started,
)
from bot.jobs.board import Board, Running
from bot.jobs.devices import index
from bot.jobs.insist import insist
from bot.jobs.job import JobState, Report
from bot.jobs.listeners import Outboxes
from bot.jobs.store import JobStore
from bot.jobs.ticket import Ticket

__all__ = ["Supervisor"]

log = logging.getLogger(__name__)

MAX_CRASHES = 2
POISON = (
    "This picture stopped its worker twice, so I gave up on it. "
    "Try again with a smaller size; if it happens again, tell whoever runs this bot."
)
GONE = "The pictures of this request are no longer there. Please send them again."
GRACE = 10.0
"""Seconds that a cancelled job has to reach its next epoch before its process is killed."""
PAUSE = 1.0
PATIENCE = 60.0
"""Seconds that a device may take to get ready before nothing is held for it any more."""


class Supervisor:
    """Keeps one slot busy."""

    def __init__(
        self,
        device: str,
        engine: Engine,
        store: JobStore,
        board: Board,
        outboxes: Outboxes,
        grace: float = GRACE,
    ) -> None:
        self._device = device
        self._engine = engine
        self._store = store
        self._board = board
        self._outboxes = outboxes
        self._grace = grace

    async def serve(self) -> None:
        """Take jobs and run them, for ever."""
        while True:
            try:
                # First a worker, then a job: until one is ready, jobs wait where all can see it.
                await self._ready()
                await self._run(await self._board.queues.take(self._device))
            except Exception:
                log.exception("%s: the supervisor stumbled", self._device)
                await asyncio.sleep(PAUSE)

    async def _ready(self) -> None:
        """Wait until the device can take a job; say so if that takes long."""
        try:
            await asyncio.wait_for(self._engine.ready(self._device), PATIENCE)
        except TimeoutError:
            self._board.queues.down(self._device)
            await self._engine.ready(self._device)

    async def _run(self, ticket: Ticket) -> None:
        try:
            await self._take_on(ticket)
        finally:
            self._board.queues.done(ticket.job)

    async def _take_on(self, ticket: Ticket) -> None:
        devices = ticket.devices if ticket.together else (self._device,)
        job = await insist(lambda: self._store.begin(ticket.job, "+".join(devices)))
        if job is None or job.state is not JobState.RUNNING:
            return  # cancelled in the meantime
        running = Running(ticket, job, job.epoch, devices)
        self._board.running[self._device] = running
        try:
            running.note = await insist(lambda: self._store.clock_in(job.guild_id))
            # A cancel between the two lines above found the job neither waiting nor running.
            if (now := await self._store.get(job.id)) and now.state is JobState.CANCELLED:
                return
            await self._attempt(running)
        except SlotLost as lost:
            log.warning("job %d, attempt %d: %s", job.id, job.attempt, lost)
            await self._lost(running, crashed=running.began)
        except Exception:
            log.exception("job %d, attempt %d: unforeseen", job.id, job.attempt)
            await self._lost(running, crashed=True)
        finally:
            del self._board.running[self._device]
            await self._note(running)

    async def _note(self, running: Running) -> None:
        """Note the device-seconds so far; a note that is lost costs the job nothing."""
        try:
            running.noted = running.used
            await self._store.clock_out(running.note, running.noted)
        except sqlite3.Error:
            log.exception("job %d: its use of the device was not noted", running.job.id)

    async def _attempt(self, running: Running) -> None:
        spec = await self._spec(running)
        if spec is None:
            await self._fail(running, GONE)
            return
        slot = await self._engine.ready(self._device)
        async with self._cancellable(slot, running):
            await self._engine.start(slot, spec)
            running.began = True
            async for event in self._engine.events(slot, running.job.id):
                await self._heard(running, event)

    async def _spec(self, running: Running) -> Spec | None:
        """Return what the engine needs; None if the inputs are not there."""
        job = running.job
        kept = await self._store.pictures(job.id)
        if kept.content is None or kept.style is None:
            return None
        checkpoint = await self._store.checkpoint(job.id)
        options = job.options.model_copy(update={"gpu": tuple(map(index, running.devices))})
        return Spec(job.id, job.attempt, options, kept.content, kept.style, checkpoint)

    @asynccontextmanager
    async def _cancellable(self, slot: Slot, running: Running) -> AsyncIterator[None]:
        """Pass a wish to cancel on to the engine, politely first."""
        task = asyncio.create_task(self._cancel(slot, running))
        try:
            yield
        finally:
            task.cancel()

    async def _cancel(self, slot: Slot, running: Running) -> None:
        await running.cancelled.wait()
        await self._engine.cancel(slot, running.job.id)
        await asyncio.sleep(self._grace)
        await self._engine.cancel(slot, running.job.id, hard=True)

    async def _heard(self, running: Running, event: Event) -> None:
        if isinstance(event, Started):
            self._outboxes.started(running.job.id)
        elif isinstance(event, Progressed):
            await self._progressed(running, event)
        elif isinstance(event, Done):
            await self._done(running, event)
        elif isinstance(event, Failed):
            await self._fail(running, event.message)

    async def _progressed(self, running: Running, event: Progressed) -> None:
        running.measured(event.epoch, event.eta)
        pace = self._board.pace(running.devices)
        pace.measured(running.ticket.pixels, event.seconds_per_epoch)
        if event.picture and event.checkpoint:
            await self._save(running, event.epoch, event.picture, event.checkpoint)
            await self._note(running)
        if not running.cancelled.is_set():
            self._outboxes.progressed(running.job.id, _report(event))

    async def _save(self, running: Running, epoch: int, picture: bytes, checkpoint: bytes) -> None:
        try:
            await self._store.save(running.job, epoch, picture, checkpoint)
        except (OSError, sqlite3.Error):
            # The job loses a place to resume from, not its life.
            log.exception("job %d: its checkpoint was not kept", running.job.id)

    async def _done(self, running: Running, done: Done) -> None:
        job, ticket = running.job, running.ticket
        steps = max(1, done.epochs - job.epoch)  # those of this attempt
        pace = done.seconds / steps
        if await insist(lambda: self._store.finish(job, done.epochs, pace, done.picture)):
            self._board.pace(running.devices).ended(done.epochs, ticket.max_epochs)
            self._outboxes.finished(job.id)

    async def _fail(self, running: Running, error: str) -> None:
        if await insist(lambda: self._store.fail(running.job, error)):
            self._outboxes.finished(running.job.id)

    async def _lost(self, running: Running, *, crashed: bool) -> None:
        """Queue the job again as its next attempt; one that killed its worker twice is failed."""
        job = running.job
        earlier = await insist(lambda: self._store.crashes(job.id))
        if crashed and earlier + 1 >= MAX_CRASHES:
            await self._fail(running, POISON)
        elif await insist(lambda: self._store.put_back(job, crashed)):
            self._board.queues.put_back(running.ticket)


def _report(event: Progressed) -> Report:
    return Report(
        event.epoch,
        event.max_epochs,
        event.eps,
        event.loss,
        event.seconds_per_epoch,
        event.eta,
        event.picture,
    )
