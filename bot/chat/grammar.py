"""The strict grammar of a chat command: `weight=20:1 size=256` into StyleOptions, and back.

Every word must be understood. What is unknown, repeated, out of bounds or merely looks right is a
GrammarError; nothing is guessed. The names come from `stylecore.options.parameters()`; only
`weight=A:B` is the chat's own, short for the content and the style weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from bot.chat import mistakes, values
from bot.chat.mistakes import GrammarError
from bot.chat.vocabulary import IN_CHAT, NAMES, PARAMETERS, RATIO, SIDES, fold, spell
from stylecore.options import Parameter, StyleOptions

__all__ = ["GrammarError", "format", "parse", "recipe"]

USUAL = StyleOptions.model_validate({})
ALWAYS_SHOWN = ("max_long_edge", "max_num_epochs")
NO_MAXIMA: Mapping[str, float] = {}


def parse(
    text: str, defaults: StyleOptions | None = None, maxima: Mapping[str, float] = NO_MAXIMA
) -> StyleOptions:
    """Read `text` on top of `defaults`; `maxima` are the host's, by parameter name."""
    defaults = defaults or USUAL
    tokens = text.split()
    given: dict[str, Any] = {}
    for index, token in enumerate(tokens):
        name, value = _pair(token, tokens[index + 1 : index + 3], defaults)
        read = _read(name, value, defaults, maxima)
        for field in given.keys() & read.keys():
            raise mistakes.repeated(name, field, defaults)
        given |= read
    return _build(defaults, given)


def format(options: StyleOptions) -> str:
    """Write `options` so that `parse` gives them back."""
    return spell(options, IN_CHAT)


def recipe(options: StyleOptions) -> str:
    """Write what makes these options this picture's: the main ones, and all that were changed."""
    usual = StyleOptions.model_validate({"preset": options.preset})
    changed = {p.name for p in IN_CHAT if getattr(options, p.name) != getattr(usual, p.name)}
    changed |= {"preset"} if options.preset != USUAL.preset else set()
    return spell(options, [p for p in IN_CHAT if p.name in changed or p.name in ALWAYS_SHOWN])


def _pair(token: str, after: list[str], defaults: StyleOptions) -> tuple[str, str]:
    """Split one word at its `=`, or say (knowing the next two) why it is not an option."""
    following = after[0] if after else ""
    name, equals, value = token.partition("=")
    if not name.isascii():
        raise mistakes.lookalike(token, defaults)
    if not equals and following.startswith("="):
        raise mistakes.spaces(name, (following.lstrip("=") or after[-1]).lstrip("="), defaults)
    if equals and not name:
        raise mistakes.spaces(RATIO, "", defaults)
    if equals and not value:
        raise mistakes.empty(name, following, defaults)
    if not equals:
        raise mistakes.bare(token, following, defaults)
    return name, value


def _read(
    name: str, text: str, defaults: StyleOptions, maxima: Mapping[str, float]
) -> dict[str, Any]:
    """Read one option into the fields it sets."""
    if fold(name) == RATIO:
        return _ratio(text, defaults)
    parameter = NAMES.get(fold(name))
    if parameter is None:
        raise mistakes.unknown(name, defaults)
    most = maxima.get(parameter.name)
    return {parameter.name: _value(parameter.chat_name, parameter, text, defaults, most)}


def _ratio(text: str, defaults: StyleOptions) -> dict[str, Any]:
    """Read `20:1` into the content and the style weight."""
    parts = text.split(":")
    if len(parts) != len(SIDES) or not all(parts):
        raise mistakes.ratio(text)
    pairs = zip(SIDES, parts, strict=True)
    return {side: _value(RATIO, PARAMETERS[side], part, defaults) for side, part in pairs}


def _value(
    name: str, parameter: Parameter, text: str, defaults: StyleOptions, most: float | None = None
) -> object:
    """Read one value of the option that is called `name` in chat."""
    try:
        return values.read(parameter, text, most)
    except values.ValueProblem as problem:
        raise mistakes.value(name, problem, text, defaults) from None


def _build(defaults: StyleOptions, given: dict[str, Any]) -> StyleOptions:
    """Check the options as a whole."""
    try:
        return defaults.but(given)
    except ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise mistakes.together(message) from None
