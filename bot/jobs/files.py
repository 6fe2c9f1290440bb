"""Pictures as files: whole or not there at all, even after a power cut."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

__all__ = ["Files"]


class Files:
    """A flat folder of files with names of our own making; a name is used once only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def write(self, data: bytes, ending: str) -> str:
        """Store `data` durably; return the name it got."""
        name = f"{secrets.token_hex(12)}.{ending}"
        await asyncio.to_thread(_write, self._folder / name, data)
        return name

    async def read(self, name: str | None) -> bytes | None:
        """Return what is stored under `name`, or None where nothing is."""
        if name is None:
            return None
        try:
            return await asyncio.to_thread((self._folder / name).read_bytes)
        except FileNotFoundError:
            return None

    async def remove(self, *names: str | None) -> None:
        """Remove files; those not there are no error."""
        await asyncio.to_thread(_remove, [self._folder / name for name in names if name])

    async def sweep(self, keep: Iterable[str]) -> int:
        """Remove every file that is not to be kept; return how many that were."""
        return await asyncio.to_thread(_sweep, self._folder, frozenset(keep))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(path.name + ".tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename durable: it is an entry of the folder, not of the file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _sweep(folder: Path, keep: frozenset[str]) -> int:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    orphans = [path for path in folder.iterdir() if path.name not in keep]
    _remove(orphans)
    return len(orphans)
