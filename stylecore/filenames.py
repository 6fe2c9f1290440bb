"""Lists of files as people write them: `a.png:2,b.png`. A name that exists is never taken apart."""

from __future__ import annotations

from pathlib import Path

__all__ = ["read_files", "read_weighted_files"]


def read_weighted_files(value: object) -> object:
    """Read `a.png:2,b.png` into pairs of a path and a weight; leave the rest to pydantic."""
    if isinstance(value, Path):
        return [(value, 1.0)]
    return [_weighted(word) for word in _words(value)] if isinstance(value, str) else value


def read_files(value: object) -> object:
    """Read `a.png,b.png` into paths; leave the rest to pydantic."""
    if isinstance(value, Path):
        return [value]
    return _words(value) if isinstance(value, str) else value


def _words(text: str) -> list[str]:
    """Split at commas, the longest names of files that exist first."""
    pieces = text.split(",")
    for count in range(len(pieces), 1, -1):
        head = ",".join(pieces[:count])
        if _there(head):
            break
    else:
        head, count = pieces[0], 1
    rest = ",".join(pieces[count:])
    return [head, *_words(rest)] if rest else [head]


def _there(word: str) -> bool:
    """Say whether a file exists of that name, or of that name before a weight."""
    name, _, weight = word.rpartition(":")
    return Path(word).exists() or (_number(weight) and Path(name).exists())


def _weighted(word: str) -> tuple[str, str | float]:
    """Split a weight off, unless the whole is the name of a file (or of a drive, as in `C:\\`)."""
    name, colon, weight = word.rpartition(":")
    if Path(word).exists() or not colon:
        return word, 1.0
    return (name, weight) if Path(name).exists() or _number(weight) else (word, 1.0)


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
