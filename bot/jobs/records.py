"""The database of jobs and their folder of pictures, read."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiosqlite

from bot.jobs.database import Database
from bot.jobs.files import Files
from bot.jobs.job import Job, Pictures
from bot.jobs.rows import job_of

__all__ = ["FILES", "Records"]

FILES = ("content", "style", "preview", "checkpoint", "artwork")


class Records:
    """Jobs and their pictures under one folder: what can be asked about them."""

    def __init__(self, data: Path, clock: Callable[[], float] = time.time) -> None:
        self._data = data
        self._clock = clock
        self._files = Files(data / "pictures")
        self._database: Database | None = None

    @property
    def _db(self) -> Database:
        if self._database is None:
            raise RuntimeError("the store is not open")
        return self._database

    async def open(self) -> None:
        """Open the database, migrate it, and remove files that no row knows."""
        self._database = await Database.open(self._data / "easel.db")
        rows = await self._db.rows(f"SELECT {', '.join(FILES)} FROM jobs")
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

    async def untold(self) -> list[Job]:
        """Return the jobs that are over without the chat having been told."""
        return await self._all(
            "state = 'delivering' OR (state IN ('failed', 'cancelled') AND NOT told) ORDER BY id"
        )

    async def counts(self, user_id: int) -> tuple[int, int]:
        """Return how many jobs wait in all, and how many of a member wait or run."""
        row = await self._db.row(
            "SELECT count(*) FILTER (WHERE state = 'queued'), "
            "count(*) FILTER (WHERE user_id = ?) FROM jobs WHERE state IN ('queued', 'running')",
            user_id,
        )
        return (row[0], row[1]) if row else (0, 0)

    async def paces(self, most: int = 20) -> list[tuple[str, int, int, int, float]]:
        """Return device, pixels, epochs, most epochs and seconds per epoch of the latest jobs."""
        rows = await self._db.rows(
            "SELECT device, pixels, epoch, max_epochs, seconds_per_epoch FROM jobs "
            "WHERE device IS NOT NULL AND seconds_per_epoch > 0 "
            "AND state IN ('delivering', 'done') ORDER BY id DESC LIMIT ?",
            most,
        )
        return [tuple(row) for row in reversed(rows)]

    async def pixels(self, job_id: int) -> int:
        """Return the size of a job's photo, width times height."""
        row = await self._db.row("SELECT pixels FROM jobs WHERE id = ?", job_id)
        return int(row[0]) if row else 0

    async def crashes(self, job_id: int) -> int:
        """Return how many workers died of a job."""
        row = await self._db.row("SELECT crashes FROM jobs WHERE id = ?", job_id)
        return int(row[0]) if row else 0

    async def pictures(self, job_id: int) -> Pictures:
        """Return the pictures that are still kept of a job."""
        names = await self._names(job_id)
        content, style, preview, _, artwork = [await self._files.read(names[f]) for f in FILES]
        return Pictures(content, style, preview, artwork)

    async def checkpoint(self, job_id: int) -> bytes | None:
        """Return what a job goes on from."""
        return await self._files.read((await self._names(job_id))["checkpoint"])

    async def _find(self, where: str, *values: Any) -> Job | None:
        row = await self._db.row(f"SELECT * FROM jobs WHERE {where}", *values)
        return job_of(row) if row else None

    async def _all(self, where: str, *values: Any) -> list[Job]:
        return [
            job_of(row) for row in await self._db.rows(f"SELECT * FROM jobs WHERE {where}", *values)
        ]

    async def _names(self, job_id: int) -> dict[str, str | None]:
        """Return the names of a job's files."""
        row: aiosqlite.Row | None = await self._db.row(
            f"SELECT {', '.join(FILES)} FROM jobs WHERE id = ?", job_id
        )
        return dict(zip(FILES, row if row else [None] * len(FILES), strict=True))

    async def _the(self, where: str, *values: Any) -> Job:
        job = await self._find(where, *values)
        if job is None:
            raise LookupError(f"no job where {where}")
        return job
