"""The plan as a list of small measurements, in the order in which they are taken."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks import evaluator
from tests.benchmarks.exports import Exports
from tests.benchmarks.ledger import Ledger, source_mark
from tests.benchmarks.overhead import measure_overhead
from tests.benchmarks.peers import EASEL, MXNET, NEURAL_STYLE, PYSTICHE, Program
from tests.benchmarks.places import CACHE, PROGRAMS
from tests.benchmarks.plan import Plan, Race, Speed
from tests.benchmarks.runs import MXNET_STEP, Trace, run
from tests.benchmarks.scenes import Scene, scene

__all__ = ["Task", "tasks"]

PROGRAMS_IN_TURN = (EASEL, NEURAL_STYLE, PYSTICHE, MXNET)
SPEED_PAIR = ("astronaut", "starry")
"""A square photo: the most pixels for its size."""
DENSE, EVERY = 24, 8
"""Pictures are saved after each of the first epochs, then every so many."""
THEIR_SAVES = (1, 5, 10, 15, 20, 30, 40, 50, 75, 100, 125, 150, 175, 200, 225, 250, 275, 300)
EPOCHS = 400
FEATURES = (*evaluator.LAYERS, "relu4_2")


@dataclass(frozen=True)
class Task:
    """One measurement: its name in the ledger, the mark of what is measured, and how."""

    name: str
    label: str
    mark: str
    measure: Callable[[], Mapping[str, Any]]


def tasks(plan: Plan, exports: Exports, ledger: Ledger, device: str) -> Iterator[Task]:
    """Yield all measurements of a plan."""
    present = [p for p in PROGRAMS_IN_TURN if p.on_gpu or device == "cpu"]
    for program in present:
        yield _agreement(program, exports)
    for speed in plan.speeds:
        for number in range(speed.rounds):
            if speed.size == plan.standard:
                yield _convolutions(plan.standard, number, device)
            for program in [EASEL] if speed.ours_alone else present:
                yield _speed(program, speed, number, exports, device)
    for race in plan.races:
        for program in [NEURAL_STYLE, EASEL, *([PYSTICHE, MXNET] if race.all_run else [])]:
            if program in present:
                yield _race(program, race, exports, ledger, device)
    size, epochs = plan.job
    mark = f"{source_mark(('stylecore', 'bot'))} {size} {epochs}"
    name = f"overhead/{size}"
    yield Task(name, "the bot, against stylecore alone", mark, lambda: measure_overhead(*plan.job))


def _mark(program: Program, *details: object) -> str:
    known = source_mark() if program is EASEL else " ".join(program.requirements)
    return " ".join([known, *map(str, details)])


def _agreement(program: Program, exports: Exports) -> Task:
    def measure() -> dict[str, Any]:
        pair = scene(*SPEED_PAIR, 128)
        asked = run(program, pair, exports, name="features", epochs=1, features=FEATURES)
        known = evaluator.features(exports.weights, evaluator.read(pair.photo))
        theirs = np.load(asked.folder / "features.npz")
        return {"difference": max(_unlike(theirs[n], known[n][0].numpy()) for n in FEATURES)}

    label = f"{program.label}: are its features the judge's?"
    return Task(f"agreement/{program.name}", label, _mark(program), measure)


def _unlike(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).max() / np.abs(other).max())


def _convolutions(size: int, number: int, device: str) -> Task:
    def measure() -> dict[str, Any]:
        command = [sys.executable, str(PROGRAMS / "convolutions.py"), str(size), str(size), device]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    name, label = f"convolutions/{size}/{number}", f"the convolutions alone, round {number + 1}"
    # Void with our sources: a share is of what the machine did in the very minute before.
    return Task(name, label, _mark(EASEL, device), measure)


def _speed(program: Program, speed: Speed, number: int, exports: Exports, device: str) -> Task:
    def measure() -> dict[str, Any]:
        trace = run(
            program,
            scene(*SPEED_PAIR, speed.size),
            exports,
            name=f"speed-{program.name}",
            epochs=speed.epochs,
            device=device,
        )
        return _summary(trace)

    label = f"{program.label}: an epoch of {speed.size} px, round {number + 1}"
    name = f"speed/{speed.size}/{program.name}/{number}"
    return Task(name, label, _mark(program, speed.epochs, device), measure)


def _race(program: Program, race: Race, exports: Exports, ledger: Ledger, device: str) -> Task:
    def measure() -> dict[str, Any]:
        pair = scene(race.photo, race.painting, race.size)
        first = program is NEURAL_STYLE
        trace = run(
            program,
            pair,
            exports,
            name=f"race-{program.name}",
            epochs=race.iterations if first else EPOCHS,
            device=device,
            seconds=1e9 if first else race.limit * _seconds(ledger, race),
            saves=THEIR_SAVES if program in (NEURAL_STYLE, PYSTICHE) else _our_saves(),
        )
        return {**_summary(trace), "points": _judged(trace, pair, exports, _kept(race, program))}

    label = f"{program.label} paints {race.photo} as {race.painting}, {race.size} px"
    details = (race.iterations, race.limit, device, *([MXNET_STEP] if program is MXNET else []))
    return Task(f"race/{race.name}/{program.name}", label, _mark(program, *details), measure)


def _our_saves() -> list[int]:
    return [*range(1, DENSE + 1), *range(DENSE, EPOCHS + 1, EVERY)]


def _seconds(ledger: Ledger, race: Race) -> float:
    """Return how long neural-style-pt took for the whole race."""
    found = ledger.get(f"race/{race.name}/{NEURAL_STYLE.name}")
    return float(found["steps"][-1][2]) if found else 600.0


def _kept(race: Race, program: Program) -> Path:
    folder = CACHE / "pictures" / "painted" / race.name / program.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _judged(
    trace: Trace, pair: Scene, exports: Exports, kept: Path
) -> list[tuple[int, float, float, float]]:
    """Return epoch, seconds, and the objective of what was saved and of it raw, for each picture.

    What was saved is kept; the raw numbers are thrown away.
    """
    judge = evaluator.Judge(
        exports.weights, evaluator.read(pair.photo), evaluator.read(pair.painting)
    )
    points = []
    for step in trace.steps:
        saved = trace.folder / f"{step.epoch:05}.png"
        if saved.exists():
            raw = saved.with_suffix(".npy")
            values = [judge(evaluator.read(path)) for path in (saved, raw)]
            points.append((step.epoch, step.seconds, *values))
            shutil.move(saved, kept / saved.name)
            raw.unlink()
    return points


def _summary(trace: Trace) -> dict[str, Any]:
    return {
        "steps": [[s.epoch, s.evaluations, round(s.seconds, 4), s.loss] for s in trace.steps],
        "per_epoch": trace.per_epoch if len(trace.steps) > 1 else None,
        "per_evaluation": trace.per_evaluation if len(trace.steps) > 1 else None,
        "resident": trace.resident,
        "allocated": trace.allocated,
        "versions": dict(trace.versions),
    }
