"""The fair queue: guilds take turns, and inside a guild its members do.

A guild that has been served goes behind the others, so while k guilds have jobs waiting, the
numbers of their jobs taken differ by at most one; the same holds for the members of a guild.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["FairQueue", "Ticket"]


@dataclass(frozen=True)
class Ticket:
    """What a queue knows of a job."""

    job: int
    guild: int
    user: int
    pixels: int
    max_epochs: int


# The first key is next: dicts keep the order in which their keys came.
Turns = dict[int, dict[int, deque[Ticket]]]


class FairQueue:
    """Tickets of waiting jobs, in fair order. A ticket is in at most once."""

    def __init__(self) -> None:
        self._front: deque[Ticket] = deque()
        self._guilds: Turns = {}
        self._tickets: dict[int, Ticket] = {}

    def __len__(self) -> int:
        return len(self._tickets)

    def __contains__(self, job: int) -> bool:
        return job in self._tickets

    def __iter__(self) -> Iterator[Ticket]:
        """Yield the tickets in the order in which they would be taken if no more came."""
        yield from self._front
        guilds = {g: {u: deque(q) for u, q in m.items()} for g, m in self._guilds.items()}
        while guilds:
            yield _take(guilds)

    def put(self, ticket: Ticket) -> None:
        """Add a ticket behind those of its member."""
        self._note(ticket)
        members = self._guilds.setdefault(ticket.guild, {})
        members.setdefault(ticket.user, deque()).append(ticket)

    def put_back(self, ticket: Ticket) -> None:
        """Put a ticket that was taken before everyone: it has had its turn already."""
        self._note(ticket)
        self._front.appendleft(ticket)

    def take(self) -> Ticket | None:
        """Remove and return the next ticket; None when none waits."""
        if not self._tickets:
            return None
        ticket = self._front.popleft() if self._front else _take(self._guilds)
        del self._tickets[ticket.job]
        return ticket

    def remove(self, job: int) -> Ticket | None:
        """Remove a job's ticket and return it; None if it does not wait here."""
        ticket = self._tickets.pop(job, None)
        if ticket is None:
            return None
        if ticket in self._front:
            self._front.remove(ticket)
        else:
            _remove(self._guilds, ticket)
        return ticket

    def _note(self, ticket: Ticket) -> None:
        if ticket.job in self._tickets:
            raise ValueError(f"job {ticket.job} waits already")
        self._tickets[ticket.job] = ticket


def _take(guilds: Turns) -> Ticket:
    """Take the next ticket; its guild, and its member in the guild, go behind the others."""
    guild, members = next(iter(guilds.items()))
    user, tickets = next(iter(members.items()))
    ticket = tickets.popleft()
    del guilds[guild], members[user]
    if tickets:
        members[user] = tickets
    if members:
        guilds[guild] = members
    return ticket


def _remove(guilds: Turns, ticket: Ticket) -> None:
    members = guilds[ticket.guild]
    members[ticket.user].remove(ticket)
    if not members[ticket.user]:
        del members[ticket.user]
    if not members:
        del guilds[ticket.guild]
