"""What waits and what runs right now, in memory: places, estimates and epochs without a query."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from bot.jobs.eta import Pace
from bot.jobs.job import Job, Place
from bot.jobs.queue import FairQueue, Ticket
from bot.jobs.queues import Queues

__all__ = ["Board", "Running"]


@dataclass
class Running:
    """One attempt in a slot."""

    ticket: Ticket
    job: Job
    epoch: int
    began: bool = False
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    _left: float | None = None
    _at: float = field(default_factory=time.monotonic)

    def measured(self, epoch: int, left: float) -> None:
        """Note how far it is, and the seconds it will still take."""
        self.epoch, self._left, self._at = epoch, left, time.monotonic()

    def left(self, pace: Pace) -> float | None:
        """Return the seconds until it ends, None while nothing is known."""
        left = pace.needed(self.ticket) if self._left is None else self._left
        return None if left is None else max(0.0, left - (time.monotonic() - self._at))


class Board:
    """The devices with what runs on each, what waits for it, and how fast it is."""

    def __init__(self, devices: Iterable[str], tell: Callable[[int, Place], None]) -> None:
        self.paces = {device: Pace() for device in devices}
        self.running: dict[str, Running] = {}
        self.queues = Queues(self.paces, self.tell_moves)
        self._tell = tell
        self._told: dict[int, int] = {}

    def put(self, ticket: Ticket) -> None:
        """Queue a ticket for the device with the fewest jobs."""
        self.queues.put(ticket, self._idlest())

    def put_back(self, ticket: Ticket, device: str | None) -> None:
        """Queue a ticket before the others, for `device` or the one with the fewest jobs."""
        self.queues.put_back(ticket, device or self._idlest())

    def place(self, job_id: int) -> Place | None:
        """Return a job's place; None if it does not wait."""
        for device, queue in self.queues:
            if job_id in queue:
                return next(p for t, p in self._places(device, queue) if t.job == job_id)
        return None

    def knows(self, job_id: int, place: Place) -> None:
        """Note that a job's place was told already."""
        self._told[job_id] = place.position

    def tell_moves(self) -> None:
        """Tell every waiting job whose position is not the one told last."""
        places = [(t.job, p) for d, queue in self.queues for t, p in self._places(d, queue)]
        moved = [(job, place) for job, place in places if self._told.get(job) != place.position]
        self._told = {job: place.position for job, place in places}
        for job, place in moved:
            self._tell(job, place)

    def running_job(self, job_id: int) -> Running | None:
        """Return the attempt at a job that runs."""
        return next((r for r in self.running.values() if r.job.id == job_id), None)

    def live(self, job: Job) -> Job:
        """Return a job with the epoch it has really reached: rows know the last checkpoint only."""
        running = self.running_job(job.id)
        return replace(job, epoch=running.epoch) if running else job

    def _idlest(self) -> str:
        loads = {d: len(queue) + (d in self.running) for d, queue in self.queues}
        return min(loads, key=loads.__getitem__)

    def _places(self, device: str, queue: FairQueue) -> Iterator[tuple[Ticket, Place]]:
        pace, running = self.paces[device], self.running.get(device)
        ahead = running.left(pace) if running else 0.0
        for position, ticket in enumerate(queue, start=1):
            needed = pace.needed(ticket)
            yield ticket, Place(position, ahead, needed)
            ahead = None if ahead is None or needed is None else ahead + needed
