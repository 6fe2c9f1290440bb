"""The strict grammar of a chat command: `weight=20:1 size=256` into a Wish, and back.

Every word must be understood. What is unknown, repeated, out of bounds or merely looks right is a
GrammarError; nothing is guessed. The names come from `stylecore.options.parameters()`; only
`weight=A:B`, short for the content and the style weight, and `style=NAME`, which stands for a
painting, are the chat's own. The slash command's options come through `read` as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from bot.chat import mistakes, values
from bot.chat.mistakes import GrammarError
from bot.chat.vocabulary import IN_CHAT, NAMED, NAMES, PARAMETERS, RATIO, SIDES, fold, spell
from stylecore.options import Parameter, StyleOptions

__all__ = ["GrammarError", "Rules", "Wish", "format", "parse", "read", "recipe"]

USUAL = StyleOptions.model_validate({})
ALWAYS_SHOWN = ("max_long_edge", "max_num_epochs")


@dataclass(frozen=True)
class Rules:
    """What holds here: where options start from, how far they may go, which styles have a name."""

    defaults: StyleOptions = USUAL
    maxima: Mapping[str, float] = field(default_factory=dict)
    styles: Collection[str] = ()


@dataclass(frozen=True)
class Wish:
    """What a member asked for: the options, and the name of a style in place of a painting."""

    options: StyleOptions
    style: str = ""


PLAIN = Rules()


def parse(text: str, rules: Rules = PLAIN) -> Wish:
    """Read what was typed after the command."""
    return read(_pairs(text.split(), rules.defaults), rules)


def read(pairs: Iterable[tuple[str, str]], rules: Rules = PLAIN) -> Wish:
    """Read names and values, in the order in which they were given."""
    given: dict[str, Any] = {}
    for name, value in pairs:
        found = _read(name, value, rules)
        for repeated in given.keys() & found.keys():
            raise mistakes.repeated(name, repeated, rules.defaults)
        given |= found
    style = given.pop(NAMED, "")
    return Wish(_build(rules.defaults, given), style)


def format(options: StyleOptions) -> str:
    """Write `options` so that `parse` gives them back."""
    return spell(options, IN_CHAT)


def recipe(options: StyleOptions, style: str = "") -> str:
    """Write what makes these options this picture's: the main ones, and all that were changed."""
    usual = StyleOptions.model_validate({"preset": options.preset})
    changed = {p.name for p in IN_CHAT if getattr(options, p.name) != getattr(usual, p.name)}
    changed |= {"preset"} if options.preset != USUAL.preset else set()
    shown = [p for p in IN_CHAT if p.name in changed or p.name in ALWAYS_SHOWN]
    return spell(options, shown, style)


def _pairs(tokens: list[str], defaults: StyleOptions) -> Iterator[tuple[str, str]]:
    """Split one word after the other: the first that is wrong is the one that is answered."""
    for index, token in enumerate(tokens):
        yield _pair(token, tokens[index + 1 : index + 3], defaults)


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


def _read(name: str, text: str, rules: Rules) -> dict[str, Any]:
    """Read one option into the fields it sets."""
    if fold(name) == RATIO:
        return _ratio(text, rules.defaults)
    if fold(name) == NAMED:
        return {NAMED: _style(text, rules.styles)}
    parameter = NAMES.get(fold(name))
    if parameter is None:
        raise mistakes.unknown(name, rules.defaults)
    most = rules.maxima.get(parameter.name)
    return {parameter.name: _value(parameter.chat_name, parameter, text, rules.defaults, most)}


def _style(text: str, styles: Collection[str]) -> str:
    """Return the name of a style; case does not matter."""
    if text.lower() not in styles:
        raise mistakes.style(text, styles)
    return text.lower()


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
