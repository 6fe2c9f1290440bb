"""Who is told about jobs: the chat implements this."""

from __future__ import annotations

from typing import Protocol

from bot.jobs.job import Job, Place, Report

__all__ = ["Listener"]


class Listener(Protocol):
    """Hears about jobs, one call at a time for each job and in order; may take as long as it likes.

    A call may come before the notice of `submit` was posted: `job.notice_id` is None then. A call
    that raises is logged; `finished` is called again until it returns, and at the next start while
    the job is still DELIVERING, or still not told.
    """

    async def queue_moved(self, job: Job, place: Place) -> None:
        """Hear that a waiting job has a new place."""

    async def started(self, job: Job) -> None:
        """Hear that a device began the job (again, after a crash or a restart)."""

    async def progressed(self, job: Job, report: Report) -> None:
        """Hear how far a job is; reports that came in the meantime are merged, the latest wins."""

    async def finished(self, job: Job) -> None:
        """Hear that a job is over.

        DELIVERING: post the artwork, then call `service.delivered`. FAILED or CANCELLED: say so,
        then call `service.told`.
        """
