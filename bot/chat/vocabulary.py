"""The words of the grammar: which names there are, how a value is written, what was nearly said."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping

from bot.chat.words import number
from stylecore.options import Parameter, StyleOptions, parameters

__all__ = ["IN_CHAT", "NAMES", "PARAMETERS", "RATIO", "SIDES", "example", "fold", "nearest"]

RATIO = "weight"
RATIO_EXAMPLE = f"{RATIO}=20:1"
SIDES = ("content_weight", "style_weight")

LOOKALIKES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"꞊": "="})


def fold(name: str) -> str:
    """Make `Save-Epochs` and `save_epochs` one name."""
    return name.lower().replace("-", "_")


PARAMETERS: Mapping[str, Parameter] = {p.name: p for p in parameters()}
IN_CHAT: tuple[Parameter, ...] = tuple(p for p in parameters() if p.surface.in_chat)
NAMES: Mapping[str, Parameter] = {
    fold(name): p for p in IN_CHAT for name in (p.name, *p.surface.chat)
}


def written(value: object) -> str:
    """Write a value so that it is read back as it was."""
    return number(value) if isinstance(value, float) else str(value)


def example(name: str, defaults: StyleOptions) -> str:
    """Show how the option `name` is written here, at this host's default."""
    parameter = NAMES.get(fold(name))
    if parameter is None:
        return RATIO_EXAMPLE
    return f"{parameter.chat_name}={written(getattr(defaults, parameter.name))}"


def spell(options: StyleOptions, shown: Iterable[Parameter]) -> str:
    """Write the ratio, then each other parameter by its short name."""
    content, style = (number(getattr(options, side)) for side in SIDES)
    rest = (
        f"{p.chat_name}={written(getattr(options, p.name))}" for p in shown if p.name not in SIDES
    )
    return " ".join([f"{RATIO}={content}:{style}", *rest])


def straight(text: str) -> str:
    """Turn look-alikes (full-width letters, typographic hyphens) into what they look like."""
    return unicodedata.normalize("NFKC", text.translate(LOOKALIKES)).translate(LOOKALIKES)


def nearest(name: str) -> str | None:
    """Return the option that `name` nearly is, by its chat name; a unit stands for its option."""
    units = {p.surface.unit: p.chat_name for p in reversed(IN_CHAT) if p.surface.unit}
    choices = units | {key: p.chat_name for key, p in NAMES.items()} | {RATIO: RATIO}
    folded = fold(straight(name)).strip("_")
    close = difflib.get_close_matches(folded, choices, n=1, cutoff=0.6)
    return choices[close[0]] if close else None
