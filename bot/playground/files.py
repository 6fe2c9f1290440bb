"""Attachments on disk, and what can be told of them without decoding them."""

from __future__ import annotations

import asyncio
import io
import math
import mimetypes
import re
import shutil
import time
from collections import deque
from pathlib import Path

from PIL import Image

from bot.playground.message import StoredFile, Upload

__all__ = ["Files", "safe_name"]

_GRACE_SECONDS = 60
_SHOWN_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def safe_name(name: str) -> str:
    """Return `name` as Discord would keep it: no path, no spaces, nothing odd."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = re.sub(r"[^A-Za-z0-9._-]", "", re.sub(r"\s+", "_", base.strip())).lstrip(".")
    stem, dot, ending = kept.rpartition(".")
    return (stem[:80] + dot + ending[:15]) if kept else "unknown"


class Files:
    """The folder of attachments: `channel/id/name`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._retired: deque[tuple[float, int, int]] = deque()
        folder.mkdir(parents=True, exist_ok=True)

    async def save(self, channel_id: int, file_id: int, upload: Upload) -> StoredFile:
        """Write `upload` and describe it."""
        return await asyncio.to_thread(self._save, channel_id, file_id, upload)

    async def retire(self, channel_id: int, file: StoredFile) -> None:
        """Delete a file that no message shows any more, though not under a reader's hands."""
        self._retired.append((time.monotonic() + _GRACE_SECONDS, channel_id, file.id))
        await asyncio.to_thread(self._sweep, time.monotonic())

    def close(self) -> None:
        """Delete at once what would have been deleted soon."""
        self._sweep(math.inf)

    def path(self, channel_id: int, file_id: int, name: str) -> Path:
        """Return where a file lies; the name is made safe first."""
        return self._folder / str(channel_id) / str(file_id) / safe_name(name)

    def _sweep(self, now: float) -> None:
        while self._retired and self._retired[0][0] <= now:
            _, channel_id, file_id = self._retired.popleft()
            shutil.rmtree(self._folder / str(channel_id) / str(file_id), ignore_errors=True)

    def _save(self, channel_id: int, file_id: int, upload: Upload) -> StoredFile:
        name = safe_name(upload.name)
        path = self.path(channel_id, file_id, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(upload.data)
        width, height = _size(upload.data)
        kind = mimetypes.guess_type(name)[0]
        return StoredFile(file_id, name, len(upload.data), kind, width, height, upload.description)


def _size(data: bytes) -> tuple[int | None, int | None]:
    """Read width and height off the header, as Discord does; None if it is no picture."""
    try:
        with Image.open(io.BytesIO(data), formats=_SHOWN_FORMATS) as picture:
            return picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None, None
