"""What an engine is: slots that run one job each, and the events that come out of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol

from stylecore.options import StyleOptions

__all__ = [
    "Cancelled",
    "Done",
    "Engine",
    "Event",
    "Failed",
    "Progressed",
    "Slot",
    "SlotLost",
    "Spec",
    "Started",
]


@dataclass(frozen=True)
class Slot:
    """A place where one job at a time can run.

    `boot` changes when the process behind it was replaced and is "" while there is none ready;
    `trouble` says, in words for the host, why there is none.
    """

    id: str
    klass: str
    boot: str
    busy: bool
    trouble: str | None = None


@dataclass(frozen=True)
class Spec:
    """One attempt at a job: PNG pictures and, to go on from, the bytes of a checkpoint."""

    job: int
    attempt: int
    options: StyleOptions
    content: bytes
    style: bytes
    checkpoint: bytes | None = None


@dataclass(frozen=True)
class Started:
    """The worker took the job in hand."""

    number: int


@dataclass(frozen=True)
class Progressed:
    """An epoch is done. On save-epochs with a PNG and a checkpoint to resume from."""

    number: int
    epoch: int
    max_epochs: int
    eps: float
    loss: float
    seconds_per_epoch: float
    eta: float
    picture: bytes | None = None
    checkpoint: bytes | None = None


@dataclass(frozen=True)
class Done:
    """The artwork, a PNG."""

    number: int
    picture: bytes
    epochs: int
    eps: float
    loss: float
    seconds: float
    reason: str


@dataclass(frozen=True)
class Cancelled:
    """The job stopped because it was asked to."""

    number: int


@dataclass(frozen=True)
class Failed:
    """The job cannot be done; `message` is for the member. The worker lives on."""

    number: int
    message: str
    kind: Literal["mistake", "memory", "bug"]


Event = Started | Progressed | Done | Cancelled | Failed


class SlotLost(Exception):  # noqa: N818 - an event more than an error
    """The process behind a slot died or hung; the job in it is gone, the slot comes back."""


class Engine(Protocol):
    """Runs jobs in slots. Queues, fairness, limits and retries are the business of who calls."""

    async def open(self) -> None:
        """Find the devices and start what runs on them; does not wait until it is warm."""

    async def close(self) -> None:
        """Stop everything; jobs that run are lost."""

    async def slots(self) -> list[Slot]:
        """Return every slot, ready or not."""

    async def ready(self, slot_id: str) -> Slot:
        """Wait until a slot can take a job, and return it."""

    async def start(self, slot: Slot, spec: Spec) -> None:
        """Start a job; the same job and attempt a second time is no error. Raises SlotLost."""

    def events(self, slot: Slot, job: int, after: int = 0) -> AsyncIterator[Event]:
        """Yield a job's events numbered above `after`, in order.

        Ends after Done, Cancelled or Failed; raises SlotLost. A Progressed without picture may be
        left out when a later one is there already.
        """

    async def cancel(self, slot: Slot, job: int, hard: bool = False) -> None:
        """Ask a job to stop at the next epoch; with `hard`, kill the process it runs in."""
