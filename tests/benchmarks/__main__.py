"""`python -m tests.benchmarks [quick|full|all] [--fresh] [--report]`: measure, then write it up."""

from __future__ import annotations

import argparse
import sys
import time

import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.benchmarks import report
from tests.benchmarks.exports import export
from tests.benchmarks.ledger import Ledger
from tests.benchmarks.peers import PROGRAMS_BY_NAME, install
from tests.benchmarks.places import CACHE, DOCS
from tests.benchmarks.plan import PLANS, Plan
from tests.benchmarks.runs import Failed
from tests.benchmarks.tasks import Task, tasks

console = Console(stderr=True)


def main() -> int:
    """Measure what is not measured yet; write page and plots from all that is."""
    arguments = _parser().parse_args()
    ledger = Ledger(CACHE / f"{arguments.plan}.json")
    if arguments.fresh:
        ledger.findings.clear()
    if not arguments.report:
        _measure(PLANS[arguments.plan], ledger)
    quick = arguments.plan == "quick"
    page = report.write(PLANS[arguments.plan], ledger, CACHE / "quick" if quick else DOCS)
    console.print(f"[bold green]Written:[/] {page}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("plan", nargs="?", default="full", choices=PLANS)
    parser.add_argument("--fresh", action="store_true", help="measure everything anew")
    parser.add_argument("--report", action="store_true", help="only write the page again")
    return parser


def _measure(plan: Plan, ledger: Ledger) -> None:
    for program in PROGRAMS_BY_NAME.values():
        console.print(f"preparing {program.label}")
        if trouble := install(program):
            console.print(f"[yellow]{program.label} cannot be installed: {trouble}[/]")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    planned = list(tasks(plan, export(), ledger, device))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        bar = progress.add_task("", total=len(planned))
        for task in planned:
            progress.update(bar, description=task.label)
            if not ledger.has(task.name, task.mark):
                _take(task, ledger)
            progress.advance(bar)


def _take(task: Task, ledger: Ledger) -> None:
    """Measure one thing; what fails is told, kept as failed, and does not stop the rest."""
    started = time.monotonic()
    try:
        ledger.put(task.name, task.mark, task.measure())
    except (Failed, OSError, ValueError, AssertionError) as error:
        console.print(f"[red]{task.label}: {error}[/]")
        ledger.put(task.name, f"failed {task.mark}", {"failed": str(error)})
        return
    console.print(f"[dim]{task.label}: measured in {time.monotonic() - started:.0f} s[/]")


if __name__ == "__main__":
    sys.exit(main())
