"""The words of the grammar: which names there are, how a value is written, what was nearly said."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping

from bot.chat.words import number
from stylecore.options import Parameter, StyleOptions, parameters

__all__ = [
    "IN_CHAT",
    "NAMED",
    "NAMES",
    "PARAMETERS",
    "RATIO",
    "SIDES",
    "example",
    "fold",
    "nearest",
    "spell",
    "written",
]

RATIO = "weight"
RATIO_EXAMPLE = f"{RATIO}=20:1"
NAMED = "style"
NAMED_EXAMPLE = f"{NAMED}=starry"
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
    """Write a value so that it is read back as it was; None, which nobody can say, as nothing."""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if value is None:
        return ""
    return number(value) if isinstance(value, float) else str(value)


def example(name: str, defaults: StyleOptions) -> str:
    """Show how the option `name` is written here, at this host's default."""
    parameter = NAMES.get(fold(name))
    if parameter is None:
        return NAMED_EXAMPLE if fold(name) == NAMED else RATIO_EXAMPLE
    return f"{parameter.chat_name}={written(getattr(defaults, parameter.name)) or '0'}"


def spell(options: StyleOptions, shown: Iterable[Parameter], style: str = "") -> str:
    """Write the ratio, the named style if there is one, then the others by their short names."""
    content, painting = (number(getattr(options, side)) for side in SIDES)
    values = {p.chat_name: written(getattr(options, p.name)) for p in shown if p.name not in SIDES}
    named = {NAMED: style} if style else {}
    words = {RATIO: f"{content}:{painting}"} | named | values
    return " ".join(f"{name}={value}" for name, value in words.items() if value)


def straight(text: str) -> str:
    """Turn look-alikes (full-width letters, typographic hyphens) into what they look like."""
    return unicodedata.normalize("NFKC", text.translate(LOOKALIKES)).translate(LOOKALIKES)


def nearest(name: str) -> str | None:
    """Return the option that `name` nearly is, by its chat name; a unit stands for its option."""
    units = {p.surface.unit: p.chat_name for p in reversed(IN_CHAT) if p.surface.unit}
    own = {RATIO: RATIO, NAMED: NAMED}
    choices = units | {key: p.chat_name for key, p in NAMES.items()} | own
    folded = fold(straight(name)).strip("_")
    close = difflib.get_close_matches(folded, choices, n=1, cutoff=0.6)
    return choices[close[0]] if close else None
