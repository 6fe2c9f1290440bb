"""The photo's colours instead of the painting's: two ways, after Gatys et al. 2016.

L. Gatys, M. Bethge, A. Hertzmann, E. Shechtman, "Preserving Color in Neural Artistic Style
Transfer", arXiv:1606.05897.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

__all__ = ["keep_hues", "match_colours"]

Values = NDArray[np.float64]

LUMA = np.array([0.299, 0.587, 0.114])
"""The Y of YIQ: how bright each of red, green and blue looks."""
RIDGE = 1e-5
"""Added to variances, so that a painting of one grey has a covariance that can be inverted."""


def keep_hues(picture: Image.Image, photo: Image.Image) -> Image.Image:
    """Return the picture's luminance with the photo's chroma, both RGB (section 4.2).

    In YIQ a colour is `Y + c`, with `c` a linear function of I and Q alone; so the result is the
    picture's Y plus the photo's `c`. Where that would leave 0..1, `c` is shortened until it fits:
    paler, but of the same hue and brightness. The photo is scaled to the picture's size.
    """
    light = (_values(picture) @ LUMA)[..., None]
    colours = _values(photo.resize(picture.size, Image.Resampling.LANCZOS))
    chroma = colours - (colours @ LUMA)[..., None]
    room = np.where(chroma > 0, 1 - light, light) / np.maximum(np.abs(chroma), 1e-12)
    return _picture(light + chroma * np.minimum(room.min(axis=-1, keepdims=True), 1))


def match_colours(painting: Image.Image, photo: Image.Image) -> Image.Image:
    """Return the painting with the mean and covariance of the photo's colours (section 4.1).

    `x' = A (x - m_S) + m_C` with `A = L_C L_S^-1`, where `L L^T` is the Cholesky decomposition of
    the covariance of the colours of the photo (C) and of the painting (S).
    """
    source, target = _values(painting).reshape(-1, 3), _values(photo).reshape(-1, 3)
    matrix = _root(target) @ np.linalg.inv(_root(source))
    matched = (source - source.mean(axis=0)) @ matrix.T + target.mean(axis=0)
    return _picture(matched.reshape(painting.height, painting.width, 3))


def _root(colours: Values) -> Values:
    """Return the Cholesky factor `(3, 3)` of the covariance of colours `(N, 3)`."""
    covariance = np.cov(colours.T) + RIDGE * np.eye(3)
    return np.linalg.cholesky(covariance).astype(np.float64)


def _values(picture: Image.Image) -> Values:
    return np.asarray(picture.convert("RGB"), np.float64) / 255


def _picture(values: Values) -> Image.Image:
    return Image.fromarray((values.clip(0, 1) * 255).round().astype(np.uint8))
