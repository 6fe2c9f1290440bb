"""Forms that an interaction may be answered with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.playground.schemas.base import Schema
from bot.playground.schemas.components import EntitySelect, StringSelect

__all__ = ["Entry", "Modal"]


class TextInput(Schema):
    """A line (style 1) or a paragraph (2); its label stands in it or around it."""

    type: Literal[4]
    custom_id: str = Field(min_length=1, max_length=100)
    style: Literal[1, 2]
    label: str | None = Field(None, min_length=1, max_length=45)
    min_length: int | None = Field(None, ge=0, le=4000)
    max_length: int | None = Field(None, ge=1, le=4000)
    required: bool = True
    value: str | None = Field(None, max_length=4000)
    placeholder: str | None = Field(None, max_length=100)
    id: int | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.min_length or 0) > (self.max_length or 4000):
            raise ValueError("min_length must not exceed max_length.")
        if self.value and self.max_length and len(self.value) > self.max_length:
            raise ValueError("The value is longer than max_length.")
        return self


class InputRow(Schema):
    """A row around one text input, which then has its own label."""

    type: Literal[1]
    components: Annotated[list[TextInput], Field(min_length=1, max_length=1)]
    id: int | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _labelled(self) -> Self:
        if self.components[0].label is None:
            raise ValueError("This field is required: label")
        return self


Entry = TextInput | StringSelect | EntitySelect


class Label(Schema):
    """A label, with a text input or a menu under it."""

    type: Literal[18]
    label: str = Field(min_length=1, max_length=45)
    description: str | None = Field(None, max_length=100)
    component: Annotated[Entry, Field(discriminator="type")]
    id: int | None = Field(None, ge=0)


class Modal(Schema):
    """A form of one to five fields."""

    custom_id: str = Field(min_length=1, max_length=100)
    title: str = Field(min_length=1, max_length=45)
    components: Annotated[
        list[Annotated[InputRow | Label, Field(discriminator="type")]],
        Field(min_length=1, max_length=5),
    ]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        ids = [field.custom_id for field in self.fields()]
        if len(set(ids)) < len(ids):
            raise ValueError("Component custom id cannot be duplicated")
        return self

    def fields(self) -> Iterator[Entry]:
        """Return what is to be filled in."""
        for part in self.components:
            yield part.component if isinstance(part, Label) else part.components[0]
