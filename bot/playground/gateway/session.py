"""A bot's session: its numbered events, kept for a bot that comes back."""

from __future__ import annotations

import time
import uuid
from collections import deque

from bot.playground.gateway.codes import Op
from bot.playground.gateway.wire import Wire
from bot.playground.world import Json

__all__ = ["Session"]

_KEPT_EVENTS = 2000


class Session:
    """What RESUME comes back to."""

    def __init__(self, intents: int) -> None:
        self.id = uuid.uuid4().hex
        self.intents = intents
        self.wire: Wire | None = None
        self.left_at: float | None = None
        self._number = 0
        self._events: deque[tuple[int, str, Json]] = deque(maxlen=_KEPT_EVENTS)

    @property
    def online(self) -> bool:
        """Whether a socket is attached."""
        return self.wire is not None

    def attach(self, wire: Wire) -> None:
        """Bind the session to a socket."""
        self.wire, self.left_at = wire, None

    def detach(self) -> None:
        """Note that the socket is gone."""
        self.wire, self.left_at = None, time.monotonic()

    def can_replay(self, after: int) -> bool:
        """Whether no event later than number `after` has been forgotten."""
        oldest = self._events[0][0] if self._events else self._number + 1
        return oldest - 1 <= after <= self._number

    def dispatch(self, name: str, data: Json) -> None:
        """Number an event, keep it, and send it if a socket is there."""
        self._number += 1
        number = self._number
        self._events.append((number, name, data))
        if self.wire is not None:
            self.wire.send(Op.DISPATCH, data, name, number)

    def replay(self, after: int) -> None:
        """Send every event later than number `after` again, in order."""
        for number, name, data in list(self._events):
            if number > after and self.wire is not None:
                self.wire.send(Op.DISPATCH, data, name, number)
