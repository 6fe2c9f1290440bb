"""Who gets which device next. Pure: no clock, no tasks; what decides is in the order of the calls.

There is one fair order; each device takes from it the first ticket it may have. A job for several
devices that has its turn gathers them: each that gets free is held for it. Gatherings are served in
the order in which they began, so two of them never wait for each other, and none waits for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bot.jobs.queue import FairQueue
from bot.jobs.ticket import Ticket

__all__ = ["Floor"]

Start = tuple[Ticket, tuple[str, ...]]


class Floor:
    """The devices, which of them are free, and what waits for them."""

    def __init__(self, devices: Iterable[str]) -> None:
        self.devices = tuple(devices)
        self.closed = False
        self._queue = FairQueue()
        self._gathering: list[Ticket] = []
        self._free: dict[str, None] = {}
        self._down: set[str] = set()
        self._busy: dict[int, tuple[str, ...]] = {}

    def __iter__(self) -> Iterator[Ticket]:
        """Yield what waits, in order."""
        yield from self._gathering
        yield from self._queue

    def __contains__(self, job: int) -> bool:
        return job in self._queue or any(t.job == job for t in self._gathering)

    def __len__(self) -> int:
        return len(self._gathering) + len(self._queue)

    def put(self, ticket: Ticket) -> None:
        """Add a ticket."""
        self._queue.put(ticket)

    def put_back(self, ticket: Ticket) -> None:
        """Put a ticket that was taken before everyone."""
        self._queue.put_back(ticket)

    def remove(self, job: int) -> bool:
        """Remove a job's ticket; what was held for it is free again. False if it does not wait."""
        found = job in self
        self._gathering = [t for t in self._gathering if t.job != job]
        self._queue.remove(job)
        return found

    def change(self, new: Callable[[Ticket], Ticket]) -> None:
        """Put another ticket in the place of each; those that gathered other devices start over."""
        self._queue.change(new)
        for ticket in reversed(self._gathering):
            if new(ticket) != ticket:
                self._gathering.remove(ticket)
                self._queue.put_back(new(ticket))

    def free(self, device: str) -> None:
        """Note that a device has nothing to do."""
        self._down.discard(device)
        self._free[device] = None

    def leave(self, device: str) -> None:
        """Note that a device takes nothing for the moment."""
        self._free.pop(device, None)

    def down(self, device: str) -> None:
        """Note that a device is out of order: nothing is held for a job that needs it, too."""
        self.leave(device)
        self._down.add(device)

    def done(self, job: int) -> None:
        """Note that a job runs no longer: the devices lent to its first one are free again."""
        for device in self._busy.pop(job, ())[1:]:
            self.free(device)

    def deal(self) -> Iterator[Start]:
        """Give free devices what is next."""
        while not self.closed and (start := self._next()):
            ticket, devices = start
            self._busy[ticket.job] = devices
            for device in devices:
                self.leave(device)
            yield start

    def _next(self) -> Start | None:
        held: set[str] = set()
        for ticket in self._gathering:
            needed = set(ticket.devices)
            if needed <= self._free.keys() - held:
                self._gathering.remove(ticket)
                return ticket, ticket.devices
            if not needed & self._down:
                held |= needed
        for device in self._free:
            if device not in held and (start := self._take(device)):
                return start
        return None

    def _take(self, device: str) -> Start | None:
        """Give a device the next ticket it may have, or have it begin a gathering."""
        ticket = self._queue.take(lambda t: t.fits(device) and not self._stuck(t))
        if ticket is None:
            return None
        if not ticket.together:
            return ticket, (device,)
        self._gathering.append(ticket)
        return self._next()

    def _stuck(self, ticket: Ticket) -> bool:
        return ticket.together and not self._down.isdisjoint(ticket.devices)
