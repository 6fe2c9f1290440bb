"""Which pictures from on the way are kept: a few, evenly spread, always the latest."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["MOST", "surplus"]

MOST = 8


def surplus(epochs: Sequence[int], most: int = MOST) -> list[int]:
    """Return those of ascending `epochs` to drop, so that `most` remain, first and last among them.

    One by one, the one goes whose neighbours are closest to each other: what remains is spread
    evenly to within a factor of two, however many come.
    """
    kept, dropped = list(epochs), []
    while len(kept) > max(most, 2):
        gaps = [after - before for before, after in zip(kept, kept[2:], strict=False)]
        dropped.append(kept.pop(1 + gaps.index(min(gaps))))
    return dropped
