"""What waits and what runs right now, in memory: places, estimates and epochs without a query."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from bot.jobs.eta import Pace
from bot.jobs.job import Job, Place
from bot.jobs.queues import Queues
from bot.jobs.ticket import Ticket

__all__ = ["Board", "Running"]


@dataclass
class Running:
    """One attempt, on one device or several; `note` is where its use of them is noted."""

    ticket: Ticket
    job: Job
    epoch: int
    devices: tuple[str, ...]
    note: int = 0
    noted: float = 0.0
    began: bool = False
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    _left: float | None = None
    _at: float = field(default_factory=time.monotonic)
    _since: float = field(default_factory=time.monotonic)

    @property
    def used(self) -> float:
        """Device-seconds that it has taken so far."""
        return (time.monotonic() - self._since) * len(self.devices)

    def measured(self, epoch: int, left: float) -> None:
        """Note how far it is, and the seconds it will still take."""
        self.epoch, self._left, self._at = epoch, left, time.monotonic()

    def left(self, pace: Pace) -> float | None:
        """Return the seconds until it ends, None while nothing is known."""
        left = pace.needed(self.ticket) if self._left is None else self._left
        return None if left is None else max(0.0, left - (time.monotonic() - self._at))


class Board:
    """The devices with what runs on each, what waits for them, and how fast they are."""

    def __init__(self, devices: Iterable[str], tell: Callable[[int, Place], None]) -> None:
        self.devices = tuple(devices)
        self.paces = {device: Pace() for device in self.devices}
        self.running: dict[str, Running] = {}
        self.queues = Queues(self.devices, self.tell_moves)
        self._tell = tell
        self._told: dict[int, int] = {}

    def pace(self, devices: tuple[str, ...]) -> Pace:
        """Return what was measured on a device, or on several together."""
        return self.paces.setdefault("+".join(devices), Pace())

    def place(self, job_id: int) -> Place | None:
        """Return a job's place; None if it does not wait."""
        if job_id not in self.queues:
            return None
        return next((place for ticket, place in self.places() if ticket.job == job_id), None)

    def knows(self, job_id: int, place: Place) -> None:
        """Note that a job's place was told already."""
        self._told[job_id] = place.position

    def tell_moves(self) -> None:
        """Tell every waiting job whose position is not the one told last."""
        places = [(ticket.job, place) for ticket, place in self.places()]
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

    def places(self) -> Iterator[tuple[Ticket, Place]]:
        """Yield what waits with its place: the others count that may want the same device."""
        free = self._free()
        ahead: Counter[tuple[str, ...]] = Counter()
        for ticket in self.queues:
            devices = ticket.devices or self.devices
            position = 1 + sum(
                n for other, n in ahead.items() if not set(other).isdisjoint(devices)
            )
            ahead[devices] += 1
            on = devices if ticket.together else (min(devices, key=lambda d: _late(free.get(d))),)
            starts = [free.get(device) for device in on]
            start = None if None in starts else max(s for s in starts if s is not None)
            needed = self._needed(ticket, on)
            for device in on:
                free[device] = None if start is None or needed is None else start + needed
            yield ticket, Place(position, start, needed)

    def _free(self) -> dict[str, float | None]:
        """Return in how many seconds each device is free, None where that is not known."""
        free: dict[str, float | None] = dict.fromkeys(self.devices, 0.0)
        for running in self.running.values():
            left = running.left(self.pace(running.devices))
            free |= dict.fromkeys(running.devices, left)
        return free

    def _needed(self, ticket: Ticket, devices: tuple[str, ...]) -> float | None:
        together = self.pace(devices).needed(ticket)
        # Never seen together: they will not be slower than the first alone.
        return self.pace(devices[:1]).needed(ticket) if together is None else together


def _late(seconds: float | None) -> float:
    return float("inf") if seconds is None else seconds
