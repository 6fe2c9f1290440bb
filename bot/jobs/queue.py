"""The fair queue: guilds take turns, and inside a guild its members do, by their weights.

A guild that has been served goes behind the others, so while k guilds have jobs waiting, the
numbers of their jobs taken differ by at most one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from bot.jobs.line import Line
from bot.jobs.ticket import Ticket

__all__ = ["FairQueue"]

Fits = Callable[[Ticket], bool]


def _any(_: Ticket) -> bool:
    return True


class FairQueue:
    """Tickets of waiting jobs, in fair order. A ticket is in at most once."""

    def __init__(self) -> None:
        self._front: deque[Ticket] = deque()
        # The first guild is next: dicts keep the order in which their keys came.
        self._guilds: dict[int, Line] = {}
        self._jobs: set[int] = set()

    def __len__(self) -> int:
        return len(self._jobs)

    def __contains__(self, job: int) -> bool:
        return job in self._jobs

    def __iter__(self) -> Iterator[Ticket]:
        """Yield the tickets in the order in which they would be taken if no more came."""
        yield from self._front
        guilds = {guild: line.copy() for guild, line in self._guilds.items()}
        while ticket := _take(guilds, _any):
            yield ticket

    def put(self, ticket: Ticket) -> None:
        """Add a ticket behind those of its member."""
        self._note(ticket)
        self._guilds.setdefault(ticket.guild, Line()).put(ticket)

    def put_back(self, ticket: Ticket) -> None:
        """Put a ticket that was taken before everyone: it has had its turn already."""
        self._note(ticket)
        self._front.appendleft(ticket)

    def take(self, fits: Fits = _any) -> Ticket | None:
        """Remove and return the next ticket that fits; None when none does."""
        ticket = next((t for t in self._front if fits(t)), None)
        if ticket is not None:
            self._front.remove(ticket)
        else:
            ticket = _take(self._guilds, fits)
        if ticket is not None:
            self._jobs.discard(ticket.job)
        return ticket

    def remove(self, job: int) -> bool:
        """Remove a job's ticket; False if it does not wait here."""
        if job not in self._jobs:
            return False
        self._jobs.discard(job)
        self._front = deque(t for t in self._front if t.job != job)
        for guild, line in list(self._guilds.items()):
            line.remove(job)
            if not line:
                del self._guilds[guild]
        return True

    def change(self, new: Callable[[Ticket], Ticket]) -> None:
        """Put another ticket for the same job in the place of each."""
        self._front = deque(map(new, self._front))
        for line in self._guilds.values():
            line.change(new)

    def _note(self, ticket: Ticket) -> None:
        if ticket.job in self._jobs:
            raise ValueError(f"job {ticket.job} waits already")
        self._jobs.add(ticket.job)


def _take(guilds: dict[int, Line], fits: Fits) -> Ticket | None:
    """Take the first guild's next ticket that fits; the guild goes behind the others."""
    for guild, line in guilds.items():
        if ticket := line.take(fits):
            del guilds[guild]
            if line:
                guilds[guild] = line
            return ticket
    return None
