"""Small pieces of text: what a user said made harmless, durations, numbers, a bar."""

from __future__ import annotations

from discord.utils import escape_markdown, escape_mentions

__all__ = ["bar", "duration", "number", "ordinal", "said"]

LONGEST = 60


def said(text: str) -> str:
    """Return what a user typed, fit to be repeated: short, one line, no markup, no mention."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    short = plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
    escaped = escape_mentions(escape_markdown(short, ignore_links=False))
    return escaped.replace("<", "<\u200b").replace("://", ":\u200b//")


def duration(seconds: float) -> str:
    """Say a span of time the way people do: `8 s`, `3 min`, `1 h 20 min`."""
    whole = max(1, round(seconds))
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def ordinal(n: int) -> str:
    """Say 1st, 2nd, 3rd, 4th."""
    suffix = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def number(value: float) -> str:
    """Write a number shortly, yet so that reading it gives the very same number."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def bar(done: float, width: int = 16) -> str:
    """Draw a bar; `done` is 0..1."""
    full = round(min(1.0, max(0.0, done)) * width)
    return "▰" * full + "▱" * (width - full)
