from dataclasses import replace

import pytest

from bot.jobs.board import Board
from bot.jobs.eta import Pace
from bot.jobs.ticket import Ticket


def ticket(job: int = 1, pixels: int = 100, epochs: int = 10) -> Ticket:
    return Ticket(job, guild=1, user=1, pixels=pixels, max_epochs=epochs)


def test_nothing_is_promised_before_anything_was_measured():
    assert Pace().needed(ticket()) is None


def test_time_grows_with_pixels_and_epochs():
    pace = Pace()
    pace.measured(100, 2.0)
    assert pace.needed(ticket()) == pytest.approx(20)
    assert pace.needed(ticket(pixels=400, epochs=5)) == pytest.approx(40)


def test_jobs_that_converge_early_shorten_the_estimate():
    pace = Pace()
    pace.measured(100, 1.0)
    pace.ended(5, 10)
    assert pace.needed(ticket()) == pytest.approx(5)


def test_a_few_measurements_follow_a_change():
    pace = Pace()
    for seconds in [1.0] * 3 + [2.0] * 10:
        pace.measured(100, seconds)
    assert pace.needed(ticket()) == pytest.approx(20, rel=0.05)


def test_places_add_up_what_is_ahead():
    board = Board(["cpu"], lambda job, place: None)
    board.paces["cpu"].measured(100, 1.0)
    for job in (1, 2, 3):
        board.queues.put(ticket(job))
    places = [board.place(job) for job in (1, 2, 3)]
    assert [p.position for p in places] == [1, 2, 3]
    assert [p.eta for p in places] == pytest.approx([0, 10, 20])
    assert board.place(9) is None


def test_two_devices_halve_the_wait():
    board = Board(["a", "b"], lambda job, place: None)
    for pace in board.paces.values():
        pace.measured(100, 1.0)
    for job in range(4):
        board.queues.put(ticket(job))
    assert [place.eta for _, place in board.places()] == pytest.approx([0, 0, 10, 10])
    assert [place.position for _, place in board.places()] == [1, 2, 3, 4]


def test_a_job_for_one_device_does_not_wait_for_those_of_another():
    board = Board(["a", "b"], lambda job, place: None)
    board.queues.put(replace(ticket(1), devices=("a",)))
    board.queues.put(replace(ticket(2), devices=("b",)))
    board.queues.put(replace(ticket(3), devices=("a", "b"), together=True))
    assert [board.place(job).position for job in (1, 2, 3)] == [1, 1, 3]


def test_only_those_that_moved_are_told():
    told = []
    board = Board(["cpu"], lambda job, place: told.append((job, place.position)))
    for job in (1, 2, 3):
        board.queues.put(ticket(job))
        board.knows(job, board.place(job))
    board.tell_moves()
    assert told == []
    board.queues.remove(2)
    assert told == [(3, 2)]
