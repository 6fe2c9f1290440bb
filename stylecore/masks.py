"""Masks: pictures in which each flat colour stands for a region."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stylecore.errors import StyleError

__all__ = ["Colour", "read_labels", "region_colours"]

Colour = tuple[int, int, int]
Labels = NDArray[np.int64]

MOST = 32
"""Regions. A mask with more of them is a photo, or was saved as a JPEG."""


def region_colours(mask: Image.Image) -> tuple[Colour, ...]:
    """Return the colours of a mask's regions, sorted.

    A region has an inside: colours that never fill 3 x 3 pixels are the soft edges between regions.
    """
    pixels = _pixels(mask)
    near = np.lib.stride_tricks.sliding_window_view(pixels, (3, 3), axis=(0, 1))
    inside = (near == near[..., 1:2, 1:2]).all(axis=(-1, -2, -3))
    colours = np.unique(pixels[1:-1, 1:-1][inside], axis=0)
    if not 0 < len(colours) <= MOST:
        raise StyleError(
            f"That is no mask: it has {len(colours) or 'no'} flat colours, and may have {MOST}. "
            "Fill each region with one flat colour, and save it as a PNG."
        )
    return tuple((int(r), int(g), int(b)) for r, g, b in colours)


def read_labels(mask: Image.Image, size: tuple[int, int], regions: tuple[Colour, ...]) -> Labels:
    """Return for each pixel `(H, W)` of a picture of `size` the index of its region.

    -1 is a region of the mask that is none of `regions`. Raises StyleError naming a region that
    the mask lacks.
    """
    own = region_colours(mask)
    for colour in regions:
        if colour not in own:
            red, green, blue = colour
            raise StyleError(
                f"The photo's mask has a region of colour #{red:02x}{green:02x}{blue:02x} that a "
                "painting's mask lacks. Fill a part of that mask with this colour too."
            )
    pixels = _pixels(mask.convert("RGB").resize(size, Image.Resampling.NEAREST))
    distance = np.abs(pixels[:, :, None, :] - np.array(own)).sum(axis=-1)
    index = [regions.index(colour) if colour in regions else -1 for colour in own]
    labels: Labels = np.array(index)[distance.argmin(axis=-1)]
    return labels


def _pixels(mask: Image.Image) -> NDArray[np.int64]:
    return np.asarray(mask.convert("RGB"), np.int64)
