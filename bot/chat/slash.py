"""The slash form of `style`: typed options, made of the engine's own parameters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from inspect import Parameter as Argument
from inspect import Signature
from typing import Any, Literal

import discord
from discord import app_commands

from bot.chat.interactions import Click
from bot.chat.vocabulary import IN_CHAT, NAMED, RATIO, SIDES, written
from stylecore.options import GROUPS, Parameter

__all__ = ["RATIOS", "command", "options"]

MOST = 25
"""Options that Discord takes in a command."""
LONGEST = 100
"""Characters that it takes in an option's description."""
RATIOS = ("5:1", "10:1", "20:1", "30:1", "50:1", "1:1")
PICTURES = {
    "photo": "The photo whose shapes are kept.",
    "painting": "The painting whose strokes and colours it gets; or choose a style.",
}
WORDS = {
    NAMED: "A style with a name, in place of a painting.",
    RATIO: "Photo against painting, such as 20:1: more on the left keeps more of the photo.",
}

Names = Callable[[int], tuple[str, ...]]
Words = list[tuple[str, str]]
Use = Callable[[Click, list[discord.Attachment], Words], Awaitable[None]]
Choices = list[app_commands.Choice[str]]


def command(
    maxima: Mapping[str, float], names: Names, use: Use
) -> app_commands.Command[Any, ..., Any]:
    """Return `/style`. What is chosen goes to `use` as the pictures and as words of the grammar."""
    shown = options()

    async def style(click: Click, **given: Any) -> None:
        pictures = [given[name] for name in PICTURES if given[name] is not None]
        own = {name: (given[name] or "").replace(" ", "") for name in WORDS}
        words = own | {p.chat_name: written(given[p.name]) for p in shown}
        await use(click, pictures, [(name, value) for name, value in words.items() if value])

    async def named(click: Click, typed: str) -> Choices:
        return _choices(names(click.guild_id or 0), typed)

    async def ratio(_: Click, typed: str) -> Choices:
        return _choices((typed, *RATIOS) if typed else RATIOS, typed)

    style.__signature__ = _signature(shown, maxima)  # type: ignore[attr-defined]
    texts = {**PICTURES, **WORDS, **{p.name: _short(p.help) for p in shown}}
    app_commands.describe(**texts)(style)
    app_commands.rename(**{p.name: p.chat_name for p in shown})(style)
    app_commands.autocomplete(**{NAMED: named, RATIO: ratio})(style)
    app_commands.guild_only(style)
    return app_commands.Command(
        name="style", description="Paint a photo in the manner of a painting.", callback=style
    )


def options() -> list[Parameter]:
    """Return the parameters that fit into the command, the usual ones before the others."""
    ordered = sorted(IN_CHAT, key=lambda p: GROUPS.index(p.surface.group))
    room = MOST - len(PICTURES) - len(WORDS)
    return [p for p in ordered if p.name not in SIDES][:room]


def _signature(shown: list[Parameter], maxima: Mapping[str, float]) -> Signature:
    """Return what discord.py reads a command's options off."""
    kinds: dict[str, Any] = dict.fromkeys(PICTURES, discord.Attachment) | dict.fromkeys(WORDS, str)
    kinds |= {p.name: _kind(p, maxima.get(p.name)) for p in shown}
    arguments = [
        Argument(name, Argument.KEYWORD_ONLY, default=None, annotation=kind | None)
        for name, kind in kinds.items()
    ]
    return Signature([Argument("click", Argument.POSITIONAL_OR_KEYWORD), *arguments])


def _kind(parameter: Parameter, most: float | None) -> Any:
    """Return the type of an option: its choices, its bounds, or plain text."""
    if parameter.choices:
        return Literal[parameter.choices]
    if parameter.kind not in (int, float):
        return str
    low = parameter.low if parameter.above is None else parameter.above
    ends = (low, parameter.high if most is None else min(most, parameter.high or most))
    low, high = (None if end is None else parameter.kind(end) for end in ends)
    return app_commands.Range[parameter.kind, low, high]


def _short(text: str) -> str:
    """Return the first sentence of a help, or as much of it as Discord takes."""
    sentence = text.partition(". ")[0].rstrip(".") + "."
    return sentence if len(sentence) <= LONGEST else sentence[: LONGEST - 1].rstrip(" ,:;") + "…"


def _choices(words: tuple[str, ...], typed: str) -> Choices:
    """Return those words that begin with what was typed, each once."""
    fitting = dict.fromkeys(word[:LONGEST] for word in words if word.startswith(typed.lower()))
    return [app_commands.Choice(name=word, value=word) for word in fitting][:MOST]
