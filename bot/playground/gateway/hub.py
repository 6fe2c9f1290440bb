"""All sessions: who is online, and which events go to whom."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.playground.gateway.codes import Close, Intent, Op
from bot.playground.gateway.session import Session
from bot.playground.gateway.wire import Wire
from bot.playground.render import redacted
from bot.playground.world import Json

__all__ = ["Hub"]

_KEPT_SECONDS = 300

Watcher = Callable[[bool], None]


class Hub:
    """Owns the sessions and tells `watcher` when the bot comes and goes."""

    def __init__(self, watcher: Watcher) -> None:
        self._sessions: dict[str, Session] = {}
        self._watcher = watcher
        self._told = False

    @property
    def online(self) -> bool:
        """Whether the bot has a socket open."""
        return any(session.online for session in self._sessions.values())

    def find(self, session_id: str) -> Session | None:
        """Return a session that can still be resumed."""
        self._forget_old()
        return self._sessions.get(session_id)

    def add(self, session: Session) -> None:
        """Take a new session in."""
        self._forget_old()
        self._sessions[session.id] = session
        self.tell()

    def leave(self, session: Session, *, for_good: bool) -> None:
        """Note that a session's socket is gone; `for_good` ends the session too."""
        session.detach()
        if for_good:
            self._sessions.pop(session.id, None)
        self.tell()

    def tell(self) -> None:
        """Tell the watcher whether the bot is online, if that has changed."""
        if self._told != self.online:
            self._told = self.online
            self._watcher(self._told)

    def dispatch(self, name: str, data: Json, intent: Intent | None = None) -> None:
        """Send an event to each session that asked for its kind."""
        for session in list(self._sessions.values()):
            if intent is None or session.intents & intent:
                session.dispatch(name, _for(session, data, intent))

    def welcome(self, make: Callable[[int], Json]) -> None:
        """Send each session the GUILD_CREATE that `make` returns for its intents."""
        for session in list(self._sessions.values()):
            session.dispatch("GUILD_CREATE", make(session.intents))

    def drop(self, code: int | None = None) -> None:
        """Break every line as a lost network would, or close it with `code`."""
        for wire in self._wires():
            if code is None:
                wire.cut()
            else:
                wire.close(code)

    def ask_to_reconnect(self) -> None:
        """Send RECONNECT down every socket."""
        for wire in self._wires():
            wire.send(Op.RECONNECT, None)

    def invalidate(self) -> None:
        """End every session: the bot has to identify again."""
        wires = self._wires()
        self._sessions.clear()
        for wire in wires:
            wire.send(Op.INVALID_SESSION, False)
        self.tell()

    def close(self) -> None:
        """Say goodbye to every socket, in a way that lets the bot come back."""
        self.drop(Close.SESSION_TIMED_OUT)

    def _wires(self) -> list[Wire]:
        return [session.wire for session in self._sessions.values() if session.wire]

    def _forget_old(self) -> None:
        limit = time.monotonic() - _KEPT_SECONDS
        for session in list(self._sessions.values()):
            if session.left_at is not None and session.left_at < limit:
                del self._sessions[session.id]


def _for(session: Session, data: Json, intent: Intent | None) -> Json:
    if intent is Intent.GUILD_MESSAGES and not session.intents & Intent.MESSAGE_CONTENT:
        return redacted(data) if "author" in data else data
    return data
