"""The floor, waited for: each device's supervisor asks for a ticket and gets it in its turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator

from bot.jobs.floor import Floor
from bot.jobs.ticket import Ticket

__all__ = ["Queues"]


class Queues:
    """What waits for the devices."""

    def __init__(self, devices: Iterable[str], moved: Callable[[], None] = lambda: None) -> None:
        self._floor = Floor(devices)
        self._moved = moved
        self._takers: dict[str, asyncio.Future[Ticket]] = {}

    def __iter__(self) -> Iterator[Ticket]:
        yield from self._floor

    def __contains__(self, job: int) -> bool:
        return job in self._floor

    def __len__(self) -> int:
        return len(self._floor)

    def put(self, ticket: Ticket) -> None:
        """Add a ticket, which moves nobody else forward."""
        self._floor.put(ticket)
        self._deal()

    def put_back(self, ticket: Ticket) -> None:
        """Put a ticket that was taken at the front."""
        self._floor.put_back(ticket)
        self._deal()
        self._moved()

    def remove(self, job: int) -> bool:
        """Remove a job's ticket; False if it does not wait."""
        found = self._floor.remove(job)
        if found:
            self._deal()
            self._moved()
        return found

    def change(self, new: Callable[[Ticket], Ticket]) -> None:
        """Put another ticket for the same job in the place of each."""
        self._floor.change(new)
        self._deal()
        self._moved()

    def close(self, closed: bool) -> None:
        """Start nothing any more; or do so again."""
        self._floor.closed = closed
        self._deal()

    def down(self, device: str) -> None:
        """Note that a device is out of order until it takes again."""
        self._floor.down(device)
        self._deal()

    def done(self, job: int) -> None:
        """Note that a job runs no longer."""
        self._floor.done(job)
        self._deal()

    async def take(self, device: str) -> Ticket:
        """Wait for a ticket for `device`; a job for several goes to the first of them."""
        taker: asyncio.Future[Ticket] = asyncio.get_running_loop().create_future()
        self._takers[device] = taker
        self._floor.free(device)
        self._deal()
        try:
            return await taker
        except asyncio.CancelledError:
            self._give_up(device, taker)
            raise

    def _give_up(self, device: str, taker: asyncio.Future[Ticket]) -> None:
        """Lose nothing when a wait is cancelled, even if its ticket had come already."""
        self._takers.pop(device, None)
        if taker.done() and not taker.cancelled():
            self._floor.done(taker.result().job)
            self._floor.put_back(taker.result())
        self._floor.leave(device)
        self._deal()

    def _deal(self) -> None:
        starts = list(self._floor.deal())
        for ticket, devices in starts:
            self._takers.pop(devices[0]).set_result(ticket)
        if starts:
            self._moved()
