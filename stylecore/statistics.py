"""How unlike two sets of moments are: what "in the style of" means, in three ways.

Each statistic is 0 when ours are the target's and relative to the target's size, so that no layer
drowns the others. They are differentiable in ours.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from stylecore.losses import style_loss
from stylecore.moments import Moments

__all__ = ["STATISTICS", "Statistic", "gram", "mean_std", "wasserstein"]

Statistic = Callable[[Moments, Moments], Tensor]

FLOOR = 1e-4
"""Added to variances, as a part of the target's own: a root is too steep to follow at 0."""


def gram(ours: Moments, target: Moments) -> Tensor:
    """Return the relative distance of Gram matrices (Gatys et al. 2015)."""
    return style_loss(ours.second, target.second)


def mean_std(ours: Moments, target: Moments) -> Tensor:
    """Return the relative distance of each channel's mean and deviation (Huang & Belongie 2017)."""
    floor = FLOOR * _variances(target).mean()
    deviation, wanted = ((_variances(m) + floor).sqrt() for m in (ours, target))
    distance = (ours.mean - target.mean).square().sum() + (deviation - wanted).square().sum()
    return distance / target.second.diagonal().sum()


def wasserstein(ours: Moments, target: Moments) -> Tensor:
    """Return the relative squared Wasserstein-2 distance of the normal distributions.

    `|m - n|^2 + tr(S + T - 2 (T^1/2 S T^1/2)^1/2)` for means m, n and covariances S, T
    (Olkin & Pukelsheim 1982).
    """
    with torch.autocast(ours.mean.device.type, enabled=False):
        mine, wanted = _covariance(ours), _covariance(target)
        floor = FLOOR * wanted.diagonal().mean() * torch.eye(len(wanted)).to(wanted)
        mine, wanted = mine + floor, wanted + floor
        # L^T S L has the eigenvalues of T^1/2 S T^1/2 where T = L L^T, and L is cheap to find.
        factor = torch.linalg.cholesky(wanted)
        eigenvalues = torch.linalg.eigvalsh(factor.T @ mine @ factor)
        overlap = eigenvalues.clamp_min(floor[0, 0].square()).sqrt().sum()
        spread = mine.trace() + wanted.trace() - 2 * overlap
        distance = (ours.mean - target.mean).square().sum() + spread.to(ours.mean.dtype)
        relative: Tensor = distance / target.second.diagonal().sum()
        return relative


def _variances(moments: Moments) -> Tensor:
    return (moments.second.diagonal() - moments.mean.square()).clamp_min(0)


def _covariance(moments: Moments) -> Tensor:
    """Return the covariance in float64: what it is the difference of may be far larger."""
    second, mean = moments.second.double(), moments.mean.double()
    covariance: Tensor = second - torch.outer(mean, mean)
    return covariance


STATISTICS: dict[str, Statistic] = {
    "gram": gram,
    "mean-std": mean_std,
    "wasserstein": wasserstein,
}
