"""The floor under whatever may happen: nothing lost or doubled, every job gets its turn."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.jobs.floor import Floor
from bot.jobs.line import Line
from bot.jobs.strip import surplus
from bot.jobs.ticket import Ticket

DEVICES = ("a", "b", "c")
SETS = [(), ("a",), ("b",), ("a", "b"), ("b", "c"), ("a", "b", "c"), ("c", "a")]


class Model(RuleBasedStateMachine):
    """Devices come free in any order; jobs come, go, and are cancelled."""

    def __init__(self):
        super().__init__()
        self.floor, self.jobs = Floor(DEVICES), 0
        self.waiting, self.running, self.seen = {}, {}, Counter()
        for device in DEVICES:
            self.floor.free(device)

    def deal(self):
        for ticket, devices in self.floor.deal():
            assert ticket.job in self.waiting
            assert devices == ticket.devices if ticket.together else len(devices) == 1
            assert all(ticket.fits(device) for device in devices)
            busy = {d for _, taken in self.running.values() for d in taken}
            assert busy.isdisjoint(devices)
            del self.waiting[ticket.job]
            self.running[ticket.job] = ticket, devices
            self.seen[ticket.job] += 1

    @rule(
        guild=st.integers(1, 3), user=st.integers(1, 3), on=st.sampled_from(SETS), n=st.booleans()
    )
    def put(self, guild, user, on, n):
        self.jobs += 1
        ticket = Ticket(self.jobs, guild, user, 1, 1, on, n and len(on) > 1)
        self.waiting[ticket.job] = ticket
        self.floor.put(ticket)
        self.deal()

    @precondition(lambda self: self.running)
    @rule(data=st.data(), crashed=st.booleans())
    def end(self, data, crashed):
        job = data.draw(st.sampled_from(sorted(self.running)))
        ticket, devices = self.running.pop(job)
        if crashed:
            self.floor.put_back(ticket)
            self.waiting[job] = ticket
            self.seen[job] -= 1
        self.floor.done(job)
        self.floor.free(devices[0])
        self.deal()

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def cancel(self, data):
        job = data.draw(st.sampled_from(sorted(self.waiting)))
        assert self.floor.remove(job) and not self.floor.remove(job)
        del self.waiting[job]
        self.deal()

    @invariant()
    def nothing_is_lost_or_run_twice(self):
        assert sorted(t.job for t in self.floor) == sorted(self.waiting)
        assert max(self.seen.values(), default=0) <= 1

    def teardown(self):
        """Whatever waits gets its turn as devices come free: nobody starves, nothing is stuck."""
        for _ in range(2 * self.jobs + 1):
            for job in list(self.running):
                _, devices = self.running.pop(job)
                self.floor.done(job)
                self.floor.free(devices[0])
                self.deal()
        assert not self.waiting and not self.running


TestModel = Model.TestCase
TestModel.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_a_job_for_two_devices_gets_its_turn_though_others_keep_coming():
    floor, running, jobs = Floor(("a", "b")), {}, iter(range(1, 99))

    def deal():
        for ticket, devices in floor.deal():
            running[ticket.job] = devices
            floor.put(Ticket(next(jobs), 2, 2, 1, 1))  # somebody always waits

    for device in ("a", "b"):
        floor.put(Ticket(next(jobs), 2, 2, 1, 1))
        floor.free(device)
        deal()
    floor.put(Ticket(0, 1, 1, 1, 1, ("a", "b"), True))
    for _ in range(4):
        job = min(running)
        if job == 0:
            break
        device = running.pop(job)[0]
        floor.done(job)
        floor.free(device)
        deal()
    assert running == {0: ("a", "b")}


@given(st.integers(2, 5), st.integers(1, 40))
def test_shares_of_guilds_differ_by_one_at_most_over_all_devices(guilds, rounds):
    floor, taken, jobs = Floor(DEVICES), Counter(dict.fromkeys(range(guilds), 0)), iter(range(9999))
    for guild in range(guilds):
        floor.put(Ticket(next(jobs), guild, guild, 1, 1))
    for number in range(rounds):
        floor.free(DEVICES[number % 3])
        for ticket, _ in floor.deal():
            taken[ticket.guild] += 1
            floor.put(Ticket(next(jobs), ticket.guild, ticket.guild, 1, 1))
        assert max(taken.values()) - min(taken.values()) <= 1


@given(st.dictionaries(st.integers(1, 6), st.integers(1, 10), min_size=2))
def test_members_are_served_by_their_weights(weights):
    line, jobs, served = Line(), iter(range(99999)), Counter()
    for user, weight in weights.items():
        line.put(Ticket(next(jobs), 1, user, 1, 1, weight=weight))
    turns = 12 * sum(weights.values())
    for _ in range(turns):
        ticket = line.take(lambda _: True)
        served[ticket.user] += 1
        line.put(Ticket(next(jobs), 1, ticket.user, 1, 1, weight=weights[ticket.user]))
    for user, weight in weights.items():
        assert served[user] == pytest.approx(12 * weight, abs=2)


@given(st.sets(st.integers(1, 500), min_size=1))
def test_a_strip_keeps_its_ends(epochs):
    known = []
    for epoch in sorted(epochs):
        known = [e for e in [*known, epoch] if e not in surplus([*known, epoch])]
        assert len(known) <= 8 and known[0] == min(epochs) and known[-1] == epoch
