"""The steps of a job, each durable: rows in SQLite, pictures in files written before the row.

Every step is one UPDATE that names the state, and for a running job the attempt, which it expects:
of two that race, one touches no row and is told so.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from bot.jobs.job import Job, Request
from bot.jobs.retention import Retention
from bot.jobs.rows import png_pixels
from bot.jobs.strip import surplus

__all__ = ["JobStore"]


class JobStore(Retention):
    """Jobs and their pictures under one folder: what can happen to them."""

    async def add(self, request: Request, weight: int = 1) -> Job:
        """Keep a request, durably; the job of the same message where there is one already."""
        content = await self._files.write(request.content, "png")
        style = await self._files.write(request.style, "png")
        try:
            new = await self._insert(request, weight, content, style)
        except sqlite3.IntegrityError:
            await self._files.remove(content, style)
            return await self._the("message_id = ?", request.message_id)
        except sqlite3.Error:
            await self._files.remove(content, style)
            raise
        return await self._the("id = ?", new)

    async def begin(self, job_id: int, device: str) -> Job | None:
        """Queued becomes running; None if the job no longer waits."""
        touched = await self.database.write(
            "UPDATE jobs SET state = 'running', device = ?, started_at = coalesce(started_at, ?) "
            "WHERE id = ? AND state = 'queued'",
            device,
            self.clock(),
            job_id,
        )
        return await self.get(job_id) if touched else None

    async def save(self, job: Job, epoch: int, preview: bytes, checkpoint: bytes) -> bool:
        """Keep a picture from on the way and a checkpoint; False if this attempt is over."""
        frame = await self._files.write(preview, "png")
        new = await self._files.write(checkpoint, "bin")
        old = (await self._names(job.id))["checkpoint"]
        frames = dict(await self._frames(job.id))
        # An attempt that had to start over paints the same epochs again.
        before = [known for known in frames if known < epoch]
        gone = [known for known in frames if known >= epoch] + surplus([*before, epoch])
        try:
            done = await self._save(job, epoch, frame, new, gone)
        except sqlite3.Error:
            # Not on cancellation: the row may have been written all the same.
            await self._files.remove(frame, new)
            raise
        await self._files.remove(*((old, *(frames[e] for e in gone)) if done else (frame, new)))
        return done

    async def finish(self, job: Job, epoch: int, pace: float, artwork: bytes) -> bool:
        """Running becomes delivering, with the artwork kept; False if it runs no longer."""
        checkpoint = (await self._names(job.id))["checkpoint"]
        name = await self._files.write(artwork, "png")
        sets = (
            "state = 'delivering', epoch = ?, seconds_per_epoch = ?, finished_at = ?, "
            "artwork = ?, checkpoint = NULL"
        )
        try:
            done = await self._running(job, sets, epoch, pace, self.clock(), name)
        except sqlite3.Error:
            await self._files.remove(name)
            raise
        await self._files.remove(checkpoint if done else name)
        return done

    async def fail(self, job: Job, error: str) -> bool:
        """Running becomes failed; False if this attempt runs no longer."""
        sets = "state = 'failed', error = ?, finished_at = ?"
        return await self._running(job, sets, error, self.clock())

    async def put_back(self, job: Job, crashed: bool) -> Job | None:
        """Running becomes queued, as the next attempt; None if this attempt runs no longer."""
        sets = "state = 'queued', attempt = attempt + 1, crashes = crashes + ?"
        return await self.get(job.id) if await self._running(job, sets, int(crashed)) else None

    async def cancel(self, job_id: int) -> Job | None:
        """Queued or running becomes cancelled; None if it was over."""
        touched = await self.database.write(
            "UPDATE jobs SET state = 'cancelled', finished_at = ? "
            "WHERE id = ? AND state IN ('queued', 'running')",
            self.clock(),
            job_id,
        )
        return await self.get(job_id) if touched else None

    async def set_notice(self, job_id: int, message_id: int) -> None:
        """Remember the message that is edited in place."""
        await self.database.write("UPDATE jobs SET notice_id = ? WHERE id = ?", message_id, job_id)

    async def set_memo(self, job_id: int, memo: str) -> None:
        """Keep what only the chat needs to know of a job."""
        await self.database.write("UPDATE jobs SET memo = ? WHERE id = ?", memo, job_id)

    async def delivered(self, job_id: int, reply_id: int) -> None:
        """Delivering becomes done."""
        await self._tell(job_id, "state = 'done', reply_id = ?", "state = 'delivering'", reply_id)

    async def told(self, job_id: int) -> None:
        """Remember that the chat knows of the end."""
        await self._tell(job_id, "state = state", "state IN ('failed', 'cancelled')")

    async def _tell(self, job_id: int, sets: str, where: str, *values: Any) -> None:
        """Note that an end was told: nothing goes on from here, so the checkpoint goes."""
        checkpoint = (await self._names(job_id))["checkpoint"]
        async with self.database.transaction() as step:
            await step.write(
                f"UPDATE jobs SET told = 1, checkpoint = NULL, {sets} WHERE id = ? AND {where}",
                *values,
                job_id,
            )
            await step.write("DELETE FROM jobs WHERE id = ? AND told AND forgotten", job_id)
        job = await self.get(job_id)
        if job is None or job.told:
            await self._files.remove(checkpoint)

    async def _insert(self, request: Request, weight: int, content: str, style: str) -> int:
        return await self.database.insert(
            "INSERT INTO jobs (guild_id, channel_id, message_id, user_id, options, max_epochs, "
            "pixels, weight, memo, created_at, content, style) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            request.guild_id,
            request.channel_id,
            request.message_id,
            request.user_id,
            request.options.model_dump_json(),
            request.options.max_num_epochs,
            png_pixels(request.content),
            weight,
            request.memo,
            self.clock(),
            content,
            style,
        )

    async def _save(
        self, job: Job, epoch: int, frame: str, checkpoint: str, gone: list[int]
    ) -> bool:
        async with self.database.transaction() as step:
            touched = await step.write(
                "UPDATE jobs SET epoch = ?, checkpoint = ? "
                "WHERE id = ? AND attempt = ? AND state = 'running'",
                epoch,
                checkpoint,
                job.id,
                job.attempt,
            )
            if touched:
                for old in gone:
                    await step.write(
                        "DELETE FROM frames WHERE job_id = ? AND epoch = ?", job.id, old
                    )
                await step.write("INSERT INTO frames VALUES (?, ?, ?)", job.id, epoch, frame)
            return bool(touched)

    async def _running(self, job: Job, sets: str, *values: Any) -> bool:
        """Change a job that this attempt still runs."""
        sql = f"UPDATE jobs SET {sets} WHERE id = ? AND attempt = ? AND state = 'running'"
        return bool(await self.database.write(sql, *values, job.id, job.attempt))
