"""The events of one attempt on their way from a worker to whoever reads them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from bot.engines.protocol import Cancelled, Done, Event, Failed, Progressed, SlotLost

__all__ = ["Feed"]


class Feed:
    """Events that wait to be read. A slow reader misses figures, never a picture or the end."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._lost: str | None = None
        self._news = asyncio.Event()
        self.over = False

    def add(self, event: Event) -> None:
        """Add an event; mere figures give way to newer ones."""
        if self.over:
            return
        if self._events and isinstance(event, Progressed) and _plain(self._events[-1]):
            self._events.pop()
        self._events.append(event)
        self.over = isinstance(event, Done | Cancelled | Failed)
        self._news.set()

    def lose(self, why: str) -> None:
        """End the feed because the worker is no more."""
        if not self.over:
            self.over, self._lost = True, why
            self._news.set()

    async def read(self, after: int = 0) -> AsyncIterator[Event]:
        """Yield each event numbered above `after` once; raise SlotLost if the worker died."""
        while True:
            self._news.clear()
            waiting, self._events = self._events, []
            for event in waiting:
                if event.number > after:
                    yield event
            if self._events:
                continue
            if self._lost is not None:
                raise SlotLost(self._lost)
            if self.over:
                return
            await self._news.wait()


def _plain(event: Event) -> bool:
    return isinstance(event, Progressed) and event.picture is None
