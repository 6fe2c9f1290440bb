"""The chat pages that are open, and what they are told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.playground.world import Json

__all__ = ["Broadcast"]

_MOST_WAITING = 5000


class Broadcast:
    """Hands each event to every listener's own queue."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Json]] = set()

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[Json]]:
        """Yield a queue that receives all events from now on."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    def send(self, kind: str, **data: object) -> None:
        """Tell every listener; one that has stopped reading is left behind."""
        for queue in list(self._queues):
            if queue.qsize() < _MOST_WAITING:
                queue.put_nowait({"type": kind, **data})
