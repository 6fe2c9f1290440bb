"""The optimisers find a known minimum, restore to the bit, and survive a step into infinity."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from stylecore.optimize import LBFGS, make_optimizer

CURVATURE = torch.logspace(-1, 2, 30)
MINIMUM = torch.linspace(-1, 1, 30)


def bowl(x: Tensor) -> tuple[Tensor, Tensor]:
    """A long narrow valley: condition number 1000."""
    return (CURVATURE * (x - MINIMUM).square()).sum(), 2 * CURVATURE * (x - MINIMUM)


def rosenbrock(x: Tensor) -> tuple[Tensor, Tensor]:
    x = x.detach().requires_grad_()
    value = (100 * (x[1:] - x[:-1].square()).square() + (1 - x[:-1]).square()).sum()
    return value.detach(), torch.autograd.grad(value, x)[0]


@pytest.mark.parametrize(("name", "steps", "within"), [("lbfgs", 120, 1e-2), ("adam", 300, 0.2)])
def test_the_minimum_is_found(name: str, steps: int, within: float) -> None:
    optimizer, x = make_optimizer(name, 0.1), torch.zeros(30)
    for _ in range(steps):
        x, _ = optimizer.step(x, bowl)
    assert (x - MINIMUM).abs().max() < within


def test_lbfgs_follows_a_bent_valley() -> None:
    optimizer, x = LBFGS(0.1), torch.zeros(4)
    for _ in range(80):
        x, loss = optimizer.step(x, rosenbrock)
    assert loss < 1e-6


@pytest.mark.parametrize("name", ["lbfgs", "adam", "sgd"])
def test_a_restored_optimiser_goes_on_to_the_bit(name: str) -> None:
    optimizer, x = make_optimizer(name, 0.1), torch.zeros(30)
    for _ in range(7):
        x, _ = optimizer.step(x, bowl)
    other = make_optimizer(name, 0.1)
    other.restore(optimizer.state())
    y = x
    for _ in range(5):
        x, _ = optimizer.step(x, bowl)
        y, _ = other.step(y, bowl)
    assert torch.equal(x, y)


def test_sgd_goes_down_the_valley() -> None:
    optimizer, x = make_optimizer("sgd", 0.1), torch.zeros(30)
    for _ in range(300):
        x, loss = optimizer.step(x, bowl)
    assert loss < bowl(torch.zeros(30))[0] / 100


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_sgd_takes_the_same_path_whatever_the_loss_is_measured_in(scale: float) -> None:
    optimizer, x = make_optimizer("sgd", 0.1), torch.zeros(30)
    x, _ = optimizer.step(x, lambda x: tuple(scale * part for part in bowl(x)))
    assert float(x.square().mean().sqrt()) == pytest.approx(0.1, rel=1e-4)


def test_lbfgs_usually_needs_one_evaluation_a_step() -> None:
    calls = 0

    def counted(x: Tensor) -> tuple[Tensor, Tensor]:
        nonlocal calls
        calls += 1
        return bowl(x)

    optimizer, x = LBFGS(0.1), torch.zeros(30)
    for _ in range(40):
        x, _ = optimizer.step(x, counted)
    assert calls <= 60


def test_lbfgs_steps_back_from_infinity() -> None:
    def cliff(x: Tensor) -> tuple[Tensor, Tensor]:
        value, slope = bowl(x)
        return (torch.tensor(float("nan")), slope) if x.abs().max() > 1.05 else (value, slope)

    optimizer, x = LBFGS(10.0), torch.zeros(30)
    for _ in range(60):
        x, loss = optimizer.step(x, cliff)
    assert torch.isfinite(x).all()
    assert loss < bowl(torch.zeros(30))[0] / 100
