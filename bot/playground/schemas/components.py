"""Rows of buttons."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.playground.schemas.base import Schema, Snowflake

__all__ = ["ActionRow", "Button", "repeated_id"]

LINK = 5


class Emoji(Schema):
    """An emoji on a button."""

    id: Snowflake | None = None
    name: str | None = None
    animated: bool = False


class Button(Schema):
    """A button: something to see on it, and either a custom id or an address."""

    type: Literal[2]
    style: int = Field(ge=1, le=5)
    label: str | None = Field(None, max_length=80)
    emoji: Emoji | None = None
    custom_id: str | None = Field(None, min_length=1, max_length=100)
    url: str | None = Field(None, max_length=512)
    disabled: bool = False
    id: int | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.label and self.emoji is None:
            raise ValueError("A button needs a label or an emoji.")
        wanted, other = (self.url, self.custom_id), (self.custom_id, self.url)
        has, has_not = wanted if self.style == LINK else other
        if has is None or has_not is not None:
            raise ValueError("A custom id and url cannot both be specified, nor both be missing.")
        return self


class ActionRow(Schema):
    """One to five buttons."""

    type: Literal[1]
    components: Annotated[list[Button], Field(min_length=1, max_length=5)]
    id: int | None = Field(None, ge=0)


def repeated_id(rows: list[ActionRow]) -> tuple[int, int] | None:
    """Return the row and place of the first custom id that was there before."""
    seen: set[str] = set()
    for i, row in enumerate(rows):
        for j, button in enumerate(row.components):
            if button.custom_id in seen:
                return i, j
            if button.custom_id is not None:
                seen.add(button.custom_id)
    return None
