"""Who is let in: every limit, checked in one place, and seats for those whose pictures come yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.jobs.board import Board
from bot.jobs.devices import allowed, target
from bot.jobs.job import Ask, Refused, Request
from bot.jobs.limits import check_asker, check_counts, check_options, check_usage
from bot.jobs.policies import Policies
from bot.jobs.policy import Policy
from bot.jobs.records import Counts
from bot.jobs.store import JobStore

__all__ = ["Admission"]

CLOSED = "I am about to restart. Please send that again in a minute."


class Admission:
    """The rules at the door. `open` says whether anybody is let in at all."""

    def __init__(self, store: JobStore, policies: Policies, board: Callable[[], Board]) -> None:
        self.open = False
        self._store = store
        self._policies = policies
        self._board = board
        self._seats: dict[int, Ask] = {}

    def check_open(self) -> None:
        """Raise Refused while nobody is let in."""
        if not self.open:
            raise Refused(CLOSED)

    async def check(self, ask: Ask | Request) -> Policy:
        """Return the policy that lets a request in; raise Refused with what to do instead."""
        self.check_open()
        policy, host = await self._policies.policy(ask.guild_id), self._policies.host
        check_asker(ask, policy)
        check_options(ask.options, policy)
        devices = self._board().devices
        target(ask.options.gpu, allowed(ask.guild_id, policy, host, devices))
        check_usage(await self.used(ask.guild_id), policy)
        counts = await self._store.counts(ask.guild_id, ask.user_id)
        check_counts(self._with_seats(counts, ask), policy, host)
        return policy

    async def used(self, guild_id: int) -> float:
        """Return the device-seconds of a guild in the last 24 hours, what runs included."""
        running = [r for r in self._board().running.values() if r.job.guild_id == guild_id]
        return await self._store.used(guild_id) + sum(r.used - r.noted for r in running)

    def seat(self, ask: Ask) -> None:
        """Keep a place: it counts as if the job was there."""
        self._seats[ask.message_id] = ask

    def unseat(self, message_id: int) -> None:
        """Give a place back."""
        self._seats.pop(message_id, None)

    def _with_seats(self, counts: Counts, ask: Ask | Request) -> Counts:
        others = [s for s in self._seats.values() if s.message_id != ask.message_id]
        own = [s for s in others if s.user_id == ask.user_id]
        guild = [s for s in others if s.guild_id == ask.guild_id]
        return replace(
            counts,
            waiting=counts.waiting + len(others),
            own=counts.own + len(own),
            guild=counts.guild + len(guild),
            guild_waiting=counts.guild_waiting + len(guild),
            guild_own=counts.guild_own + sum(s.guild_id == ask.guild_id for s in own),
        )
