"""The findings as plots: the objective against seconds, seconds and memory against size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from stylecore.sheet import INK, LINE, PAPER
from tests.benchmarks.figures import speed
from tests.benchmarks.ledger import Ledger
from tests.benchmarks.peers import PROGRAMS_BY_NAME, Program
from tests.benchmarks.plan import Plan, Race

__all__ = ["plot_races", "plot_sizes"]

COLOURS = {
    "easel": "#c8452d",
    "neural-style": "#2f5d8a",
    "pystiche": "#4f8a5b",
    "mxnet": "#8a6d3b",
}
STYLE = {
    "axes.edgecolor": LINE,
    "axes.facecolor": PAPER,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": PAPER,
    "font.size": 11,
    "grid.color": LINE,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}
MEGABYTE, DPI = 1e6, 110


def plot_races(plan: Plan, ledger: Ledger, path: Path) -> None:
    """Draw a panel a pair: saved pictures as lines with dots, raw ones as fine dashes."""
    races = [race for race in plan.races if ledger.under(f"race/{race.name}/")]
    columns = min(2, len(races))
    rows = -(-len(races) // columns)
    with plt.rc_context(STYLE):
        figure, panels = plt.subplots(
            rows, columns, figsize=(6.2 * columns, 4.4 * rows), squeeze=False
        )
        for race, panel in zip(races, panels.flat, strict=False):
            _draw_race(race, ledger, panel)
        for panel in panels.flat[len(races) :]:
            panel.remove()
        panels[0][0].legend(frameon=False, fontsize=9)
        _save(figure, path)


def _draw_race(race: Race, ledger: Ledger, panel: Axes) -> None:
    for name, found in ledger.under(f"race/{race.name}/").items():
        program = PROGRAMS_BY_NAME[name]
        seconds = [point[1] for point in found["points"]]
        saved, raw = ([p[n] / 1e3 for p in found["points"]] for n in (2, 3))
        colour = COLOURS[name]
        panel.plot(seconds, saved, color=colour, marker="o", ms=2.5, lw=1.6, label=_label(program))
        panel.plot(seconds, raw, color=colour, lw=1, ls=(0, (3, 2)))
    panel.set(xscale="log", yscale="log", xlabel="seconds", ylabel="objective, thousands")
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    panel.set_title(f"{race.photo} as {race.painting}, {race.size} px", loc="left", fontsize=11)
    panel.grid(True, which="major", lw=0.6)


def _label(program: Program) -> str:
    return f"{program.label}, saved (dashed: raw)"


def plot_sizes(plan: Plan, ledger: Ledger, path: Path) -> None:
    """Draw seconds an evaluation, and peak memory, against the size of the picture."""
    sizes = sorted({s.size for s in plan.speeds})
    memory = "allocated" if _on_gpu(ledger, sizes) else "resident"
    with plt.rc_context(STYLE):
        figure, (left, right) = plt.subplots(1, 2, figsize=(12.4, 4.6))
        _draw_sizes(ledger, sizes, "per_evaluation", 1, left)
        _draw_sizes(ledger, sizes, memory, MEGABYTE, right)
        left.set(ylabel="seconds an evaluation of loss and gradient")
        right.set(ylabel=f"peak {memory} memory, MB")
        left.legend(frameon=False, fontsize=9)
        _save(figure, path)


def _on_gpu(ledger: Ledger, sizes: Sequence[int]) -> bool:
    return any(speed(ledger, size, "easel", "allocated") for size in sizes)


def _draw_sizes(ledger: Ledger, sizes: Sequence[int], what: str, unit: float, panel: Axes) -> None:
    for name, program in PROGRAMS_BY_NAME.items():
        known = [(n, v / unit) for n in sizes if (v := speed(ledger, n, name, what))]
        if known:
            panel.plot(
                *zip(*known, strict=True), color=COLOURS[name], marker="o", label=program.label
            )
    panel.set(xscale="log", yscale="log", xlabel="long edge of a square picture, px")
    panel.set_xticks(sizes, [str(size) for size in sizes])
    panel.xaxis.set_minor_locator(NullLocator())
    panel.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    panel.yaxis.set_minor_locator(NullLocator())
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    panel.grid(True, lw=0.6)


def _save(figure: plt.Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(path, dpi=DPI)
    plt.close(figure)
