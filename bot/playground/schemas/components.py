"""Rows of buttons, or of one menu each."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.playground.schemas.base import Schema, Snowflake

__all__ = ["ActionRow", "Button", "Emoji", "EntitySelect", "StringSelect", "repeated_id"]

LINK = 5

CustomId = Annotated[str, Field(min_length=1, max_length=100)]


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
    custom_id: CustomId | None = None
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


class SelectOption(Schema):
    """A line of a menu."""

    label: str = Field(min_length=1, max_length=100)
    value: str = Field(min_length=1, max_length=100)
    description: str | None = Field(None, max_length=100)
    emoji: Emoji | None = None
    default: bool = False


class _Select(Schema):
    """What all menus have."""

    custom_id: CustomId
    placeholder: str | None = Field(None, max_length=150)
    min_values: int = Field(1, ge=0, le=25)
    max_values: int = Field(1, ge=1, le=25)
    disabled: bool = False
    required: bool = True
    id: int | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min_values > self.max_values:
            raise ValueError("min_values must not exceed max_values.")
        return self


class StringSelect(_Select):
    """A menu of given lines."""

    type: Literal[3]
    options: Annotated[list[SelectOption], Field(min_length=1, max_length=25)]

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        values = [option.value for option in self.options]
        if len(set(values)) < len(values):
            raise ValueError("The specified option value is already used.")
        if max(self.min_values, self.max_values) > len(values):
            raise ValueError("min_values and max_values must not exceed the number of options.")
        if sum(option.default for option in self.options) > self.max_values:
            raise ValueError("There are more defaults than max_values.")
        return self


class DefaultValue(Schema):
    """What is chosen already."""

    id: Snowflake
    type: Literal["user", "role", "channel"]


class EntitySelect(_Select):
    """A menu of the guild's people (5), roles (6), both (7) or channels (8)."""

    type: Literal[5, 6, 7, 8]
    channel_types: list[int] | None = None
    default_values: list[DefaultValue] | None = Field(None, max_length=25)


Component = Annotated[Button | StringSelect | EntitySelect, Field(discriminator="type")]


class ActionRow(Schema):
    """One to five buttons, or one menu."""

    type: Literal[1]
    components: Annotated[list[Component], Field(min_length=1, max_length=5)]
    id: int | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(self.components) > 1 and not all(isinstance(c, Button) for c in self.components):
            raise ValueError("A menu takes a whole row.")
        return self


def repeated_id(rows: list[ActionRow]) -> tuple[int, int] | None:
    """Return the row and place of the first custom id that was there before."""
    seen: set[str] = set()
    for i, row in enumerate(rows):
        for j, component in enumerate(row.components):
            if component.custom_id in seen:
                return i, j
            if component.custom_id is not None:
                seen.add(component.custom_id)
    return None
