"""The members of one guild in their order: stride scheduling (Waldspurger and Weihl, 1995).

Each member has a mark; the lowest is next, and being served moves it on by a stride, which is
shorter the higher the weight. With equal weights that is taking turns.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Self

from bot.jobs.ticket import Ticket

__all__ = ["Line"]

STRIDE = 2520
"""Divisible by every weight from 1 to 10, so that marks stay whole numbers."""


class Line:
    """Waiting tickets of one guild."""

    def __init__(self) -> None:
        self._members: dict[int, deque[Ticket]] = {}
        self._marks: dict[int, int] = {}
        self._now = 0

    def __bool__(self) -> bool:
        return bool(self._members)

    def copy(self) -> Self:
        """Return a line that may be emptied to see what would come."""
        other = type(self)()
        other._members = {user: deque(tickets) for user, tickets in self._members.items()}
        other._marks, other._now = dict(self._marks), self._now
        return other

    def put(self, ticket: Ticket) -> None:
        """Add a ticket behind those of its member."""
        if ticket.user not in self._members:
            # Whoever comes (back) has saved up nothing, and owes what was had since.
            self._marks[ticket.user] = max(self._marks.get(ticket.user, 0), self._now)
            self._members[ticket.user] = deque()
        self._members[ticket.user].append(ticket)

    def take(self, fits: Callable[[Ticket], bool]) -> Ticket | None:
        """Remove and return the next ticket that fits."""
        # Sorting is stable: of equals, the one who has waited longest is first.
        for user in sorted(self._members, key=self._marks.__getitem__):
            ticket = next((t for t in self._members[user] if fits(t)), None)
            if ticket is not None:
                self._now = max(self._now, self._marks[user])
                self._marks[user] += STRIDE // ticket.weight
                self._drop(ticket)
                return ticket
        return None

    def remove(self, job: int) -> None:
        """Remove a job's ticket, if it is here."""
        for tickets in list(self._members.values()):
            for ticket in [t for t in tickets if t.job == job]:
                self._drop(ticket)

    def change(self, new: Callable[[Ticket], Ticket]) -> None:
        """Put another ticket for the same job in the place of each."""
        self._members = {user: deque(map(new, t)) for user, t in self._members.items()}

    def _drop(self, ticket: Ticket) -> None:
        """Take a ticket out; its member goes behind those with an equal mark."""
        tickets = self._members.pop(ticket.user)
        tickets.remove(ticket)
        if tickets:
            self._members[ticket.user] = tickets
