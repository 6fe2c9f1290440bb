from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.jobs.queue import FairQueue
from bot.jobs.ticket import Ticket


def ticket(job: int, guild: int = 1, user: int = 1) -> Ticket:
    return Ticket(job, guild, user, pixels=100, max_epochs=10)


def filled(*tickets: Ticket) -> FairQueue:
    queue = FairQueue()
    for one in tickets:
        queue.put(one)
    return queue


def drained(queue: FairQueue) -> list[Ticket]:
    found = []
    while one := queue.take():
        found.append(one)
    return found


def test_guilds_take_turns_and_then_their_members():
    queue = filled(
        ticket(1, guild=1, user=1),
        ticket(2, guild=1, user=1),
        ticket(3, guild=1, user=2),
        ticket(4, guild=2, user=3),
        ticket(5, guild=2, user=3),
    )
    assert [t.job for t in drained(queue)] == [1, 4, 3, 5, 2]


def test_one_put_back_is_next_and_costs_its_guild_no_turn():
    queue = filled(ticket(1, guild=1), ticket(2, guild=2), ticket(3, guild=1))
    first = queue.take()
    queue.put_back(first)
    assert [t.job for t in drained(queue)] == [1, 2, 3]


def test_a_job_waits_only_once():
    queue = filled(ticket(1))
    with pytest.raises(ValueError, match="waits already"):
        queue.put(ticket(1, guild=2))


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=40), st.integers(0, 40))
def test_the_order_foretold_is_the_order_taken(whose, gone):
    queue = filled(*(ticket(n, g, u) for n, (g, u) in enumerate(whose)))
    queue.remove(gone)
    foretold = list(queue)
    assert drained(queue) == foretold
    assert sorted(t.job for t in foretold) == [n for n in range(len(whose)) if n != gone]


@given(st.integers(2, 6), st.integers(1, 60), st.data())
def test_shares_of_guilds_that_always_wait_differ_by_one_at_most(guilds, rounds, data):
    queue, jobs, taken = FairQueue(), iter(range(10_000)), Counter(dict.fromkeys(range(guilds), 0))
    for guild in range(guilds):
        # Some flood the queue, some have just one job at a time: all the same.
        for _ in range(data.draw(st.integers(1, 5))):
            queue.put(ticket(next(jobs), guild, data.draw(st.integers(1, 3)) + 10 * guild))
    for _ in range(rounds):
        got = queue.take()
        taken[got.guild] += 1
        queue.put(ticket(next(jobs), got.guild, got.user))
        assert max(taken.values()) - min(taken.values()) <= 1


@given(st.integers(2, 5), st.integers(1, 40))
def test_shares_of_members_that_always_wait_differ_by_one_at_most(members, rounds):
    queue, jobs, taken = FairQueue(), iter(range(10_000)), Counter(dict.fromkeys(range(members), 0))
    for user in [*range(members), 0, 0, 0]:
        queue.put(ticket(next(jobs), user=user))
    for _ in range(rounds):
        got = queue.take()
        taken[got.user] += 1
        queue.put(ticket(next(jobs), user=got.user))
        assert max(taken.values()) - min(taken.values()) <= 1


class Model(RuleBasedStateMachine):
    """Whatever happens, what went in and did not come out is there, once."""

    def __init__(self):
        super().__init__()
        self.queue, self.waiting, self.taken, self.jobs = FairQueue(), set(), [], 0

    @rule(guild=st.integers(1, 3), user=st.integers(1, 3))
    def put(self, guild, user):
        self.jobs += 1
        self.queue.put(ticket(self.jobs, guild, user))
        self.waiting.add(self.jobs)

    @rule()
    def take(self):
        got = self.queue.take()
        assert (got is None) == (not self.waiting)
        if got:
            self.waiting.remove(got.job)
            self.taken.append(got)

    @precondition(lambda self: self.taken)
    @rule()
    def put_back(self):
        back = self.taken.pop()
        self.queue.put_back(back)
        self.waiting.add(back.job)
        assert next(iter(self.queue)) == back

    @rule(job=st.integers(1, 30))
    def remove(self, job):
        gone = self.queue.remove(job)
        assert gone == (job in self.waiting)
        self.waiting.discard(job)

    @invariant()
    def nothing_is_lost_or_doubled(self):
        assert sorted(t.job for t in self.queue) == sorted(self.waiting)
        assert len(self.queue) == len(self.waiting)


TestModel = Model.TestCase
