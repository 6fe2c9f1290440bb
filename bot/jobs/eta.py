"""How long jobs take, learned from those that ran: seconds per pixel and epoch, by device."""

from __future__ import annotations

from collections.abc import Iterable

from bot.jobs.ticket import Ticket

__all__ = ["Pace"]

NEWEST = 0.3
"""The weight of the newest figure in a running mean: a few jobs are enough to follow a change."""


class Pace:
    """What was measured on one device."""

    def __init__(self) -> None:
        self._seconds: float | None = None  # per pixel and epoch
        self._share: float | None = None  # of the most epochs asked for, those really taken

    def measured(self, pixels: int, seconds_per_epoch: float) -> None:
        """Learn from a running job."""
        if pixels > 0 and seconds_per_epoch > 0:
            self._seconds = _mean(self._seconds, seconds_per_epoch / pixels)

    def ended(self, epochs: int, max_epochs: int) -> None:
        """Learn how early jobs converge."""
        self._share = _mean(self._share, min(epochs / max_epochs, 1.0))

    def needed(self, ticket: Ticket) -> float | None:
        """Return the seconds that a job will take; None as long as nothing was measured."""
        if self._seconds is None:
            return None
        share = 1.0 if self._share is None else self._share
        return self._seconds * ticket.pixels * ticket.max_epochs * share

    def total(self, tickets: Iterable[Ticket]) -> float | None:
        """Return the seconds that jobs take one after the other."""
        needs = [self.needed(ticket) for ticket in tickets]
        known = [need for need in needs if need is not None]
        return sum(known) if len(known) == len(needs) else None


def _mean(old: float | None, new: float) -> float:
    return new if old is None else old + NEWEST * (new - old)
