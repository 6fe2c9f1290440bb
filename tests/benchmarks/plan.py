"""What is measured: in a quick look, in half an hour, or all of it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.benchmarks.scenes import PAIRS

__all__ = ["PLANS", "Plan", "Race", "Speed"]


@dataclass(frozen=True)
class Speed:
    """How long an epoch of this size takes, and how much memory; each program in turn, `rounds`
    times, `epochs` each. The last may be fewer programs: only ours goes on to the largest sizes."""

    size: int
    epochs: int
    rounds: int
    ours_alone: bool = False


@dataclass(frozen=True)
class Race:
    """A pair that the programs paint until neural-style-pt has made `iterations`.

    Ours gets `limit` of the seconds that took; the other peers take part where `all_run`.
    """

    photo: str
    painting: str
    size: int
    iterations: int = 300
    limit: float = 0.4
    all_run: bool = False

    @property
    def name(self) -> str:
        """How its findings are called."""
        return f"{self.photo}+{self.painting}/{self.size}"


@dataclass(frozen=True)
class Plan:
    """Everything that one call measures."""

    speeds: tuple[Speed, ...]
    races: tuple[Race, ...]
    standard: int
    """The size at which an epoch is compared with the machine's convolutions."""
    job: tuple[int, int]
    """Size and epochs of the job by which the bot's overhead is told."""


def _races(sizes: tuple[int, int, int, int]) -> tuple[Race, ...]:
    return tuple(
        Race(photo, painting, size, all_run=number == 1)
        for number, ((photo, painting), size) in enumerate(zip(PAIRS, sizes, strict=True))
    )


QUICK = Plan(
    speeds=(Speed(256, 5, 1), Speed(512, 2, 1)),
    races=(Race("astronaut", "starry", 128, all_run=True),),
    standard=256,
    job=(128, 40),
)
FULL = Plan(
    speeds=(
        Speed(256, 6, 1),
        Speed(512, 6, 3),
        Speed(1024, 3, 1),
        Speed(2048, 2, 1, ours_alone=True),
    ),
    races=_races((512, 192, 192, 192)),
    standard=512,
    job=(256, 60),
)
ALL = Plan(
    speeds=(
        Speed(256, 12, 3),
        Speed(512, 12, 3),
        Speed(1024, 6, 3),
        Speed(2048, 4, 1),
        Speed(4096, 5, 1, ours_alone=True),
    ),
    races=_races((512, 512, 512, 512)),
    standard=512,
    job=(256, 60),
)
PLANS = {"quick": QUICK, "full": FULL, "all": ALL}
