"""What the chat itself wants to remember of a job: kept with it as one opaque text."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.jobs.job import Job

__all__ = ["Memo"]


class Memo(BaseModel):
    """Ids are 0 while there is none.

    `answers` is the message that the job's own messages reply to; `mention` says that a reply
    would not reach the member, as when a slash command made the request. `photo` and `painting`
    are the pictures' names, `style` that of a named style. `ticket` is the message that says what
    was taken on; `place` the channel of the progress message where it is not the job's.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    answers: int = 0
    mention: bool = False
    photo: str = ""
    painting: str = ""
    style: str = ""
    ticket: int = 0
    place: int = 0

    @classmethod
    def of(cls, job: Job) -> Self:
        """Read a job's memo; one that cannot be read costs its job nothing."""
        try:
            return cls.model_validate_json(job.memo or "{}")
        except ValidationError:
            return cls(answers=job.message_id)

    def but(self, **changes: int) -> Self:
        """Return this memo with some ids changed."""
        return self.model_copy(update=changes)

    def written(self) -> str:
        """Write what differs from nothing."""
        return self.model_dump_json(exclude_defaults=True)
