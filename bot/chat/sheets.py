"""Pictures made of a job's pictures: the pair that was taken on, and the comparison at the end."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image

from stylecore.images import encode, fit
from stylecore.sheet import Cell, Sheet, render

__all__ = ["compared", "paired"]

THUMBNAIL, COMPARED = 160, 384
"""Pixels of a cell's long edge."""
ACROSS = 3
MOST_STEPS = 6

Steps = Sequence[tuple[int, bytes]]


def paired(photo: bytes, painting: bytes) -> bytes:
    """Lay photo and painting side by side, named, as a small PNG: a wrong order is seen at once."""
    cells = [_cell(photo, "photo", THUMBNAIL), _cell(painting, "painting", THUMBNAIL)]
    return encode(render(Sheet([cells])))


def compared(photo: bytes, painting: bytes, artwork: bytes, steps: Steps, title: str) -> bytes:
    """Lay photo, painting and artwork on a sheet, under them how it came about, as PNG.

    `steps` are epochs with their pictures; of many, some are taken, evenly.
    """
    cells = [
        _cell(picture, name, COMPARED)
        for picture, name in ((photo, "photo"), (painting, "painting"), (artwork, "artwork"))
    ]
    cells += [_cell(picture, f"epoch {epoch}", COMPARED) for epoch, picture in _spread(steps)]
    rows = [cells[start : start + ACROSS] for start in range(0, len(cells), ACROSS)]
    return encode(render(Sheet(rows, title)))


def _spread(steps: Steps) -> Steps:
    """Return at most MOST_STEPS of `steps`, the first and the last among them."""
    if len(steps) <= MOST_STEPS:
        return steps
    last = len(steps) - 1
    return [steps[round(number * last / (MOST_STEPS - 1))] for number in range(MOST_STEPS)]


def _cell(picture: bytes, caption: str, long_edge: int) -> Cell:
    """Open a picture that we encoded ourselves."""
    with Image.open(io.BytesIO(picture)) as opened:
        return Cell(fit(opened.convert("RGB"), long_edge), caption)
