"""The command line's flags, derived from options.py, and what is said of a wrong one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from pydantic import ValidationError

from stylecore.errors import StyleError
from stylecore.options import GROUPS, Parameter, RunOptions, parameters

__all__ = ["USER_ERROR", "Parser", "read_flags"]

USER_ERROR = 2
EXAMPLE = """examples:
  python -m stylecore --content-image cat.png --style-image swirl.png
  python -m stylecore --content-image cat.png --style-image swirl.png:2,wave.png --colours luminance

Pictures to try it with: python -m stylecore.samples ."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(USER_ERROR, f"easel: {message}. See --help.\n")


def read_flags(arguments: Sequence[str] | None = None) -> RunOptions:
    """Return the options; raise StyleError naming the first flag that is wrong."""
    given = vars(_parser().parse_args(arguments))
    try:
        return RunOptions.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise StyleError(_complaint(first["loc"], str(first["msg"]), given)) from None


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m stylecore",
        usage="%(prog)s --content-image FILE --style-image FILE [flags]",
        description="Repaint a photo in the style of a painting (Gatys, Ecker & Bethge 2015).",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    groups = {name: parser.add_argument_group(name) for name in GROUPS}
    for parameter in parameters(RunOptions):
        _add(groups[parameter.surface.group], parameter)
    return parser


def _add(group: argparse._ArgumentGroup, parameter: Parameter) -> None:
    group.add_argument(
        parameter.flag,
        required=parameter.required,
        type=parameter.choice,
        choices=parameter.choices or None,
        metavar=None if parameter.choices else parameter.form,
        default=argparse.SUPPRESS,
        help=f"{parameter.help}{_notes(parameter)}".replace("%", "%%"),
    )


def _notes(parameter: Parameter) -> str:
    """Return the bounds and the default in brackets, where there are any."""
    notes = [parameter.bounds] if parameter.bounds and not parameter.choices else []
    if parameter.default is not None:
        default = parameter.default
        notes.append(f"default {default:g}" if isinstance(default, float) else f"default {default}")
    return f" ({'; '.join(notes)})" if notes else ""


def _complaint(where: tuple[int | str, ...], message: str, given: dict[str, object]) -> str:
    if not where:
        return message.removeprefix("Value error, ").capitalize() + "."
    parameter = next(p for p in parameters(RunOptions) if p.name == where[0])
    wanted = parameter.bounds or (parameter.surface.form and f"{parameter.form}: {message}")
    if parameter.name == "gpu":
        wanted = "an index such as 0, or -1 for the CPU"
    return f"{parameter.flag} {given[parameter.name]} will not do: it takes {wanted or message}."
