"""The first and second moments of features: all that any of our style statistics looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

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
    _, channels, height, width = features.shape
    rows = features.permute(0, 2, 3, 1).reshape(-1, channels)
    rows = rows.to(torch.promote_types(rows.dtype, torch.float32))
    if mask is None:
        second, mean = _Average.apply(rows)
        return Moments(second, mean, rows.new_full((), len(rows)))
    weights = mask[:height, :width].flatten().to(rows.dtype)
    count = weights.sum()
    weights = weights / count.clamp_min(1e-6)
    return Moments((rows.T * weights) @ rows, weights @ rows, count)


class _Average(torch.autograd.Function):
    """The mean of `row row^T`, and of rows `(n, C)`; autograd would take three products back."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor) -> tuple[Tensor, Tensor]:
        ctx.save_for_backward(rows)
        ctx.set_materialize_grads(False)
        n = max(len(rows), 1)
        return rows.T @ rows / n, rows.sum(0) / n

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, second: Tensor | None, mean: Tensor | None) -> Tensor | None:
        (rows,) = ctx.saved_tensors
        n = max(len(rows), 1)
        if second is None:
            return None if mean is None else (mean / n).expand_as(rows)
        both = (second + second.T) / n
        return rows @ both if mean is None else torch.addmm(mean / n, rows, both)


def mix(parts: Sequence[tuple[Moments, Tensor | float]]) -> Moments:
    """Return the moments of a blend in which each part has its weight (they need not sum to 1)."""
    weights = torch.stack([torch.as_tensor(w).to(m.mean) for m, w in parts])
    weights = weights / weights.sum().clamp_min(1e-6)
    second = sum(w * m.second for w, (m, _) in zip(weights, parts, strict=True))
    mean = sum(w * m.mean for w, (m, _) in zip(weights, parts, strict=True))
    assert isinstance(second, Tensor)
    assert isinstance(mean, Tensor)
    return Moments(second, mean, torch.stack([m.positions for m, _ in parts]).sum())
