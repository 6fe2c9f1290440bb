"""Steps that must not be lost to a full disk or a locked database."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from typing import TypeVar

__all__ = ["insist"]

log = logging.getLogger(__name__)

T = TypeVar("T")

PAUSES = (0.1, 0.5, 1.0, 5.0, 15.0)
LONGEST = 60.0


async def insist(step: Callable[[], Awaitable[T]]) -> T:
    """Try a step of the store until it succeeds: what was computed is worth the wait."""
    for pause in chain(PAUSES, repeat(LONGEST)):
        try:
            return await step()
        except (OSError, sqlite3.Error) as error:
            log.error("the store does not take a step, next try in %g s: %s", pause, error)
            await asyncio.sleep(pause)
    raise AssertionError("repeat() ends")
