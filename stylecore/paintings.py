"""What to paint like: one painting or several, each with a weight and, if wanted, regions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from stylecore.errors import StyleError

__all__ = ["Painting", "listed"]


@dataclass(frozen=True)
class Painting:
    """An RGB picture of any size, how much it counts among the others, and its regions.

    `mask` has a flat colour for each region; a region of the photo's mask is painted like that of
    the same colour here.
    """

    picture: Image.Image
    weight: float = 1.0
    mask: Image.Image | None = None

    def __post_init__(self) -> None:
        if not 0 < self.weight < math.inf:
            raise StyleError(f"A painting cannot weigh {self.weight:g}: give a number above 0.")


def listed(style: Image.Image | Sequence[Painting]) -> tuple[Painting, ...]:
    """Return the paintings that are meant, one at least."""
    paintings = (Painting(style),) if isinstance(style, Image.Image) else tuple(style)
    if not paintings:
        raise StyleError("There is no painting to paint like: give one at least.")
    return paintings
