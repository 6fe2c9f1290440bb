"""Writes the page from the findings, so that it cannot say anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import plots
from tests.benchmarks.figures import Figure, figures, lead, speed
from tests.benchmarks.gallery import show_pairs
from tests.benchmarks.ledger import Ledger, machine, source_mark
from tests.benchmarks.peers import PROGRAMS_BY_NAME
from tests.benchmarks.plan import Plan

__all__ = ["write"]

NOTES = Path(__file__).parent / "notes.md"
IMAGES = Path("images") / "benchmarks"
TARGET = {True: "met", False: "**missed**", None: "not known"}


def write(plan: Plan, ledger: Ledger, folder: Path) -> Path:
    """Write `benchmarks.md`, its pictures and the findings as JSON; return the page."""
    (folder / IMAGES).mkdir(parents=True, exist_ok=True)
    plots.plot_races(plan, ledger, folder / IMAGES / "races.png")
    plots.plot_sizes(plan, ledger, folder / IMAGES / "sizes.png")
    pairs = show_pairs(plan, ledger, folder / IMAGES / "pairs.png")
    kept = {"machine": machine(), "stylecore": source_mark(), "findings": ledger.findings}
    (folder / IMAGES / "findings.json").write_text(json.dumps(kept))
    page = folder / "benchmarks.md"
    page.write_text("\n".join(_page(plan, ledger, pairs)) + "\n")
    return page


def _page(plan: Plan, ledger: Ledger, pairs: bool) -> Iterator[str]:
    yield "# Benchmarks\n"
    yield "Written by `make bench` from what it measured; do not edit. "
    yield f"{_dates(ledger)}, {_machine()}.\n"
    yield "## Against the targets\n"
    yield from _targets(plan, ledger)
    yield "\n## An epoch\n"
    yield from _epochs(plan, ledger)
    yield f"\n![Seconds and memory against size]({IMAGES}/sizes.png)\n"
    yield "## Until it is as good\n"
    yield from _leads(plan, ledger)
    yield f"\n![The objective against seconds]({IMAGES}/races.png)\n"
    if pairs:
        yield "## Side by side, at equal objective\n"
        yield f"![Photo, painting, theirs, ours]({IMAGES}/pairs.png)\n"
    yield from _failures(ledger)
    yield NOTES.read_text().strip()


def _dates(ledger: Ledger) -> str:
    days = sorted({found["at"][:10] for found in ledger.findings.values()})
    today = datetime.now(UTC).date().isoformat()
    return " to ".join(dict.fromkeys([days[0], days[-1]])) if days else today


def _machine() -> str:
    known = machine()
    computer = known["gpu"] or f"{known['processor']}, {known['cores']} cores"
    return f"{computer}, Python {known['python']}, torch {known['torch']}"


def _targets(plan: Plan, ledger: Ledger) -> Iterator[str]:
    yield "| what | target | is | |\n|---|---|---|---|"
    for figure in figures(plan, ledger):
        yield f"| {figure.what} | {figure.target} | {_value(figure)} | {TARGET[figure.met]} |"


def _value(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    if figure.unit == "%":
        number = f"{figure.value:.1%}".replace("%", " %")
    else:
        number = f"{figure.value:.2f} {figure.unit}".strip()
    return number if figure.believed else f"{number}: the machine was not quiet"


def _epochs(plan: Plan, ledger: Ledger) -> Iterator[str]:
    sizes = sorted({s.size for s in plan.speeds})
    yield "Seconds an evaluation of loss and gradient (and peak memory, MB), medians.\n"
    yield "| program | " + " | ".join(f"{size} px" for size in sizes) + " |"
    yield "|---" * (len(sizes) + 1) + "|"
    for name, program in PROGRAMS_BY_NAME.items():
        cells = (_cell(ledger, size, name) for size in sizes)
        yield f"| {program.label} | " + " | ".join(cells) + " |"


def _cell(ledger: Ledger, size: int, name: str) -> str:
    seconds = speed(ledger, size, name, "per_evaluation")
    memory = speed(ledger, size, name, "allocated") or speed(ledger, size, name, "resident")
    return f"{seconds:.2f} ({memory / 1e6:.0f})" if seconds and memory else "–"


def _leads(plan: Plan, ledger: Ledger) -> Iterator[str]:
    yield (
        "Seconds until a saved picture is as good as neural-style-pt's best saved one, and until a "
        "raw one is as good as its raw one after 150 iterations; theirs in brackets.\n"
    )
    yield "| pair | size | saved | ratio | raw | ratio |\n|---|---|---|---|---|---|"
    for race in plan.races:
        if found := lead(ledger, race):
            cells = " | ".join(_ratio(*pair) for pair in (found.saved, found.raw))
            yield f"| {race.photo}, {race.painting} | {race.size} px | {cells} |"


def _ratio(ours: float | None, theirs: float) -> str:
    if ours is None:
        return f"never, in the time given ({theirs:.1f}) | –"
    return f"{ours:.1f} ({theirs:.1f}) | {ours / theirs:.2f}"


def _failures(ledger: Ledger) -> Iterator[str]:
    failed = {n: f["failed"] for n, f in ledger.findings.items() if "failed" in f}
    if failed:
        yield "## What could not be measured\n"
        yield from (f"- `{name}`: {why[:200]}" for name, why in failed.items())
        yield ""
