"""Steps that run off are taken back and made smaller, a bounded number of times."""

from __future__ import annotations

from functools import partial

import pytest
import torch
from torch import Tensor

from stylecore.errors import DivergedError
from stylecore.optimize import SGD, make_optimizer
from stylecore.steady import SLOWER, TRIES, WORSE, Steady

NAN = float("nan")


def _valley(x: Tensor) -> tuple[Tensor, Tensor]:
    """A bowl about 1 with steep walls: steps beyond 0.02 climb them for ever."""
    return 50 * (x - 1).square().sum() + 1, 100 * (x - 1)


class _Counted:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, x: Tensor) -> tuple[Tensor, Tensor]:
        self.calls += 1
        return _valley(x)


def _steady(name: str, lr: float) -> Steady:
    return Steady(partial(make_optimizer, name), lr)


def test_steps_that_climb_are_made_smaller_until_they_do_not() -> None:
    steady, x = Steady(SGD, 0.5), torch.zeros(4)
    notes, losses = [], []
    for _ in range(80):
        x, loss = steady.step(x, _valley)
        notes.append(steady.note)
        losses.append(float(loss))
    said = [note for note in notes if note]
    assert 1 <= len(said) <= TRIES
    assert all("smaller steps, lr 0." in note for note in said)
    assert notes[-1] is None
    assert max(losses) <= WORSE * float(_valley(torch.zeros(4))[0])
    assert losses[-1] < losses[0] / 10


@pytest.mark.parametrize("name", ["adam", "sgd", "lbfgs"])
def test_a_good_optimiser_takes_the_very_steps_it_would(name: str) -> None:
    steady, plain = _steady(name, 0.1), make_optimizer(name, 0.1)
    x = y = torch.zeros(4)
    for _ in range(20):
        x, loss = steady.step(x, _valley)
        y, _ = plain.step(y, _valley)
        assert torch.equal(x, y)
        assert torch.isclose(loss, _valley(x)[0])
        assert steady.note is None


@pytest.mark.parametrize(("name", "more"), [("adam", 1), ("sgd", 1), ("lbfgs", 0)])
def test_looking_ahead_costs_one_evaluation_in_all(name: str, more: int) -> None:
    ours, plain = _Counted(), _Counted()
    steady, optimizer = _steady(name, 0.1), make_optimizer(name, 0.1)
    x = y = torch.zeros(4)
    for _ in range(10):
        x, _ = steady.step(x, ours)
        y, _ = optimizer.step(y, plain)
    assert ours.calls == plain.calls + more


def test_a_nan_slope_is_taken_back_too() -> None:
    def cliff(x: Tensor) -> tuple[Tensor, Tensor]:
        loss, slope = _valley(x)
        return loss, slope * (NAN if x.abs().max() > 0.1 else 1)

    steady, x = _steady("adam", 0.2), torch.zeros(4)
    x, _ = steady.step(x, cliff)
    with pytest.raises(DivergedError, match=r"smaller lr than 0\.2"):
        for _ in range(50):
            x, _ = steady.step(x, cliff)
            assert torch.isfinite(x).all()


def test_where_nothing_helps_it_gives_up() -> None:
    def trap(x: Tensor) -> tuple[Tensor, Tensor]:
        loss, slope = _valley(x)
        return (loss, slope) if not x.any() else (loss * NAN, slope)

    steady = _steady("adam", 1.0)
    with pytest.raises(DivergedError, match="ran off"):
        steady.step(torch.zeros(4), trap)
    assert steady.tries == TRIES


def test_where_there_is_no_number_to_begin_with_it_does_not_try() -> None:
    steady = _steady("lbfgs", 1.0)
    with pytest.raises(DivergedError):
        steady.step(torch.zeros(4), lambda x: (_valley(x)[0] * NAN, x))
    assert steady.tries == 0


@pytest.mark.parametrize("name", ["adam", "sgd", "lbfgs"])
def test_a_restored_one_goes_on_to_the_bit(name: str) -> None:
    steady, x = _steady(name, 0.3), torch.zeros(4)
    steady.tries, steady.inner = 1, make_optimizer(name, 0.3 * SLOWER)
    for _ in range(5):
        x, _ = steady.step(x, _valley)
    other, y = _steady(name, 0.3), x
    other.restore(steady.state())
    assert (other.tries, other.limit) == (1, steady.limit)
    for _ in range(5):
        x, _ = steady.step(x, _valley)
        y, _ = other.step(y, _valley)
    assert torch.equal(x, y)


def test_the_state_before_the_first_step_can_be_restored() -> None:
    other = _steady("lbfgs", 0.3)
    other.restore(_steady("lbfgs", 0.3).state())
    assert other.limit is None
    assert other.step(torch.zeros(4), _valley)[1] < _valley(torch.zeros(4))[0]
