"""Application commands: slash commands with their options, and those of context menus."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bot.playground.schemas.base import Schema

__all__ = ["Command", "Option"]

Localised = dict[str, str] | None
_NAME = re.compile(r"[-_'\w]{1,32}")
_SUB, _GROUP = 1, 2
_TEXT, _WHOLE, _NUMBER = 3, 4, 10


def _slash_name(value: str) -> str:
    if not _NAME.fullmatch(value) or value != value.lower():
        raise ValueError("String value did not validate against validation regex.")
    return value


class Choice(Schema):
    """A value to choose from."""

    name: str = Field(min_length=1, max_length=100)
    name_localizations: Localised = None
    value: Annotated[str, Field(max_length=100)] | int | float


class Option(Schema):
    """A parameter, a subcommand (1) or a group of them (2)."""

    type: int = Field(ge=1, le=11)
    name: Annotated[str, AfterValidator(_slash_name)]
    name_localizations: Localised = None
    description: str = Field(min_length=1, max_length=100)
    description_localizations: Localised = None
    required: bool = False
    choices: list[Choice] | None = Field(None, max_length=25)
    options: list[Option] | None = Field(None, max_length=25)
    channel_types: list[int] | None = None
    min_value: float | int | None = None
    max_value: float | int | None = None
    min_length: int | None = Field(None, ge=0, le=6000)
    max_length: int | None = Field(None, ge=1, le=6000)
    autocomplete: bool = False

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.autocomplete and self.choices:
            raise ValueError("Autocomplete options cannot have choices.")
        if (self.autocomplete or self.choices) and self.type not in (_TEXT, _WHOLE, _NUMBER):
            raise ValueError("This type of option has neither choices nor autocomplete.")
        inner = {_SUB: set(range(3, 12)), _GROUP: {_SUB}}.get(self.type, set())
        if any(option.type not in inner for option in self.options or ()):
            raise ValueError("Sub-commands cannot be nested like this.")
        _in_order(self.options or [])
        return self


class Command(Schema):
    """A slash command (1), or one of the context menu of a user (2) or a message (3)."""

    type: Literal[1, 2, 3] = 1
    name: str = Field(min_length=1, max_length=32)
    name_localizations: Localised = None
    description: str = Field("", max_length=100)
    description_localizations: Localised = None
    options: list[Option] = Field(default_factory=list, max_length=25)
    default_member_permissions: str | int | None = None
    dm_permission: bool | None = None
    nsfw: bool = False
    contexts: list[int] | None = None
    integration_types: list[int] | None = None

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.type == 1:
            _slash_name(self.name)
            if not self.description:
                raise ValueError("A slash command needs a description.")
        elif self.description or self.options:
            raise ValueError("Context menu commands cannot have a description or options.")
        kinds = {option.type <= _GROUP for option in self.options}
        if len(kinds) > 1:
            raise ValueError("Sub-commands and parameters cannot be mixed.")
        _in_order(self.options)
        return self


def _in_order(options: list[Option]) -> None:
    names = [option.name for option in options]
    if len(set(names)) < len(names):
        raise ValueError("Option names have to be unique.")
    required = [option.required for option in options]
    if required != sorted(required, reverse=True):
        raise ValueError("Required options must be placed before non-required options.")
