"""From a row of the database to a job."""

from __future__ import annotations

import struct

import aiosqlite

from bot.jobs.job import Job, JobState
from stylecore.options import StyleOptions

__all__ = ["job_of", "png_pixels"]

PNG = b"\x89PNG\r\n\x1a\n"


def job_of(row: aiosqlite.Row) -> Job:
    """Return the job that a row of `jobs` describes."""
    plain = {name: row[name] for name in Job.__dataclass_fields__}
    return Job(
        **plain
        | {
            "options": StyleOptions.model_validate_json(row["options"]),
            "state": JobState(row["state"]),
            "told": bool(row["told"]),
        }
    )


def png_pixels(png: bytes) -> int:
    """Return a PNG's width times height, read off its header: no decoder runs in the bot."""
    if png[:8] != PNG or len(png) < 24:
        raise ValueError("not a PNG")
    width, height = struct.unpack(">II", png[16:24])
    return int(width * height)
