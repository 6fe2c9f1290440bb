"""What a client may say on the gateway."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bot.playground.schemas.base import Schema, Snowflake
from bot.playground.world import Json

__all__ = ["Identify", "Payload", "RequestMembers", "Resume"]


def _pair(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _one_or_many(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


class Payload(Schema):
    """Any payload."""

    op: int
    d: Any = None
    s: int | None = None
    t: str | None = None


class Identify(Schema):
    """IDENTIFY: who, and which events."""

    token: str
    intents: int = Field(ge=0)
    properties: dict[str, Any]
    compress: bool = False
    large_threshold: int = Field(50, ge=50, le=250)
    shard: Annotated[tuple[int, int] | None, BeforeValidator(_pair)] = None
    presence: dict[str, Any] | None = None


class Resume(Schema):
    """RESUME: which session, and the last event seen."""

    token: str
    session_id: str
    seq: int = Field(ge=0)


class RequestMembers(Schema):
    """REQUEST_GUILD_MEMBERS."""

    guild_id: Snowflake
    query: str | None = None
    limit: int = Field(0, ge=0)
    presences: bool = False
    user_ids: Annotated[list[Snowflake] | None, BeforeValidator(_one_or_many)] = None
    nonce: str | None = None

    @property
    def everybody(self) -> bool:
        """Whether the whole list of members is asked for, which takes an intent."""
        return self.user_ids is None and not self.query

    def echo(self) -> Json:
        """Return the nonce as the answer repeats it."""
        return {} if self.nonce is None else {"nonce": self.nonce}
