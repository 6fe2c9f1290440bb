"""Saved pictures side by side at equal objective: theirs at its best, ours as soon as it is so."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from stylecore.sheet import Cell, Sheet, render
from tests.benchmarks.figures import Lead, lead
from tests.benchmarks.ledger import Ledger
from tests.benchmarks.peers import EASEL, NEURAL_STYLE, Program
from tests.benchmarks.places import CACHE
from tests.benchmarks.plan import Plan
from tests.benchmarks.scenes import scene

__all__ = ["show_pairs"]

WIDTH = 320


def show_pairs(plan: Plan, ledger: Ledger, path: Path) -> bool:
    """Write the sheet; say whether there was anything to show."""
    leads = [found for race in plan.races if (found := lead(ledger, race))]
    rows = [_row(found) for found in leads if found.saved[0] is not None]
    if not rows:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    heads = ("photo", "painting", NEURAL_STYLE.label, EASEL.label)
    render(Sheet(rows, column_heads=heads)).save(path)
    return True


def _row(found: Lead) -> list[Cell]:
    pair = scene(found.race.photo, found.race.painting, found.race.size)
    ours, theirs = found.epochs
    assert ours is not None
    return [
        Cell(_opened(pair.photo), found.race.photo),
        Cell(_opened(pair.painting), found.race.painting),
        Cell(_opened(_painted(found, NEURAL_STYLE, theirs)), _caption(theirs, found.saved[1])),
        Cell(_opened(_painted(found, EASEL, ours)), _caption(ours, found.saved[0])),
    ]


def _painted(found: Lead, program: Program, epoch: int) -> Path:
    folder = CACHE / "pictures" / "painted" / found.race.name / program.name
    return folder / f"{epoch:05}.png"


def _caption(epoch: int, seconds: float | None) -> str:
    return f"{seconds:.1f} s\n{epoch} epochs"


def _opened(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        height = round(WIDTH * picture.height / picture.width)
        return picture.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
