"""The command line's flags, derived from options.py, and what is said of a wrong one."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NoReturn, TypeVar

from pydantic import ValidationError

from stylecore.errors import StyleError
from stylecore.options import GROUPS, Parameter, RunOptions, StyleOptions, parameters

__all__ = ["USER_ERROR", "Form", "Parser", "read_flags", "read_form"]

USER_ERROR = 2
EXAMPLE = """examples:
  python -m stylecore --content-image cat.png --style-image swirl.png
  python -m stylecore --content-image cat.png --style-image swirl.png:2,wave.png --colours luminance

Figures: python -m stylecore texture | reconstruct | grid | styles | strip, each with --help.
Pictures to try it with: python -m stylecore.samples ."""

Options = TypeVar("Options", bound=StyleOptions)


@dataclass(frozen=True)
class Form(Generic[Options]):
    """A command's flags: those of `model` but for the `fixed`, with `defaults` of its own."""

    model: type[Options]
    usage: str
    description: str
    epilog: str
    fixed: frozenset[str] = frozenset()
    defaults: Mapping[str, Any] = field(default_factory=dict)


RUN = Form(
    RunOptions,
    "--content-image FILE --style-image FILE [flags]",
    "Repaint a photo in the style of a painting (Gatys, Ecker & Bethge 2015).",
    EXAMPLE,
)


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(USER_ERROR, f"easel: {message}. See --help.\n")


def read_flags(arguments: Sequence[str] | None = None) -> RunOptions:
    """Return the options of a transfer; raise StyleError naming the first flag that is wrong."""
    return read_form(RUN, arguments)


def read_form(form: Form[Options], arguments: Sequence[str] | None = None) -> Options:
    """Return the options of a command; raise StyleError naming the first flag that is wrong."""
    given = {**form.defaults, **vars(_parser(form).parse_args(arguments))}
    try:
        return form.model.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        named = {p.name: p for p in parameters(form.model)}
        parameter = named[str(first["loc"][0])] if first["loc"] else None
        raise StyleError(_complaint(parameter, str(first["msg"]), given)) from None


def _parser(form: Form[Options]) -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m stylecore",
        usage=f"%(prog)s {form.usage}",
        description=form.description,
        epilog=form.epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    groups = {name: parser.add_argument_group(name) for name in GROUPS}
    for parameter in parameters(form.model):
        if parameter.name not in form.fixed:
            default = form.defaults.get(parameter.name, parameter.default)
            _add(groups[parameter.surface.group], replace(parameter, default=default))
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


def _complaint(parameter: Parameter | None, message: str, given: Mapping[str, Any]) -> str:
    message = message.removeprefix("Value error, ")
    if parameter is None:
        return message.capitalize() + "."
    wanted = parameter.bounds or (parameter.surface.form and f"{parameter.form}: {message}")
    if parameter.name == "gpu":
        wanted = "an index such as 0, or -1 for the CPU"
    return f"{parameter.flag} {given[parameter.name]} will not do: it takes {wanted or message}."
