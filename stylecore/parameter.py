"""What is known of one parameter, read off its model field: for flags, chat and documentation."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

__all__ = ["GROUPS", "Parameter", "Surface", "read_parameters"]

GROUPS = ("pictures", "the usual", "colours and strokes", "network", "machine")
"""Under what heads parameters are shown, in the order in which people should read them."""


@dataclass(frozen=True)
class Surface:
    """How a parameter is shown to people.

    `group` is its head among GROUPS; `unit` follows the number; `chat` are its short names in a
    chat command (its own name always works there too); with `in_chat=False` only the command line
    has it; `form` is how its value is written, where that is not plain from its kind; `also` are
    other words for its choices.
    """

    group: str
    unit: str = ""
    chat: tuple[str, ...] = ()
    in_chat: bool = True
    form: str = ""
    also: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Parameter:
    """One parameter, read off its model field. `low` and `high` are inclusive unless `above`."""

    name: str
    kind: type
    default: Any
    help: str
    surface: Surface
    required: bool = False
    low: float | None = None
    above: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        """`--max-long-edge`, as on the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def chat_name(self) -> str:
        """The name a member would type: the short one where there is one."""
        return self.surface.chat[0] if self.surface.chat else self.name.replace("_", "-")

    @property
    def form(self) -> str:
        """How a value is written, in short: `N`, `FILE`, `LAYER[:X],...`."""
        kinds = {int: "N", float: "X", Path: "FILE"}
        return self.surface.form or kinds.get(self.kind, "TEXT")

    @property
    def bounds(self) -> str:
        """`1 to 1000 px`, `more than 0, up to 10`, `adam, lbfgs`, or nothing."""
        if self.choices:
            return ", ".join(self.choices)
        unit = f" {self.surface.unit}" if self.surface.unit else ""
        if self.above is not None:
            return f"more than {self.above:.10g}, up to {self.high:.10g}{unit}"
        if self.low is not None:
            return f"{self.low:.10g} to {self.high:.10g}{unit}"
        return ""

    def choice(self, word: str) -> str:
        """Return the choice that a word stands for; any other word as it is."""
        return self.surface.also.get(word, word)


def read_parameters(model: type[BaseModel]) -> tuple[Parameter, ...]:
    """Return every parameter of `model`, in the order of its fields."""
    return tuple(_parameter(name, field) for name, field in model.model_fields.items())


def _parameter(name: str, field: FieldInfo) -> Parameter:
    kind = _plain(field.annotation)
    surface = next(m for m in field.metadata if isinstance(m, Surface))
    return Parameter(
        name=name,
        kind=type(get_args(kind)[0]) if get_origin(kind) is Literal else get_origin(kind) or kind,
        default=None if field.is_required() else field.default,
        help=field.description or "",
        surface=surface,
        required=field.is_required(),
        low=_bound(field, "ge"),
        above=_bound(field, "gt"),
        high=_bound(field, "le"),
        choices=get_args(kind) if get_origin(kind) is Literal else (),
    )


def _plain(annotation: Any) -> Any:
    """Strip `| None` off an annotation."""
    if get_origin(annotation) in (Union, types.UnionType):
        return next(a for a in get_args(annotation) if a is not type(None))
    return annotation


def _bound(field: FieldInfo, kind: str) -> float | None:
    return next((getattr(m, kind) for m in field.metadata if hasattr(m, kind)), None)
