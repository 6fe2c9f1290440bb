"""3 x 3 convolutions with a quarter of the multiplications: Winograd's F(4 x 4, 3 x 3).

Lavin & Gray 2016, "Fast Algorithms for Convolutional Neural Networks": an output tile of 4 x 4 is
`A^T [(G g G^T) * (B^T d B)] A` of an input tile of 6 x 6. Over all channels the product in the
middle is 36 matrix products. For CPUs: what a strip of tiles needs stays in the cache. On GPUs
cuDNN does the like itself. In float32 results differ from the plain ones by about 1e-5.

Pictures here are `(H, W, C)`; borders are replicated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

import torch
import torch.nn.functional as F  # noqa: N812 - the name everyone knows it by
from torch import Tensor

__all__ = ["backward", "forward", "transform"]

OUT, IN = 4, 6
"""The sides of an output tile and of the input tile that it sees."""
POINTS = IN * IN
STRIP = 32_768
"""Numbers of a strip at each of the 36 points: 4.7 MB, which a cache holds (measured)."""
LEAST_TILES = 128
"""Tiles in a strip, at least: each strip reads the whole kernel."""

_B = [
    [4, 0, -5, 0, 1, 0],
    [0, -4, -4, 1, 1, 0],
    [0, 4, -4, -1, 1, 0],
    [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0],
    [0, 4, 0, -5, 0, 1],
]
_G = [
    [1 / 4, 0, 0],
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [0, 0, 1],
]
_A = [[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]]


TO_POINTS, FROM_POINTS = torch.tensor(_B).float(), torch.tensor(_A).float()


def transform(kernel: Tensor) -> Tensor:
    """Return a kernel `(O, I, 3, 3)` at the 36 points: `(36, I, O)`."""
    g = torch.tensor(_G, dtype=torch.float64)
    points = torch.einsum("pi,ocij,qj->pqco", g, kernel.double(), g)
    return points.reshape(POINTS, *points.shape[2:]).float().contiguous()


@dataclass(frozen=True)
class Strip:
    """Some rows of tiles, from row `top` of the picture: `tall` tiles high and `wide` across."""

    top: int
    tall: int
    wide: int

    @property
    def tiles(self) -> int:
        """How many tiles there are."""
        return self.tall * self.wide

    @property
    def seen(self) -> tuple[int, int]:
        """Height and width of the pixels that it looks at, a border of one around."""
        return OUT * self.tall + 2, OUT * self.wide + 2


def _strips(height: int, width: int, channels: int) -> Iterator[Strip]:
    """Divide a picture evenly into strips that the cache holds."""
    tall, wide = -(-height // OUT), -(-width // OUT)
    rows = max(1, max(STRIP // channels, LEAST_TILES) // wide)
    count = -(-tall // rows)
    for top, end in pairwise(round(n * tall / count) for n in range(count + 1)):
        yield Strip(OUT * top, end - top, wide)


def forward(x: Tensor, points: Tensor, bias: Tensor) -> Tensor:
    """Return `relu(convolution)` `(H, W, O)` of `x` `(H, W, I)`; `points` is `transform`'s."""
    height, width, channels = x.shape
    y = x.new_empty(height, width, points.shape[2])
    for strip in _strips(height, width, max(points.shape[1:])):
        seen = _tiles(_padded(x, strip), strip).reshape(IN, IN, -1)
        products = torch.bmm(_both_ways(TO_POINTS, seen).view(POINTS, -1, channels), points)
        out = _both_ways(FROM_POINTS, products.view(IN, IN, -1))
        _put(out, bias, y, strip)
    return y


def backward(slope: Tensor, y: Tensor, points: Tensor) -> Tensor:
    """Return the gradient `(H, W, I)` from that of `y` `(H, W, O)`: the steps back, transposed."""
    height, width, _ = slope.shape
    channels = points.shape[1]
    gradient = slope.new_empty(height, width, channels)
    for strip in _strips(height, width, max(points.shape[1:])):
        slopes = _both_ways(FROM_POINTS.T, _taken(slope, y, strip))
        products = torch.bmm(slopes.view(POINTS, strip.tiles, -1), points.transpose(1, 2))
        tiles = _both_ways(TO_POINTS.T, products.view(IN, IN, -1))
        _add(tiles.view(IN, IN, strip.tall, strip.wide, channels), gradient, strip)
    return gradient


def _both_ways(matrix: Tensor, tiles: Tensor) -> Tensor:
    """Return `matrix @ tile @ matrix.T` of each tile: `(q, q, n)` from `(q, p)` and `(p, p, n)`."""
    q, p = matrix.shape
    rows = torch.mm(matrix, tiles.view(p, -1))
    return torch.bmm(matrix.expand(q, q, p), rows.view(q, p, -1))


def _padded(x: Tensor, strip: Strip) -> Tensor:
    """Return the pixels that a strip looks at; beyond the border those at the border again."""
    height, width, channels = x.shape
    first = strip.top - 1
    low, high = max(first, 0), min(first + strip.seen[0], height)
    seen = x.new_empty(*strip.seen, channels)
    seen[low - first : high - first, 1 : width + 1] = x[low:high]
    seen[: low - first, 1 : width + 1] = x[:1]
    seen[high - first :, 1 : width + 1] = x[-1:]
    seen[:, :1] = seen[:, 1:2]
    seen[:, width + 1 :] = seen[:, width : width + 1]
    return seen


def _tiles(seen: Tensor, strip: Strip) -> Tensor:
    """Return the overlapping tiles of a strip's pixels, a view `(6, 6, tall, wide, C)`."""
    _, width, channels = seen.shape
    row = width * channels
    return seen.as_strided(
        (IN, IN, strip.tall, strip.wide, channels), (row, channels, OUT * row, OUT * channels, 1)
    )


def _put(out: Tensor, bias: Tensor, y: Tensor, strip: Strip) -> None:
    """Write the tiles `(4, 4, n * O)` of a strip, with the bias, into `y`; negative ones as 0."""
    _, width, channels = y.shape
    out.view(-1, channels).add_(bias)
    tiles = out.view(OUT, OUT, strip.tall, strip.wide, channels).permute(2, 0, 3, 1, 4)
    target = y[strip.top : strip.top + OUT * strip.tall]
    if target.shape[:2] == (OUT * strip.tall, OUT * strip.wide):
        torch.clamp_min(tiles, 0, out=target.view(tiles.shape))
    else:  # the last tiles stick out
        pixels = tiles.reshape(OUT * strip.tall, OUT * strip.wide, channels)
        torch.clamp_min(pixels[: target.shape[0], :width], 0, out=target)


def _taken(slope: Tensor, y: Tensor, strip: Strip) -> Tensor:
    """Return a strip's slope, 0 where `y` is, as tiles `(4, 4, n * O)`."""
    _, width, channels = y.shape
    rows = slice(strip.top, strip.top + OUT * strip.tall)
    alive: Tensor = torch.ops.aten.threshold_backward(slope[rows], y[rows], 0)
    short, narrow = OUT * strip.tall - alive.shape[0], OUT * strip.wide - width
    if short or narrow:
        alive = F.pad(alive, (0, 0, 0, narrow, 0, short))
    tiles = alive.view(strip.tall, OUT, strip.wide, OUT, channels)
    return tiles.permute(1, 3, 0, 2, 4).reshape(OUT, OUT, -1)


def _add(tiles: Tensor, gradient: Tensor, strip: Strip) -> None:
    """Add overlapping tiles up into the gradient of the pixels they saw."""
    height, width, channels = gradient.shape
    seen = tiles.new_zeros(*strip.seen, channels)
    into = _tiles(seen, strip)
    for rows, columns in product((slice(0, None, 2), slice(1, None, 2)), repeat=2):
        into[:, :, rows, columns].add_(tiles[:, :, rows, columns])  # of these, no two overlap
    _fold(seen.transpose(0, 1), 1, width)
    first = strip.top - 1
    _fold(seen, -first, height)
    low, high = max(first, 0), min(first + strip.seen[0], height)
    both = 2 if strip.top else 0  # rows that the strip above has written already
    inner = seen[low - first : high - first, 1 : width + 1]
    gradient[low : low + both] += inner[:both]
    gradient[low + both : high] = inner[both:]


def _fold(seen: Tensor, start: int, length: int) -> None:
    """Add what lies before `start` and after `length` more to the border it is a replica of."""
    if start > 0:
        seen[start] += seen[:start].sum(0)
    if start + length < len(seen):
        seen[start + length - 1] += seen[start + length :].sum(0)
