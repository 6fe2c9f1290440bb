"""Coarse to fine: the sizes in which a picture is painted, and which epochs belong to each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import torch
from torch import Tensor

from stylecore.images import MIN_SIDE

__all__ = ["Octave", "enlarge", "octaves"]

Size = tuple[int, int]

SMALLEST = 64
"""Pixels of the long edge. Below this nothing of the photo can be told."""


@dataclass(frozen=True)
class Octave:
    """One size: width and height, its `scale` against the last, and the epoch it ends with."""

    size: Size
    scale: float
    last: int

    @property
    def cost(self) -> float:
        """What an epoch takes, against one of the last octave."""
        return self.scale**2


def octaves(size: Size, count: int, epochs: int) -> tuple[Octave, ...]:
    """Return the octaves that lead up to `size`: each twice the one before, the epochs shared.

    There are fewer than `count` where the first would be too small to see anything, or where the
    epochs would not reach for all.
    """
    count = min(count, epochs)
    count = max(n for n in range(1, count + 1) if n == 1 or max(size) >= SMALLEST * 2 ** (n - 1))
    scales = [0.5**n for n in reversed(range(count))]
    shares = accumulate(_share(epochs, count))
    return tuple(Octave(_scaled(size, s), s, last) for s, last in zip(scales, shares, strict=True))


def _share(epochs: int, count: int) -> list[int]:
    """Share the epochs out evenly; what is left over goes to the coarse ones, which are quick."""
    return [epochs // count + (n < epochs % count) for n in range(count)]


def _scaled(size: Size, scale: float) -> Size:
    width, height = (max(MIN_SIDE, round(side * scale)) for side in size)
    return width, height


def enlarge(picture: Tensor, height: int, width: int) -> Tensor:
    """Return a picture `(1, 3, h, w)` at another size, bicubically."""
    if picture.shape[-2:] == (height, width):
        return picture
    larger = torch.nn.functional.interpolate(picture, (height, width), mode="bicubic")
    return larger.contiguous(memory_format=torch.channels_last)
