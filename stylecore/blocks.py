"""A picture cut into blocks that overlap by what their features see."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from torch import Tensor

from stylecore.encoders.layers import Layer

__all__ = ["Block", "Reach", "Span", "cut", "reach", "whole"]


@dataclass(frozen=True)
class Reach:
    """How far apart the features are, and how far beyond their own cell they see, in pixels."""

    stride: int
    margin: int


def reach(layers: Iterable[Layer]) -> Reach:
    """Return the reach of several layers together."""
    listed = list(layers)
    stride = math.lcm(*(layer.stride for layer in listed))
    return Reach(stride, max(layer.margin for layer in listed))


@dataclass(frozen=True)
class Span:
    """A stretch of an axis of `length` pixels.

    The features of `[start, end)` are taken; for their sake the pixels `[low, high)` are looked at.
    """

    start: int
    end: int
    low: int
    high: int
    length: int

    def pixels(self) -> slice:
        """Return which pixels to look at."""
        return slice(self.low, self.high)

    def inner(self, stride: int) -> slice:
        """Return which of the features computed from these pixels are ours."""
        # Pooling drops what does not fill a cell, so the last block ends where its features do.
        end = None if self.end == self.length else (self.end - self.low) // stride
        return slice((self.start - self.low) // stride, end)

    def features(self, stride: int) -> slice:
        """Return where among the features of the whole axis ours are."""
        end = None if self.end == self.length else self.end // stride
        return slice(self.start // stride, end)


@dataclass(frozen=True)
class Block:
    """A rectangle of a picture. All tensors here are `(..., H, W)`."""

    rows: Span
    columns: Span

    def crop(self, picture: Tensor) -> Tensor:
        """Return the pixels to look at, a view."""
        return picture[..., self.rows.pixels(), self.columns.pixels()]

    def inner(self, features: Tensor, stride: int) -> Tensor:
        """Return, of the features of `crop`, those that no other block has."""
        return features[..., self.rows.inner(stride), self.columns.inner(stride)]

    def of_whole(self, values: Tensor, stride: int) -> Tensor:
        """Return the same part of what was computed for the whole picture's features."""
        return values[..., self.rows.features(stride), self.columns.features(stride)]


def whole(height: int, width: int) -> Block:
    """Return the block that is all of the picture."""
    return Block(Span(0, height, 0, height, height), Span(0, width, 0, width, width))


def cut(height: int, width: int, size: int, reach: Reach) -> tuple[Block, ...]:
    """Return the blocks, of about `size` pixels a side, that make up a picture, row by row.

    Each lies on the grid of the coarsest features and looks at `reach.margin` pixels around it, so
    that its features are exactly those of the whole picture. At the picture's border it ends there.
    """
    rows = list(_spans(height, size, reach))
    columns = list(_spans(width, size, reach))
    return tuple(Block(row, column) for row in rows for column in columns)


def _spans(length: int, size: int, reach: Reach) -> Iterator[Span]:
    """Divide an axis evenly: a sliver at its end would cost a whole margin."""
    grid = reach.stride
    cells = -(-length // grid)
    count = max(1, min(-(-length // size), cells))
    edges = [round(i * cells / count) * grid for i in range(count)] + [length]
    margin = -(-reach.margin // grid) * grid
    for start, end in pairwise(edges):
        yield Span(start, end, max(0, start - margin), min(length, end + margin), length)
