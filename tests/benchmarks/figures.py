"""The figures that the targets are about, worked out from the findings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.benchmarks.ledger import Ledger
from tests.benchmarks.peers import EASEL, MXNET, NEURAL_STYLE
from tests.benchmarks.plan import Plan, Race

__all__ = ["Figure", "Lead", "figures", "lead", "speed"]

REFERENCE_ITERATION = 150


@dataclass(frozen=True)
class Figure:
    """A row of the table: what, the target, the most it may be (or least), and what it is."""

    what: str
    target: str
    bound: float
    value: float | None
    most: bool = True
    unit: str = ""

    @property
    def believed(self) -> bool:
        """Whether it can be: no bot is quicker than none, and nothing than its own convolutions."""
        return self.value is not None and self.value >= 0 and (self.most or self.value <= 1)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where nothing was measured, or nothing that can be."""
        if self.value is None or not self.believed:
            return None
        return self.value <= self.bound if self.most else self.value >= self.bound


@dataclass(frozen=True)
class Lead:
    """One pair: seconds until we were as good as what neural-style-pt came to, and its seconds.

    `saved` is by saved pictures, at its best one; `raw` by raw ones, after its 150 iterations. Ours
    are None where they never came to that in the time given.
    """

    race: Race
    saved: tuple[float | None, float]
    raw: tuple[float | None, float]
    epochs: tuple[int | None, int]


def figures(plan: Plan, ledger: Ledger) -> list[Figure]:
    """Return every row that this plan has something to say about."""
    size = plan.standard
    leads = [found for race in plan.races if (found := lead(ledger, race))]
    pairs = f"{len(leads)} pair{'s' * (len(leads) != 1)}"
    rows = [
        Figure(
            f"seconds an epoch at {size} px, of neural-style-pt's",
            "≤ 0.65",
            0.65,
            _paired(ledger, size, "per_evaluation"),
        ),
        Figure(
            f"of the convolutions' own speed, {size} px",
            "≥ 80 %",
            0.8,
            _share(ledger, size),
            False,
            "%",
        ),
        Figure(
            f"seconds to its best saved picture, {pairs}, of its own",
            "≤ 0.1",
            0.1,
            _mean([pair.saved for pair in leads]),
        ),
        Figure(
            f"seconds to its raw objective after 150 iterations, {pairs}",
            "≤ 0.3",
            0.3,
            _mean([pair.raw for pair in leads]),
        ),
    ]
    for at in (512, 1024):
        ours, theirs, mxnet = (
            speed(ledger, at, p.name, "resident") for p in (EASEL, NEURAL_STYLE, MXNET)
        )
        rows.append(
            Figure(f"peak memory at {at} px, of neural-style-pt's", "≤ 0.5", 0.5, _of(ours, theirs))
        )
        rows.append(Figure(f"peak memory at {at} px, of MXNet's", "≤ 1", 1.0, _of(ours, mxnet)))
    rows.append(Figure("growth of memory, 1024 to 4096 px", "≤ 1.5", 1.5, _growth(ledger)))
    rows.append(Figure("growth of time, 512 to 2048 px, of area's", "≤ 1", 1.0, _time(ledger)))
    return rows + _overheads(plan, ledger)


def lead(ledger: Ledger, race: Race) -> Lead | None:
    """Return how a race ended; None where one of both has not run."""
    theirs = ledger.get(f"race/{race.name}/{NEURAL_STYLE.name}")
    ours = ledger.get(f"race/{race.name}/{EASEL.name}")
    if not theirs or not ours:
        return None
    best = min(theirs["points"], key=lambda point: point[2])
    reference = next(p for p in theirs["points"] if p[0] >= REFERENCE_ITERATION)
    saved = next((p for p in ours["points"] if p[2] <= best[2]), None)
    raw = next((p for p in ours["points"] if p[3] <= reference[3]), None)
    return Lead(
        race,
        (saved and saved[1], best[1]),
        (raw and raw[1], reference[1]),
        (saved and saved[0], best[0]),
    )


def speed(ledger: Ledger, size: int, program: str, what: str) -> float | None:
    """Return the median over the rounds of what a program took at a size."""
    rounds = [v[what] for v in ledger.under(f"speed/{size}/{program}/").values() if v[what]]
    return median(rounds) if rounds else None


def _paired(ledger: Ledger, size: int, what: str) -> float | None:
    """Return the median ratio of ours to neural-style-pt's, round by round."""
    ours, theirs = (ledger.under(f"speed/{size}/{p.name}/") for p in (EASEL, NEURAL_STYLE))
    ratios = [ours[n][what] / theirs[n][what] for n in ours if n in theirs and ours[n][what]]
    return median(ratios) if ratios else None


def _share(ledger: Ledger, size: int) -> float | None:
    """Return the median part of our seconds that the convolutions alone took in the same round."""
    alone = ledger.under(f"convolutions/{size}/")
    ours = ledger.under(f"speed/{size}/{EASEL.name}/")
    shares = [alone[n]["seconds"] / ours[n]["per_evaluation"] for n in alone if n in ours]
    return median(shares) if shares else None


def _mean(pairs: Sequence[tuple[float | None, float]]) -> float | None:
    """Return the geometric mean of the ratios; None where there is none, or one never came."""
    ratios = [ours / theirs for ours, theirs in pairs if ours is not None]
    if not ratios or len(ratios) < len(pairs):
        return None
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def _of(one: float | None, other: float | None) -> float | None:
    return one / other if one and other else None


def _growth(ledger: Ledger) -> float | None:
    return _of(*(speed(ledger, size, EASEL.name, "resident") for size in (4096, 1024)))


def _time(ledger: Ledger) -> float | None:
    small, large = (speed(ledger, size, EASEL.name, "per_epoch") for size in (512, 2048))
    return large / small / 16 if small and large else None


def _overheads(plan: Plan, ledger: Ledger) -> list[Figure]:
    found: dict[str, Any] = ledger.get(f"overhead/{plan.job[0]}") or {}
    share = median(found["bot"]) / median(found["bare"]) - 1 if found else None
    first = median(found["first_epoch"]) if found else None
    return [
        Figure("the whole bot beside bare stylecore", "≤ 3 %", 0.03, share, unit="%"),
        Figure("a job on a warm worker, accepted to first epoch", "≤ 0.5 s", 0.5, first, unit="s"),
    ]
