"""Rate limits as Discord has them: a bucket for each route and channel, and one for all."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Limiter", "OldEditsError", "Verdict"]

_DEFAULT = (50, 1.0)
_GLOBAL = (50, 1.0)
_OLD_EDITS = (3, 30.0)
"""Discord tells nobody how many edits of hour-old messages a channel has; few, it is said."""
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_LIMITS = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    f"PATCH {_MESSAGE}": (5, 5.0),
    f"DELETE {_MESSAGE}": (5, 1.0),
    "POST /channels/{channel_id}/typing": (5, 5.0),
    "POST /webhooks/{webhook_id}/{webhook_token}": (5, 2.0),
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": (5, 2.0),
}


class OldEditsError(Exception):
    """Messages older than an hour were edited too often; `wait` in seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(wait)
        self.wait = wait


@dataclass(frozen=True)
class Verdict:
    """Whether a request may go on, and what its headers say."""

    ok: bool
    limit: int
    remaining: int
    reset_after: float
    bucket: str
    scope: str = "user"

    def headers(self) -> dict[str, str]:
        """Return Discord's headers; discord.py takes a 429 without Via for Cloudflare's."""
        common = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{time.time() + self.reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{self.reset_after:.3f}",
            "X-RateLimit-Bucket": self.bucket,
            "Via": "1.1 playground",
        }
        if self.ok:
            return common
        refused = {
            "Retry-After": f"{self.reset_after:.3f}",
            "X-RateLimit-Scope": self.scope,
        }
        return common | refused | ({"X-RateLimit-Global": "true"} if self.scope == "global" else {})


@dataclass
class _Window:
    used: int
    ends: float


@dataclass
class _Forced:
    route: str
    retry_after: float
    count: int


class Limiter:
    """Counts requests. A window opens with its first request."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._windows: dict[str, _Window] = {}
        self._forced: list[_Forced] = []
        self._scale = 1

    def force(self, route: str, retry_after: float, count: int = 1) -> None:
        """Refuse the next `count` requests to `route`, for tests."""
        self._forced.append(_Forced(route, retry_after, count))

    def scale(self, factor: int) -> None:
        """Allow `factor` times as much of everything, as Discord does for large bots."""
        self._scale = factor

    def edit_old(self, channel_id: int) -> None:
        """Count an edit of a message older than an hour; raises OldEditsError."""
        limit, seconds = _OLD_EDITS
        window = self._count(f"old {channel_id}", limit, seconds)
        if window.used > limit:
            raise OldEditsError(self._left(window))

    def take(self, route: str, major: str) -> Verdict:
        """Count one request to `route` for the channel, guild or webhook `major`."""
        bucket = hashlib.sha256(route.encode()).hexdigest()[:32]
        limit, seconds = _LIMITS.get(route, _DEFAULT)
        limit *= self._scale
        forced = self._take_forced(route)
        if forced is not None:
            return Verdict(False, limit, 0, forced.retry_after, bucket, "shared")
        # answers to interactions do not count towards the limit for everything
        if "{webhook_token}" not in route:
            most = _GLOBAL[0] * self._scale
            everything = self._count("global", most, _GLOBAL[1])
            if everything.used > most:
                return Verdict(False, limit, 0, self._left(everything), bucket, "global")
        window = self._count(f"{route} {major}", limit, seconds)
        remaining = max(0, limit - window.used)
        return Verdict(window.used <= limit, limit, remaining, self._left(window), bucket)

    def _take_forced(self, route: str) -> _Forced | None:
        for forced in self._forced:
            if forced.route == route and forced.count > 0:
                forced.count -= 1
                return forced
        return None

    def _count(self, key: str, limit: int, seconds: float) -> _Window:
        now = self._clock()
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            if len(self._windows) > 1000:
                self._windows = {k: w for k, w in self._windows.items() if w.ends > now}
            window = self._windows[key] = _Window(0, now + seconds)
        window.used = min(window.used + 1, limit + 1)
        return window

    def _left(self, window: _Window) -> float:
        return max(0.001, window.ends - self._clock())
