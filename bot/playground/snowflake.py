"""Discord's ids: a time in the upper bits, so that they sort by age."""

from __future__ import annotations

import time
from datetime import UTC, datetime

__all__ = ["EPOCH_MS", "Snowflakes", "moment"]

EPOCH_MS = 1_420_070_400_000


def moment(snowflake: int) -> datetime:
    """Return when `snowflake` was made."""
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH_MS) / 1000, UTC)


class Snowflakes:
    """Makes ids that never repeat nor go back, not even when the clock does."""

    def __init__(self, after: int = 0) -> None:
        self._last = after

    def next(self) -> int:
        """Return a new id, greater than every one before it."""
        now = (time.time_ns() // 1_000_000 - EPOCH_MS) << 22
        self._last = max(now, self._last + 1)
        return self._last
