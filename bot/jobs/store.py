"""The steps of a job, each durable: rows in SQLite, pictures in files written before the row.

Every step is one UPDATE that names the state, and for a running job the attempt, which it expects:
of two that race, one touches no row and is told so.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from bot.jobs.job import Job, Request
from bot.jobs.records import Records
from bot.jobs.rows import png_pixels

__all__ = ["JobStore"]

INPUTS = ("content", "style", "preview", "checkpoint")


class JobStore(Records):
    """Jobs and their pictures under one folder: what can happen to them."""

    async def add(self, request: Request) -> Job:
        """Keep a request, durably; the job of the same message where there is one already."""
        content = await self._files.write(request.content, "png")
        style = await self._files.write(request.style, "png")
        try:
            new = await self._insert(request, content, style)
        except sqlite3.IntegrityError:
            await self._files.remove(content, style)
            return await self._the("message_id = ?", request.message_id)
        except sqlite3.Error:
            await self._files.remove(content, style)
            raise
        return await self._the("id = ?", new)

    async def begin(self, job_id: int, device: str) -> Job | None:
        """Queued becomes running; None if the job no longer waits."""
        touched = await self._db.write(
            "UPDATE jobs SET state = 'running', device = ?, started_at = coalesce(started_at, ?) "
            "WHERE id = ? AND state = 'queued'",
            device,
            self._clock(),
            job_id,
        )
        return await self.get(job_id) if touched else None

    async def save(self, job: Job, epoch: int, preview: bytes, checkpoint: bytes) -> bool:
        """Keep a preview and a checkpoint; False if this attempt runs no longer."""
        return await self._running(
            job,
            {"preview": (preview, "png"), "checkpoint": (checkpoint, "bin")},
            "epoch = ?",
            epoch,
        )

    async def finish(self, job: Job, epoch: int, pace: float, artwork: bytes) -> bool:
        """Running becomes delivering, with the artwork kept; False if it runs no longer."""
        checkpoint = (await self._names(job.id))["checkpoint"]
        done = await self._running(
            job,
            {"artwork": (artwork, "png")},
            "state = 'delivering', epoch = ?, seconds_per_epoch = ?, finished_at = ?, "
            "checkpoint = NULL",
            epoch,
            pace,
            self._clock(),
        )
        if done:
            await self._files.remove(checkpoint)
        return done

    async def fail(self, job: Job, error: str) -> bool:
        """Running becomes failed; False if this attempt runs no longer."""
        return await self._running(
            job, {}, "state = 'failed', error = ?, finished_at = ?", error, self._clock()
        )

    async def put_back(self, job: Job, crashed: bool) -> Job | None:
        """Running becomes queued, as the next attempt; None if this attempt runs no longer."""
        sets = "state = 'queued', attempt = attempt + 1, crashes = crashes + ?"
        return await self.get(job.id) if await self._running(job, {}, sets, int(crashed)) else None

    async def cancel(self, job_id: int) -> Job | None:
        """Queued or running becomes cancelled; None if it was over."""
        touched = await self._db.write(
            "UPDATE jobs SET state = 'cancelled', finished_at = ? "
            "WHERE id = ? AND state IN ('queued', 'running')",
            self._clock(),
            job_id,
        )
        return await self.get(job_id) if touched else None

    async def set_notice(self, job_id: int, message_id: int) -> None:
        """Remember the message that is edited in place."""
        await self._db.write("UPDATE jobs SET notice_id = ? WHERE id = ?", message_id, job_id)

    async def delivered(self, job_id: int, reply_id: int) -> None:
        """Delivering becomes done, and the inputs are no longer kept."""
        await self._tell(
            job_id, "told = 1, state = 'done', reply_id = ?", "state = 'delivering'", reply_id
        )

    async def told(self, job_id: int) -> None:
        """Remember that the chat knows of the end, and keep the inputs no longer."""
        await self._tell(job_id, "told = 1", "state IN ('failed', 'cancelled')")

    async def _tell(self, job_id: int, sets: str, where: str, *values: Any) -> None:
        """Note that an end was told; the row forgets the inputs in the same step, then they go."""
        names = await self._names(job_id)
        forget = ", ".join(f"{column} = NULL" for column in INPUTS)
        sql = f"UPDATE jobs SET {sets}, {forget} WHERE id = ? AND {where}"
        if await self._db.write(sql, *values, job_id):
            await self._files.remove(*(names[column] for column in INPUTS))

    async def _insert(self, request: Request, content: str, style: str) -> int:
        return await self._db.insert(
            "INSERT INTO jobs (guild_id, channel_id, message_id, user_id, options, max_epochs, "
            "pixels, created_at, content, style) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            request.guild_id,
            request.channel_id,
            request.message_id,
            request.user_id,
            request.options.model_dump_json(),
            request.options.max_num_epochs,
            png_pixels(request.content),
            self._clock(),
            content,
            style,
        )

    async def _running(
        self, job: Job, pictures: dict[str, tuple[bytes, str]], sets: str, *values: Any
    ) -> bool:
        """Change a job that this attempt still runs, first storing the pictures of the change."""
        old = await self._names(job.id)
        new = {column: await self._files.write(*blob) for column, blob in pictures.items()}
        changes = ", ".join([sets, *(f"{column} = ?" for column in new)])
        sql = f"UPDATE jobs SET {changes} WHERE id = ? AND attempt = ? AND state = 'running'"
        try:
            touched = await self._db.write(sql, *values, *new.values(), job.id, job.attempt)
        except sqlite3.Error:
            # Not on cancellation: the row may have been written all the same.
            await self._files.remove(*new.values())
            raise
        await self._files.remove(*(old[c] for c in new) if touched else new.values())
        return bool(touched)
