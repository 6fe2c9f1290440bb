"""The pictures that are one click away, encoded once and off the event loop."""

from __future__ import annotations

import asyncio
import io
from functools import cache

from bot.playground.world import Json

__all__ = ["pairs", "picture"]

_LONG_EDGE = 640
_turn = asyncio.Lock()


async def pairs() -> list[Json]:
    """Return each pair with the addresses of its photo and its painting."""
    from stylecore import samples

    return [
        {"photo": _entry(photo), "painting": _entry(painting)} for photo, painting in samples.PAIRS
    ]


async def picture(name: str) -> bytes:
    """Return the sample called `name` as JPEG; raises KeyError for an unknown name."""
    from stylecore import samples

    if all(name not in pair for pair in samples.PAIRS):
        raise KeyError(name)
    # painting takes seconds: one at a time, and each only once
    async with _turn:
        return await asyncio.to_thread(_encoded, name)


def _entry(name: str) -> Json:
    return {"name": name, "url": f"/page/samples/{name}.jpg"}


@cache
def _encoded(name: str) -> bytes:
    from stylecore import samples

    image = samples.load(name).convert("RGB")
    image.thumbnail((_LONG_EDGE, _LONG_EDGE))
    data = io.BytesIO()
    image.save(data, "JPEG", quality=92)
    return data.getvalue()
