"""One value of one option, read to the letter: `float()` and `int()` let too much pass."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from stylecore.options import Parameter

__all__ = ["ValueProblem", "read"]

LONGEST = 40
DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
DEVICES = re.compile(r"-1|\d{1,3}(,\d{1,3}){0,15}", re.ASCII)


class ValueProblem(Exception):  # noqa: N818 - it completes a sentence: "`size` takes ..."
    """Why a value does not fit, as the end of a sentence that starts with the option's name."""


def read(parameter: Parameter, text: str, most: float | None = None) -> object:
    """Return `text` as a value of `parameter`, at most the host's `most`."""
    if parameter.choices:
        return _choice(parameter, text)
    if parameter.kind is tuple:
        return _devices(text)
    limited = _limited(parameter, most)
    value = _number(limited, text)
    if not _inside(limited, value):
        raise ValueProblem(_bounds(limited, host=limited != parameter))
    return int(value) if parameter.kind is int else value


def _choice(parameter: Parameter, text: str) -> str:
    """Return one of the parameter's words; case does not matter."""
    word = parameter.choice(text.lower())
    if text.isascii() and word in parameter.choices:
        return word
    raise ValueProblem("is " + " or ".join(f"`{choice}`" for choice in parameter.choices))


def _devices(text: str) -> tuple[int, ...]:
    """Read `0` or `0,1`, each device once, or `-1` for the CPU."""
    indices = tuple(map(int, text.split(","))) if DEVICES.fullmatch(text) else ()
    if not indices or len(set(indices)) < len(indices):
        raise ValueProblem("takes a GPU's number, several as `0,1`, or -1 for the CPU")
    return indices


def _limited(parameter: Parameter, most: float | None) -> Parameter:
    """Lower the upper bound to the host's."""
    if most is None or (parameter.high is not None and parameter.high <= most):
        return parameter
    return replace(parameter, high=most)


def _number(parameter: Parameter, text: str) -> float:
    """Read a plain number. int() would take `１２` and `1_2`, float() `nan` and `infinity` too."""
    pattern = WHOLE if parameter.kind is int else DECIMAL
    if len(text) > LONGEST or not pattern.fullmatch(text):
        comma = " (with a point: 0.5)" if re.fullmatch(r"\d+,\d+", text, re.ASCII) else ""
        raise ValueProblem(_bounds(parameter) + comma)
    value = int(text) if parameter.kind is int else float(text)
    if value == 0 and re.search("[1-9]", re.split("[eE]", text)[0]):
        raise ValueProblem(f"{_bounds(parameter)}, and not so close to 0")
    return value


def _inside(parameter: Parameter, value: float) -> bool:
    """Say whether a value is within the bounds; infinity never is."""
    return (
        math.isfinite(value)
        and (parameter.low is None or value >= parameter.low)
        and (parameter.above is None or value > parameter.above)
        and (parameter.high is None or value <= parameter.high)
    )


def _bounds(parameter: Parameter, host: bool = False) -> str:
    """Say what would fit: `takes a whole number, 1 to 1000 steps`."""
    kind = "a whole number" if parameter.kind is int else "a number"
    here = " in this studio" if host else ""
    return f"takes {kind}, {parameter.bounds}{here}" if parameter.bounds else f"takes {kind}"
