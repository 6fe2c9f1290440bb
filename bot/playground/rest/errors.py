"""Errors in Discord's own shape."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from bot.playground.world import Json

__all__ = ["ApiError", "from_validation", "invalid"]


class ApiError(Exception):
    """An answer other than success."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(message)
        self.status = status
        body: Json = {"message": message, "code": code}
        self.body = body | ({"errors": errors} if errors else {})


def invalid(place: tuple[int | str, ...], code: str, message: str) -> ApiError:
    """Return the error 50035 for one field."""
    tree: Json = {}
    _insert(tree, place, {"code": code, "message": message})
    return ApiError(400, 50035, "Invalid Form Body", tree)


def from_validation(error: ValidationError) -> ApiError:
    """Return the error 50035 with every field that is wrong."""
    tree: Json = {}
    for item in error.errors(include_url=False):
        code, message = _words(item["type"], item.get("ctx", {}), item["msg"])
        _insert(tree, item["loc"], {"code": code, "message": message})
    return ApiError(400, 50035, "Invalid Form Body", tree)


def _insert(tree: Json, place: tuple[int | str, ...], error: Json) -> None:
    for step in place:
        tree = tree.setdefault(str(step), {})
    tree.setdefault("_errors", []).append(error)


def _words(kind: str, limits: dict[str, Any], message: str) -> tuple[str, str]:
    """Translate pydantic's word for what is wrong into Discord's."""
    most = limits.get("max_length")
    known = {
        "missing": ("BASE_TYPE_REQUIRED", "This field is required"),
        "extra_forbidden": ("UNKNOWN_FIELD", "This field is not known"),
        "string_too_long": ("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length."),
        "too_long": ("BASE_TYPE_BAD_LENGTH", f"Must be {most} or fewer in length."),
        "string_type": ("BASE_TYPE_BAD_STRING", "Must be a string."),
        "int_type": ("NUMBER_TYPE_COERCE", "Must be a number."),
        "bool_type": ("BASE_TYPE_BAD_BOOLEAN", "Must be either true or false."),
        "literal_error": ("BASE_TYPE_CHOICES", f"Must be one of {limits.get('expected')}."),
    }
    return known.get(kind, (kind.upper(), message))
