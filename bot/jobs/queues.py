"""One fair queue for each device, and the waiting for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator

from bot.jobs.queue import FairQueue, Ticket

__all__ = ["Queues"]


class Queues:
    """The queues of all devices. A device whose own is empty helps the longest of the others."""

    def __init__(self, devices: Iterable[str], moved: Callable[[], None] = lambda: None) -> None:
        self._queues = {device: FairQueue() for device in devices}
        self._moved = moved
        self._changed = asyncio.Event()

    def __iter__(self) -> Iterator[tuple[str, FairQueue]]:
        yield from self._queues.items()

    def put(self, ticket: Ticket, device: str) -> None:
        """Add a ticket to a device's queue, where it moves nobody else forward."""
        self._queues[device].put(ticket)
        self._changed.set()

    def put_back(self, ticket: Ticket, device: str) -> None:
        """Put a ticket that was taken at the front of a device's queue."""
        self._queues[device].put_back(ticket)
        self._wake()

    def remove(self, job: int) -> bool:
        """Remove a job's ticket; False if it does not wait."""
        found = any(queue.remove(job) for queue in self._queues.values())
        if found:
            self._wake()
        return found

    async def take(self, device: str) -> Ticket:
        """Wait for a ticket for `device`, and remove it."""
        while True:
            # Taking and returning without a pause between them: a cancelled wait loses nothing.
            if ticket := self._next(device):
                self._wake()
                return ticket
            self._changed.clear()
            await self._changed.wait()

    def _next(self, device: str) -> Ticket | None:
        own = self._queues[device].take()
        return own or max(self._queues.values(), key=len).take()

    def _wake(self) -> None:
        self._changed.set()
        self._moved()
