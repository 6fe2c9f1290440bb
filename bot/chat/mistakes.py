"""What to say to words that are no request: what was wrong, the nearest real option, an example."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from bot.chat.vocabulary import (
    IN_CHAT,
    NAMED,
    PARAMETERS,
    RATIO,
    RATIO_EXAMPLE,
    SIDES,
    example,
    fold,
    straight,
)
from bot.chat.vocabulary import nearest as _nearest
from bot.chat.words import said
from stylecore.errors import StyleError
from stylecore.options import StyleOptions

__all__ = ["GrammarError"]


class GrammarError(StyleError):
    """Words that are not a request; the text says what was wrong and shows how it is written."""


def repeated(name: str, field: str, defaults: StyleOptions) -> GrammarError:
    """Answer an option that was given twice, perhaps once as `weight` and once by its long name."""
    if field in SIDES:
        return GrammarError(
            f"“{said(name)}” sets a weight that was set before. Give the weights once: "
            f"`{RATIO_EXAMPLE}`, or `content-weight=20 style-weight=1`."
        )
    return GrammarError(
        f"“{said(name)}” was given before. Give each option once, such as "
        f"`{example(name, defaults)}`."
    )


def lookalike(token: str, defaults: StyleOptions) -> GrammarError:
    """Answer a word with characters that only look like those of an option."""
    near = _nearest(straight(token).partition("=")[0])
    hint = f"You may mean `{example(near, defaults)}`." if near else f"Try `{RATIO_EXAMPLE}`."
    return GrammarError(
        f"“{said(token)}” has letters or signs that no option has. "
        f"Type options with English letters, a plain hyphen and a plain `=`. {hint}"
    )


def spaces(name: str, value: str, defaults: StyleOptions) -> GrammarError:
    """Answer `weight = 20:1`."""
    near = _nearest(name)
    joined = f"{near}={value}" if near and value else example(near or RATIO, defaults)
    return GrammarError(f"Write it without spaces around the `=`: {_code(joined)}.")


def empty(name: str, following: str, defaults: StyleOptions) -> GrammarError:
    """Answer `weight=` with nothing behind it, or with a space."""
    if following and "=" not in following:
        return spaces(name, following, defaults)
    near = _nearest(name) or RATIO
    return GrammarError(f"“{said(name)}=” has no value. Try `{example(near, defaults)}`.")


def bare(token: str, following: str, defaults: StyleOptions) -> GrammarError:
    """Answer a word without a `=`."""
    name, colon, value = token.partition(":")
    near = _nearest(name)
    if near and (value if colon else following)[:1].isdigit():
        joined = f"{near}={value or following}"
        return GrammarError(f"An option and its value are joined by a `=`: {_code(joined)}.")
    if near:
        return GrammarError(
            f"“{said(token)}” has no value. Write it like `{example(near, defaults)}`."
        )
    return GrammarError(
        f"I don't understand “{said(token)}”. I take options such as "
        f"`{RATIO_EXAMPLE} {example('size', defaults)}`, no sentences; `style help` lists them all."
    )


def unknown(name: str, defaults: StyleOptions) -> GrammarError:
    """Answer an option that does not exist, or not in chat."""
    if fold(name) in PARAMETERS:
        return GrammarError(
            f"“{said(name)}” is for the host to set, not in chat. "
            f"You can say, for example, `{RATIO_EXAMPLE}`."
        )
    near = _nearest(name)
    if near:
        return GrammarError(
            f"I don't know the option “{said(name)}”. Did you mean `{near}`, as in "
            f"`{example(near, defaults)}`?"
        )
    every = ", ".join(f"`{p.chat_name}`" for p in IN_CHAT)
    return GrammarError(
        f"I don't know the option “{said(name)}”. There are `{RATIO}`, `{NAMED}`, {every}. "
        f"For example `{RATIO_EXAMPLE}`."
    )


def ratio(text: str) -> GrammarError:
    """Answer a `weight` that is not two numbers."""
    return GrammarError(
        f"`{RATIO}` takes two numbers, photo:painting, not “{said(text)}”. "
        f"For example `{RATIO_EXAMPLE}`, which keeps more of the photo."
    )


def value(name: str, problem: Exception, text: str, defaults: StyleOptions) -> GrammarError:
    """Answer a value that its option does not take."""
    return GrammarError(
        f"`{name}` {problem}, not “{said(text)}”. For example `{example(name, defaults)}`."
    )


def style(text: str, styles: Collection[str]) -> GrammarError:
    """Answer the name of a style that there is not."""
    close = difflib.get_close_matches(straight(text).lower(), styles, n=1)
    hint = f"Did you mean `{NAMED}={close[0]}`?" if close else ""
    every = ", ".join(f"`{NAMED}={name}`" for name in styles)
    return GrammarError(f"There is no style “{said(text)}”. {hint or f'Take {every}.'}")


def together(message: str) -> GrammarError:
    """Answer options that are fine one by one, but not together."""
    return GrammarError(f"{message[:1].upper()}{message[1:]}. For example `{RATIO_EXAMPLE}`.")


def _code(text: str) -> str:
    """Set what a member could copy as code, unless it holds signs that need escaping."""
    escaped = said(text)
    return f"“{escaped}”" if escaped != text else f"`{text}`"
