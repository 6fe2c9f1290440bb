"""Clicks on buttons: three seconds to answer, fifteen minutes to follow up."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field

from bot.playground.world import User

__all__ = ["ANSWER_SECONDS", "TOKEN_SECONDS", "Interaction", "Interactions"]

ANSWER_SECONDS = 3.0
TOKEN_SECONDS = 15 * 60.0


@dataclass
class Interaction:
    """A click, and what has come of it."""

    id: int
    user: User
    channel_id: int
    message_id: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    opened: float = field(default_factory=time.monotonic)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    response_id: int | None = None
    followups: set[int] = field(default_factory=set)

    @property
    def age(self) -> float:
        """Seconds since the click."""
        return time.monotonic() - self.opened


class Interactions:
    """The clicks whose tokens still live."""

    def __init__(self) -> None:
        self._by_token: dict[str, Interaction] = {}

    def open(self, interaction: Interaction) -> Interaction:
        """Take a new click in."""
        self._by_token = {t: i for t, i in self._by_token.items() if i.age < TOKEN_SECONDS}
        self._by_token[interaction.token] = interaction
        return interaction

    def find(self, token: str) -> Interaction | None:
        """Return the click that `token` belongs to, unless the token is too old."""
        found = self._by_token.get(token)
        return found if found is not None and found.age < TOKEN_SECONDS else None
