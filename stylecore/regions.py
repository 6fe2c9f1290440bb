"""Regions of a picture, and how much each feature belongs to them."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 - the name everyone knows it by
from torch import Tensor

__all__ = ["count", "membership", "share"]


def count(labels: Tensor | None) -> int:
    """Return how many regions `labels` `(H, W)`, whole numbers from 0, tell apart."""
    return 1 if labels is None else int(labels.max()) + 1


def share(labels: Tensor | None, region: int) -> float:
    """Return which part of the picture the region is."""
    return 1.0 if labels is None else float((labels == region).float().mean())


def membership(labels: Tensor | None, region: int, stride: int) -> Tensor | None:
    """Return how much of the cell of each feature lies in the region, 0..1, `(h, w)`.

    None without labels, where all belongs to the one region there is.
    """
    if labels is None:
        return None
    inside = (labels == region).to(torch.float32)[None, None]
    pooled = F.avg_pool2d(inside, stride, ceil_mode=True, count_include_pad=False)
    return pooled[0, 0]
