"""The first and second moments of features: all that any of our style statistics looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

__all__ = ["Moments", "mix", "moments"]


@dataclass(frozen=True)
class Moments:
    """What C channels do over some positions of a picture.

    `second` is the mean of products `(C, C)`, the Gram matrix per position (Gatys et al. 2015,
    eq. 3); `mean` is `(C,)`; `positions` is over how many they were taken, a scalar. Adding two
    gives those of both places together.
    """

    second: Tensor
    mean: Tensor
    positions: Tensor

    def __add__(self, other: Moments) -> Moments:
        """Return the moments over the positions of both."""
        return mix([(self, self.positions), (other, other.positions)])

    def to(self, device: torch.device) -> Moments:
        """Return the same on `device`."""
        return Moments(self.second.to(device), self.mean.to(device), self.positions.to(device))


def moments(features: Tensor, mask: Tensor | None = None) -> Moments:
    """Return the moments of features `(1, C, h, w)`, in float32 or better.

    `mask` says how much each position counts, 0..1; it may have a row and a column more, which
    pooling dropped. Where nothing counts, all moments are zero.
    """
    flat = features.flatten(2).squeeze(0)
    flat = flat.to(torch.promote_types(flat.dtype, torch.float32))
    if mask is None:
        positions = max(flat.shape[1], 1)
        count = flat.new_full((), flat.shape[1])
        return Moments(flat @ flat.T / positions, flat.sum(1) / positions, count)
    height, width = features.shape[-2:]
    weights = mask[:height, :width].flatten().to(flat.dtype)
    count = weights.sum()
    weights = weights / count.clamp_min(1e-6)
    return Moments((flat * weights) @ flat.T, flat @ weights, count)


def mix(parts: Sequence[tuple[Moments, Tensor | float]]) -> Moments:
    """Return the moments of a blend in which each part has its weight (they need not sum to 1)."""
    weights = torch.stack([torch.as_tensor(w).to(m.mean) for m, w in parts])
    weights = weights / weights.sum().clamp_min(1e-6)
    second = sum(w * m.second for w, (m, _) in zip(weights, parts, strict=True))
    mean = sum(w * m.mean for w, (m, _) in zip(weights, parts, strict=True))
    assert isinstance(second, Tensor)
    assert isinstance(mean, Tensor)
    return Moments(second, mean, torch.stack([m.positions for m, _ in parts]).sum())
