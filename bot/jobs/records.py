"""The database of jobs and their folder of pictures, read."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiosqlite

from bot.jobs.database import Database
from bot.jobs.files import Files
from bot.jobs.job import Job, Kept, Pictures
from bot.jobs.rows import job_of

__all__ = ["FILES", "Counts", "Records"]

FILES = ("content", "style", "checkpoint", "artwork")


@dataclass(frozen=True)
class Counts:
    """How many jobs wait, or are in flight (wait or run): of all, of one guild, of one member."""

    waiting: int = 0
    own: int = 0
    guild: int = 0
    guild_waiting: int = 0
    guild_own: int = 0


class Records:
    """Jobs and their pictures under one folder: what can be asked about them."""

    def __init__(self, data: Path, clock: Callable[[], float] = time.time) -> None:
        self._data = data
        self.clock = clock
        self._files = Files(data / "pictures")
        self._database: Database | None = None

    @property
    def database(self) -> Database:
        """The open database, for what else is kept in it."""
        if self._database is None:
            raise RuntimeError("the store is not open")
        return self._database

    async def open(self) -> None:
        """Open the database, migrate it, and remove files that no row knows."""
        self._database = await Database.open(self._data / "easel.db")
        rows = await self.database.rows(f"SELECT {', '.join(FILES)} FROM jobs")
        rows += await self.database.rows("SELECT file FROM frames")
        await self._files.sweep({name for row in rows for name in row if name})

    async def close(self) -> None:
        """Close the database."""
        if self._database is not None:
            await self._database.close()
            self._database = None

    async def get(self, job_id: int) -> Job | None:
        """Return a job."""
        return await self._find("id = ?", job_id)

    async def of_message(self, message_id: int) -> Job | None:
        """Return the job that a message asked for."""
        return await self._find("message_id = ?", message_id)

    async def active(self, guild_id: int | None = None) -> list[Job]:
        """Return the jobs that wait or run, of one guild or of all, oldest first."""
        where = "state IN ('queued', 'running') AND (?1 IS NULL OR guild_id = ?1) ORDER BY id"
        return await self._all(where, guild_id)

    async def history(self, guild_id: int, user_id: int, limit: int) -> list[Job]:
        """Return a member's jobs in a guild that are over, newest first."""
        return await self._all(
            "guild_id = ? AND user_id = ? AND state NOT IN ('queued', 'running') "
            "AND NOT forgotten ORDER BY id DESC LIMIT ?",
            guild_id,
            user_id,
            limit,
        )

    async def untold(self) -> list[Job]:
        """Return the jobs that are over without the chat having been told."""
        return await self._all(
            "state = 'delivering' OR (state IN ('failed', 'cancelled') AND NOT told) ORDER BY id"
        )

    async def counts(self, guild_id: int, user_id: int) -> Counts:
        """Return how many jobs wait and are in flight."""
        row = await self.database.row(
            "SELECT count(*) FILTER (WHERE state = 'queued'), "
            "count(*) FILTER (WHERE user_id = ?2), "
            "count(*) FILTER (WHERE guild_id = ?1), "
            "count(*) FILTER (WHERE guild_id = ?1 AND state = 'queued'), "
            "count(*) FILTER (WHERE guild_id = ?1 AND user_id = ?2) "
            "FROM jobs WHERE state IN ('queued', 'running')",
            guild_id,
            user_id,
        )
        return Counts(*row) if row else Counts()

    async def paces(self, most: int = 20) -> list[tuple[str, int, int, int, float]]:
        """Return device, pixels, epochs, most epochs and seconds per epoch of the latest jobs."""
        rows = await self.database.rows(
            "SELECT device, pixels, epoch, max_epochs, seconds_per_epoch FROM jobs "
            "WHERE device IS NOT NULL AND seconds_per_epoch > 0 "
            "AND state IN ('delivering', 'done') ORDER BY id DESC LIMIT ?",
            most,
        )
        return [tuple(row) for row in reversed(rows)]

    async def facts(self, job_id: int) -> tuple[int, int]:
        """Return the size of a job's photo, width times height, and its member's weight."""
        row = await self.database.row("SELECT pixels, weight FROM jobs WHERE id = ?", job_id)
        return (int(row[0]), int(row[1])) if row else (0, 1)

    async def crashes(self, job_id: int) -> int:
        """Return how many workers died of a job."""
        row = await self.database.row("SELECT crashes FROM jobs WHERE id = ?", job_id)
        return int(row[0]) if row else 0

    async def pictures(self, job_id: int) -> Pictures:
        """Return the pictures that are still kept of a job; `preview` is the latest on the way."""
        names = await self._names(job_id)
        frames = await self._frames(job_id)
        read = self._files.read
        return Pictures(
            content=await read(names["content"]),
            style=await read(names["style"]),
            preview=await read(frames[-1][1] if frames else None),
            artwork=await read(names["artwork"]),
        )

    async def kept(self, job_id: int) -> Kept | None:
        """Return what is still there of a job; None if its pictures are not."""
        names = await self._names(job_id)
        content, style, artwork = [
            await self._files.read(names[name]) for name in ("content", "style", "artwork")
        ]
        if content is None or style is None:
            return None
        strip = [(e, await self._files.read(name)) for e, name in await self._frames(job_id)]
        return Kept(content, style, artwork, tuple((e, png) for e, png in strip if png))

    async def checkpoint(self, job_id: int) -> bytes | None:
        """Return what a job goes on from."""
        return await self._files.read((await self._names(job_id))["checkpoint"])

    async def _find(self, where: str, *values: Any) -> Job | None:
        row = await self.database.row(f"SELECT * FROM jobs WHERE {where}", *values)
        return job_of(row) if row else None

    async def _all(self, where: str, *values: Any) -> list[Job]:
        rows = await self.database.rows(f"SELECT * FROM jobs WHERE {where}", *values)
        return [job_of(row) for row in rows]

    async def _names(self, job_id: int) -> dict[str, str | None]:
        """Return the names of a job's files."""
        row: aiosqlite.Row | None = await self.database.row(
            f"SELECT {', '.join(FILES)} FROM jobs WHERE id = ?", job_id
        )
        return dict(zip(FILES, row if row else [None] * len(FILES), strict=True))

    async def _frames(self, job_id: int) -> list[tuple[int, str]]:
        """Return epochs and names of a job's pictures from on the way, in order."""
        rows = await self.database.rows(
            "SELECT epoch, file FROM frames WHERE job_id = ? ORDER BY epoch", job_id
        )
        return [(int(epoch), str(name)) for epoch, name in rows]

    async def _the(self, where: str, *values: Any) -> Job:
        job = await self._find(where, *values)
        if job is None:
            raise LookupError(f"no job where {where}")
        return job
