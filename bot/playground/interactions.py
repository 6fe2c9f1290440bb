"""What people ask of the bot: three seconds to answer, fifteen minutes to follow up."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from enum import IntEnum

from bot.playground.world import Json, User

__all__ = ["ANSWER_SECONDS", "TOKEN_SECONDS", "Answer", "Interaction", "Interactions", "Kind"]

ANSWER_SECONDS = 3.0
TOKEN_SECONDS = 15 * 60.0


class Kind(IntEnum):
    """What was asked."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Answer(IntEnum):
    """How the bot may answer."""

    MESSAGE = 4
    LATER = 5
    LATER_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass
class Interaction:
    """A command, a click, a question for choices or a filled form, and what has come of it.

    `message_id` is the message that was clicked, or that a context menu was opened on (`menu`);
    `name` is the command's.
    """

    id: int
    kind: Kind
    user: User
    channel_id: int
    message_id: int | None = None
    name: str | None = None
    menu: bool = False
    token: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    opened: float = field(default_factory=time.monotonic)
    acknowledged: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)
    answer: Answer | None = None
    response_id: int | None = None
    followups: set[int] = field(default_factory=set)
    choices: list[Json] = field(default_factory=list)
    modal: Json | None = None

    @property
    def age(self) -> float:
        """Seconds since it was asked."""
        return time.monotonic() - self.opened

    @property
    def source_id(self) -> int | None:
        """The message whose button was pressed, which the answer may change."""
        return None if self.menu else self.message_id


class Interactions:
    """Those whose tokens still live."""

    def __init__(self) -> None:
        self._by_token: dict[str, Interaction] = {}

    def open(self, interaction: Interaction) -> Interaction:
        """Take a new one in."""
        self._by_token = {t: i for t, i in self._by_token.items() if i.age < TOKEN_SECONDS}
        self._by_token[interaction.token] = interaction
        return interaction

    def find(self, token: str) -> Interaction | None:
        """Return the one that `token` belongs to, unless the token is too old."""
        found = self._by_token.get(token)
        return found if found is not None and found.age < TOKEN_SECONDS else None

    def with_modal(self, interaction_id: int) -> Interaction | None:
        """Return the one that was answered with a form, which may be handed in once."""
        shown = (i for i in self._by_token.values() if i.modal is not None)
        return next((i for i in shown if i.id == interaction_id), None)

    def make_older(self, seconds: float) -> None:
        """Let all that was asked so far count as older than it is, for tests."""
        for interaction in self._by_token.values():
            interaction.opened -= seconds
