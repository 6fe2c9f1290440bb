"""What is kept for how long: pictures for some days, rows until their member wants them gone.

A row forgets the names of files before the files go, so that no row ever names one that is not
there; files that a power cut leaves without a row are swept at the next start.
"""

from __future__ import annotations

from bot.jobs.database import Transaction
from bot.jobs.records import FILES, Records

__all__ = ["Retention"]

FORGET = ", ".join(f"{column} = NULL" for column in FILES)
DAY = 24 * 3600.0


class Retention(Records):
    """Jobs and their pictures under one folder: what goes, and what was used."""

    async def drop(self, job_id: int) -> bool:
        """Drop every picture of a job that is over; one being delivered counts as delivered."""
        async with self.database.transaction() as step:
            over = await step.write(
                "UPDATE jobs SET told = 1, state = iif(state = 'delivering', 'done', state) "
                "WHERE id = ? AND (told OR state = 'delivering')",
                job_id,
            )
            names = await _unname(step, [job_id]) if over else []
        await self._files.remove(*names)
        return bool(over)

    async def sweep(self, days: float) -> int:
        """Drop the pictures of jobs that were over `days` ago; return of how many."""
        before = self.clock() - days * DAY
        async with self.database.transaction() as step:
            rows = await step.rows(
                "SELECT id FROM jobs WHERE told AND coalesce(finished_at, created_at) < ? AND "
                "(coalesce(content, style, checkpoint, artwork) IS NOT NULL "
                "OR EXISTS (SELECT 1 FROM frames WHERE job_id = jobs.id))",
                before,
            )
            names = await _unname(step, [row[0] for row in rows])
            await step.write("DELETE FROM usage WHERE began < ?", self.clock() - 2 * DAY)
        await self._files.remove(*names)
        return len(rows)

    async def forget(self, user_id: int) -> tuple[list[int], list[int]]:
        """Drop a member's jobs: return all their numbers, and those whose end must be told yet.

        The latter are cancelled; their rows go when they were told.
        """
        async with self.database.transaction() as step:
            rows = await step.rows("SELECT id, told FROM jobs WHERE user_id = ?", user_id)
            names = await _unname(step, [row["id"] for row in rows])
            await step.write("DELETE FROM jobs WHERE user_id = ? AND told", user_id)
            await step.write(
                "UPDATE jobs SET forgotten = 1, state = 'cancelled', finished_at = ? "
                "WHERE user_id = ?",
                self.clock(),
                user_id,
            )
        await self._files.remove(*names)
        return [row["id"] for row in rows], [row["id"] for row in rows if not row["told"]]

    async def clock_in(self, guild_id: int) -> int:
        """Note that a guild uses a device from now on; return the note's number."""
        sql = "INSERT INTO usage (guild_id, began) VALUES (?, ?)"
        return await self.database.insert(sql, guild_id, self.clock())

    async def clock_out(self, note: int, seconds: float) -> None:
        """Note how many device-seconds it was, so far or in all."""
        await self.database.write("UPDATE usage SET seconds = ? WHERE id = ?", seconds, note)

    async def used(self, guild_id: int) -> float:
        """Return the device-seconds that a guild was noted for in the last 24 hours."""
        row = await self.database.row(
            "SELECT total(seconds) FROM usage WHERE guild_id = ? AND began > ?",
            guild_id,
            self.clock() - DAY,
        )
        return float(row[0]) if row else 0.0


async def _unname(step: Transaction, jobs: list[int]) -> list[str]:
    """Let the rows of jobs forget the names of their files; return these."""
    names: list[str] = []
    for job in jobs:
        rows = await step.rows(f"SELECT {', '.join(FILES)} FROM jobs WHERE id = ?", job)
        rows += await step.rows("SELECT file FROM frames WHERE job_id = ?", job)
        names += [name for row in rows for name in row if name]
        await step.write(f"UPDATE jobs SET {FORGET} WHERE id = ?", job)
        await step.write("DELETE FROM frames WHERE job_id = ?", job)
    return names
