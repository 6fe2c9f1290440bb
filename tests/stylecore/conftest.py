"""What the tests of the art share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from stylecore import Artwork, Progress, StyleOptions, stylize
from stylecore.encoders import Encoder

Paint = Callable[..., tuple[list[Progress], Artwork]]

SMALL = StyleOptions(gpu=-1, max_long_edge=64, max_num_epochs=4, save_epochs=2, stop_eps=0)


@pytest.fixture
def paint(encoder: Encoder) -> Paint:
    """Run stylize to its end, small and short: options by name, the rest as `stylize` has it."""

    def run(content: Image.Image, style: Any, more: dict[str, Any] | None = None, **options: Any):
        changed = SMALL.but(options)
        *progress, artwork = stylize(content, style, changed, encoder=encoder, **(more or {}))
        return progress, artwork

    return run


@pytest.fixture
def halves() -> Image.Image:
    """A mask: red on the left, blue on the right."""
    mask = Image.new("RGB", (96, 64), (255, 0, 0))
    mask.paste((0, 0, 255), (48, 0, 96, 64))
    return mask


@pytest.fixture
def values() -> Callable[[Image.Image], np.ndarray]:
    """Turn a picture into numbers, 0..1."""
    return lambda picture: np.asarray(picture, float) / 255
