"""Each statistic against its formula: zero for the same, known cases, right gradients."""

from __future__ import annotations

import pytest
import torch

from stylecore.moments import Moments, moments
from stylecore.statistics import STATISTICS, gram, mean_std, wasserstein


def _some(seed: int, channels: int = 4) -> Moments:
    generator = torch.Generator().manual_seed(seed)
    mixing = torch.rand(channels, channels, generator=generator)
    values = torch.rand(channels, 400, generator=generator)
    return moments((mixing @ values).view(1, channels, 20, 20).double())


def _normal(mean: list[float], deviations: list[float]) -> Moments:
    m, s = torch.tensor(mean).double(), torch.tensor(deviations).double()
    return Moments(torch.outer(m, m) + s.square().diag(), m, torch.tensor(1.0))


@pytest.mark.parametrize("name", STATISTICS)
def test_the_same_is_no_distance_and_another_is(name: str) -> None:
    target = _some(1)
    assert abs(STATISTICS[name](target, target)) < 1e-9
    assert STATISTICS[name](_some(2), target) > 1e-3


@pytest.mark.parametrize("name", STATISTICS)
def test_distances_are_relative(name: str) -> None:
    ours, target = _some(1), _some(2)
    louder = [Moments(9 * m.second, 3 * m.mean, m.positions) for m in (ours, target)]
    assert torch.isclose(STATISTICS[name](*louder), STATISTICS[name](ours, target))


@pytest.mark.parametrize("name", STATISTICS)
def test_gradients_are_right(name: str) -> None:
    ours, target = _some(1), _some(2)

    def distance(second: torch.Tensor, mean: torch.Tensor) -> torch.Tensor:
        second = (second + second.T) / 2
        return STATISTICS[name](Moments(second, mean, ours.positions), target)

    inputs = (ours.second.requires_grad_(), ours.mean.requires_grad_())
    assert torch.autograd.gradcheck(distance, inputs, rtol=1e-4)


@pytest.mark.parametrize("name", STATISTICS)
def test_flat_features_give_a_finite_slope(name: str) -> None:
    features = torch.full((1, 4, 5, 5), 3.0, requires_grad=True)
    loss = STATISTICS[name](moments(features), moments(torch.rand(1, 4, 5, 5)))
    loss.backward()
    assert torch.isfinite(features.grad).all()


def test_gram_by_hand() -> None:
    ours, target = _some(1), _some(2)
    expected = ((ours.second - target.second) ** 2).sum() / (target.second**2).sum()
    assert torch.isclose(gram(ours, target), expected)


def test_means_and_deviations_by_hand() -> None:
    ours, target = _normal([1.0, 2.0], [1.0, 3.0]), _normal([2.0, 2.0], [1.0, 1.0])
    energy = 4 + 4 + 1 + 1
    assert torch.isclose(mean_std(ours, target), torch.tensor(5 / energy).double(), rtol=1e-3)


def test_mean_std_is_blind_to_what_goes_together() -> None:
    ours = _some(1)
    alone = ours.second.diagonal().diag() - ours.mean.square().diag()
    apart = Moments(torch.outer(ours.mean, ours.mean) + alone, ours.mean, ours.positions)
    assert mean_std(apart, ours) < 1e-9
    assert wasserstein(apart, ours) > 1e-4


def test_wasserstein_of_independent_channels_is_that_of_their_deviations() -> None:
    ours, target = _normal([1.0, 2.0], [1.0, 3.0]), _normal([2.0, 2.0], [1.0, 1.0])
    energy = 4 + 4 + 1 + 1
    assert torch.isclose(wasserstein(ours, target), torch.tensor(5 / energy).double(), rtol=1e-3)


def test_wasserstein_by_the_roots_of_matrices() -> None:
    def root(matrix: torch.Tensor) -> torch.Tensor:
        values, vectors = torch.linalg.eigh(matrix)
        return vectors @ values.sqrt().diag() @ vectors.T

    ours, target = _some(1), _some(2)
    s, t = (m.second - torch.outer(m.mean, m.mean) for m in (ours, target))
    spread = (s + t - 2 * root(root(t) @ s @ root(t))).trace()
    expected = ((ours.mean - target.mean) ** 2).sum() + spread
    assert torch.isclose(
        wasserstein(ours, target), expected / target.second.trace(), rtol=1e-2, atol=1e-4
    )
