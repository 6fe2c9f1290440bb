"""The one door to jobs: submit, cancel, look up, confirm. Nothing acknowledged here gets lost."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.engines.protocol import Engine
from bot.jobs.admission import Admission
from bot.jobs.board import Board
from bot.jobs.devices import allowed, moved
from bot.jobs.host import Host
from bot.jobs.insist import insist
from bot.jobs.job import Ask, Job, JobState, Kept, Pictures, Place, Refused, Request
from bot.jobs.listener import Listener
from bot.jobs.listeners import Outboxes
from bot.jobs.office import Office
from bot.jobs.policies import Policies
from bot.jobs.policy import Policy
from bot.jobs.store import JobStore
from bot.jobs.supervisor import Supervisor
from bot.jobs.ticket import Ticket

__all__ = ["JobService"]

log = logging.getLogger(__name__)

DISK = "I could not keep your pictures: my disk is full or broken. Tell whoever runs this bot."
HOUR = 3600.0


class JobService:
    """Ties store, queues, engine and listener together. `office` is for admins and the host."""

    def __init__(self, store: JobStore, engine: Engine, host: Host, listener: Listener) -> None:
        self._store = store
        self._engine = engine
        self._outboxes = Outboxes(listener, self.job)
        self._board = Board((), self._outboxes.moved)
        self._policies = Policies(host, store.clock)
        self._admission = Admission(store, self._policies, lambda: self._board)
        self.office = Office(self, self._policies, engine, self._admission, lambda: self._board)
        self._admitting = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Open the store and the engine, take up what an earlier life left, and begin."""
        await self._store.open()
        self._policies.open(self._store.database)
        await self._engine.open()
        devices = [slot.id for slot in await self._engine.slots()]
        self._board = Board(devices, self._outboxes.moved)
        await self._recover()
        self._tasks = [
            asyncio.create_task(self._supervisor(device).serve(), name=f"supervise {device}")
            for device in devices
        ]
        self._tasks.append(asyncio.create_task(self._sweep(), name="sweep"))
        self._admission.open = True

    async def stop(self) -> None:
        """Stop taking, running and telling; what is unfinished goes on at the next start."""
        self._admission.open = False
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._outboxes.close()
        await self._engine.close()
        async with self._admitting:
            await self._store.close()

    @asynccontextmanager
    async def seat(self, ask: Ask) -> AsyncIterator[None]:
        """Keep a place while the pictures are fetched; raise Refused at once if there is none."""
        async with self._admitting:
            await self._admission.check(ask)
            self._admission.seat(ask)
        try:
            yield
        finally:
            self._admission.unseat(ask.message_id)

    async def submit(self, request: Request) -> tuple[Job, Place]:
        """Take a request on, durably; raise Refused with what to do instead.

        A message that was taken on before gives its job again, at position 0 if it waits no more.
        """
        self._admission.check_open()
        # Shielded: a caller that goes away must not leave a row that no queue knows of.
        job = await asyncio.shield(self._admit(request))
        place = self._board.place(job.id) or Place(0, None, None)
        self._board.knows(job.id, place)
        self._board.tell_moves()
        return job, place

    async def cancel(self, job_id: int) -> Job | None:
        """Cancel a job that waits or runs; None if it is over already."""
        job = await self._store.cancel(job_id)
        if job is not None:
            self._drop(job_id)
        return job

    async def job(self, job_id: int) -> Job | None:
        """Return a job as it is now."""
        job = await self._store.get(job_id)
        return self._board.live(job) if job else None

    def place(self, job_id: int) -> Place | None:
        """Return where a job waits; None if it does not."""
        return self._board.place(job_id)

    async def policy(self, guild_id: int) -> Policy:
        """Return what holds on a server now."""
        return await self._policies.policy(guild_id)

    async def devices(self, guild_id: int) -> tuple[str, ...]:
        """Return the names of the devices that a server's jobs run on."""
        policy = await self.policy(guild_id)
        return allowed(guild_id, policy, self._policies.host, self._board.devices)

    async def active(self, guild_id: int) -> list[Job]:
        """Return the jobs of a guild that wait or run, oldest first."""
        return [self._board.live(job) for job in await self._store.active(guild_id)]

    async def history(self, guild_id: int, user_id: int, limit: int = 10) -> list[Job]:
        """Return a member's jobs in a guild that are over, newest first."""
        return await self._store.history(guild_id, user_id, limit)

    async def set_notice(self, job_id: int, message_id: int) -> None:
        """Remember the message that is edited in place."""
        await self._store.set_notice(job_id, message_id)

    async def set_memo(self, job_id: int, memo: str) -> None:
        """Keep what only the chat needs to know of a job."""
        await self._store.set_memo(job_id, memo)

    async def delivered(self, job_id: int, reply_id: int) -> None:
        """Confirm that the artwork was sent: the job is done."""
        await insist(lambda: self._store.delivered(job_id, reply_id))

    async def told(self, job_id: int) -> None:
        """Confirm that a failure or a cancellation was said in chat."""
        await insist(lambda: self._store.told(job_id))

    async def pictures(self, job_id: int) -> Pictures:
        """Return the pictures still kept of a job."""
        return await self._store.pictures(job_id)

    async def kept(self, job_id: int) -> Kept | None:
        """Return all that is still there of a job that is over; None if its pictures are gone."""
        job = await self._store.get(job_id)
        return await self._store.kept(job_id) if job and job.state.over else None

    async def delete(self, job_id: int) -> bool:
        """Drop every picture of a job that is over; False if it is not."""
        return await self._store.drop(job_id)

    async def forget(self, user_id: int) -> int:
        """Drop a member's jobs, pictures and rows, on all servers; return how many jobs."""
        jobs, untold = await self._store.forget(user_id)
        for job_id in untold:
            self._drop(job_id)
        return len(jobs)

    async def retarget(self) -> None:
        """Have what waits go to the devices that its server may use by now."""
        fresh = {job.id: await self._ticket(job) for job in await self._store.active()}
        self._board.queues.change(lambda ticket: fresh.get(ticket.job, ticket))

    def _drop(self, job_id: int) -> None:
        """Take a cancelled job off the queue or the device, and tell its end."""
        self._board.queues.remove(job_id)
        if running := self._board.running_job(job_id):
            running.cancelled.set()
        self._outboxes.finished(job_id)

    def _supervisor(self, device: str) -> Supervisor:
        return Supervisor(device, self._engine, self._store, self._board, self._outboxes)

    async def _admit(self, request: Request) -> Job:
        async with self._admitting:
            job = await self._store.of_message(request.message_id)
            if job is None:
                policy = await self._admission.check(request)
                job = await self._keep(request, policy.weight(request.roles))
                self._board.queues.put(await self._ticket(job))
            return job

    async def _keep(self, request: Request, weight: int) -> Job:
        try:
            return await self._store.add(request, weight)
        except (OSError, sqlite3.Error) as error:
            log.exception("a request was not kept")
            raise Refused(DISK) from error

    async def _ticket(self, job: Job) -> Ticket:
        pixels, weight = await self._store.facts(job.id)
        devices, together = moved(job.options.gpu, await self.devices(job.guild_id))
        ticket = Ticket(job.id, job.guild_id, job.user_id, pixels, job.max_epochs)
        return replace(ticket, devices=devices, together=together, weight=weight)

    async def _sweep(self) -> None:
        """Drop what was kept long enough, now and every hour."""
        while True:
            try:
                await self._store.sweep(self._policies.host.keep_days)
            except (OSError, sqlite3.Error):
                log.exception("old pictures were not swept")
            await asyncio.sleep(HOUR)

    async def _recover(self) -> None:
        """Queue again what waited or ran, the latter in front; tell again what was not told."""
        for device, pixels, epochs, max_epochs, seconds in await self._store.paces():
            pace = self._board.pace(tuple(device.split("+")))
            pace.measured(pixels, seconds)
            pace.ended(epochs, max_epochs)
        ran = []
        for job in await self._store.active():
            if job.state is JobState.RUNNING:
                ran.append(job)
            else:
                self._board.queues.put(await self._ticket(job))
        for job in reversed(ran):
            await self._resume(job)
        self._board.tell_moves()
        for job in await self._store.untold():
            self._outboxes.finished(job.id)

    async def _resume(self, job: Job) -> None:
        """Put a job that ran back, in front."""
        again = await self._store.put_back(job, crashed=False)
        if again is not None:
            self._board.queues.put_back(await self._ticket(job))
