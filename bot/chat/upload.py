"""Make a picture fit the server's upload limit: PNG, else WebP, else JPEG, else smaller; say so."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

__all__ = ["USUAL_LIMIT", "Upload", "fit"]

USUAL_LIMIT = 10 * 1024 * 1024
"""Bytes that a file may have on a server without boosts."""

HEADROOM = 64 * 1024
SMALLEST = 64


@dataclass(frozen=True)
class Upload:
    """Bytes that fit, the ending that tells their format, and what to tell the member."""

    data: bytes
    ending: str
    note: str


def fit(png: bytes, limit: int) -> Upload:
    """Return `png` in the best form of at most `limit` bytes (with room for the rest)."""
    most = max(limit - HEADROOM, limit // 2)
    if len(png) <= most:
        return Upload(png, "png", "")
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    for data, ending, note in _smaller(picture):
        if len(data) <= most:
            return Upload(data, ending, f"\n{note}")
    raise ValueError(f"no form of the picture has at most {limit} bytes")


def _smaller(picture: Image.Image) -> Iterator[tuple[bytes, str, str]]:
    """Yield ever smaller forms, each with a word about it."""
    yield (
        _encode(picture, "WEBP", lossless=True),
        "webp",
        "Sent as WebP: the PNG is over the limit.",
    )
    why = "is over this server's upload limit."
    yield _encode(picture, "WEBP", quality=95), "webp", f"Sent as lossy WebP: the PNG {why}"
    yield _encode(picture, "JPEG", quality=92), "jpg", f"Sent as JPEG: the PNG {why}"
    while min(picture.size) > SMALLEST:
        picture = picture.resize((picture.width * 3 // 4, picture.height * 3 // 4))
        size = f"{picture.width} × {picture.height} px"
        yield _encode(picture, "JPEG", quality=90), "jpg", f"Scaled to {size}: the PNG {why}"


def _encode(picture: Image.Image, form: str, **how: int | bool) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()
