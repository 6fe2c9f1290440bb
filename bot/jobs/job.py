"""What a job is: plain frozen data, shared by the store, the queue, the service and the chat."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stylecore.options import StyleOptions

__all__ = ["Ask", "Job", "JobState", "Kept", "Pictures", "Place", "Refused", "Report", "Request"]


class JobState(StrEnum):
    """Where a job stands. DELIVERING: the artwork is stored, its reply not yet confirmed."""

    QUEUED = "queued"
    RUNNING = "running"
    DELIVERING = "delivering"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Say whether nothing is left to compute."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True)
class Ask:
    """A request before its pictures are there: enough to refuse it, or to keep it a place."""

    guild_id: int
    channel_id: int
    message_id: int
    user_id: int
    options: StyleOptions
    roles: frozenset[int] = frozenset()
    parent_id: int | None = None


@dataclass(frozen=True)
class Request:
    """What a member asked for. The pictures are PNG bytes, already checked and scaled down.

    `message_id` is the message's or the interaction's: the same one is taken on only once.
    `roles` are the member's; `parent_id` is the channel that a thread belongs to. `memo` is the
    chat's own.
    """

    guild_id: int
    channel_id: int
    message_id: int
    user_id: int
    options: StyleOptions
    content: bytes
    style: bytes
    roles: frozenset[int] = frozenset()
    parent_id: int | None = None
    memo: str = ""


@dataclass(frozen=True)
class Job:
    """A request that was taken on; `id` is short and for people (#17). Times are unix seconds.

    `notice_id` is the message edited in place, `reply_id` the one with the artwork. `told` says
    that the final state was told in chat.
    """

    id: int
    guild_id: int
    channel_id: int
    message_id: int
    user_id: int
    options: StyleOptions
    state: JobState
    attempt: int
    device: str | None
    epoch: int
    max_epochs: int
    notice_id: int | None
    reply_id: int | None
    told: bool
    error: str | None
    created_at: float
    started_at: float | None
    finished_at: float | None
    memo: str = ""


@dataclass(frozen=True)
class Place:
    """A place in the queue: 1 is next. `eta` is seconds until it starts, None if not known yet."""

    position: int
    eta: float | None
    seconds_needed: float | None


@dataclass(frozen=True)
class Report:
    """How far a running job is. `picture` is a PNG, or None on the epochs that save none."""

    epoch: int
    max_epochs: int
    eps: float
    loss: float
    seconds_per_epoch: float
    eta: float
    picture: bytes | None


@dataclass(frozen=True)
class Pictures:
    """The pictures still kept of a job, as PNG bytes."""

    content: bytes | None
    style: bytes | None
    preview: bytes | None
    artwork: bytes | None


@dataclass(frozen=True)
class Kept:
    """What is still there of a job that is over, as PNG bytes.

    `strip` holds pictures from on the way, by epoch, a few evenly spread ones.
    """

    content: bytes
    style: bytes
    artwork: bytes | None
    strip: tuple[tuple[int, bytes], ...]


class Refused(Exception):  # noqa: N818 - an answer more than an error
    """A request that is not taken on. The message says to the member why, and what to do."""
