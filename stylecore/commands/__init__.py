"""`python -m stylecore`: a transfer by its flags alone, or a figure by its name and flags."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from difflib import get_close_matches

from stylecore import cli
from stylecore.commands.figure import draw
from stylecore.commands.forms import FORMS
from stylecore.errors import StyleError
from stylecore.flags import USER_ERROR

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the words ask for; return 0, 2 for a user's mistake, 130 when interrupted."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0].startswith("-"):
        return cli.main(words)
    name, *flags = words
    try:
        if name not in FORMS:
            raise StyleError(_unknown(name))
        draw(name, flags)
    except StyleError as error:
        print(f"easel: {error}", file=sys.stderr)
        return USER_ERROR
    except KeyboardInterrupt:
        print("easel: stopped; nothing was written.", file=sys.stderr)
        return cli.INTERRUPTED
    return 0


def _unknown(name: str) -> str:
    near = get_close_matches(name, FORMS, 1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return f"There is no command {name!r}. {hint}The figures are {', '.join(FORMS)}."
