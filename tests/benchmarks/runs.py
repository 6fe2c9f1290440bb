"""Runs one program once, in a process of its own, and reads what it reports."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks import evaluator
from tests.benchmarks.exports import Exports
from tests.benchmarks.peers import Program
from tests.benchmarks.places import CACHE, ROOT
from tests.benchmarks.scenes import Scene

__all__ = ["MXNET_STEP", "Failed", "Step", "Trace", "run"]

MXNET_STEP = 16.0
"""How far MXNet's first step moves a pixel, of 256. Of 1, 2, 4, 8, 16 and 32 it comes to the lowest
objective in 100 epochs (one pair, 128 px; 8 is ahead in the first 25)."""
FOREVER = 1e9


class Failed(Exception):  # noqa: N818 - reads well where it is caught
    """A program ended badly; the last thing it said."""


@dataclass(frozen=True)
class Step:
    """Where a program was after an epoch: evaluations and seconds so far, its own loss."""

    epoch: int
    evaluations: int
    seconds: float
    loss: float


@dataclass(frozen=True)
class Trace:
    """What a program reported: its steps, its peaks of memory in bytes, where its pictures lie."""

    steps: tuple[Step, ...]
    resident: int
    allocated: int | None
    versions: Mapping[str, str]
    folder: Path

    @property
    def per_epoch(self) -> float:
        """Seconds an epoch, of all but the first, which warms up."""
        first, last = self.steps[0], self.steps[-1]
        return (last.seconds - first.seconds) / (last.epoch - first.epoch)

    @property
    def per_evaluation(self) -> float:
        """Seconds an evaluation of loss and gradient, of all but the first epoch's."""
        first, last = self.steps[0], self.steps[-1]
        return (last.seconds - first.seconds) / (last.evaluations - first.evaluations)


def run(
    program: Program,
    scene: Scene,
    exports: Exports,
    *,
    name: str,
    epochs: int,
    device: str = "cpu",
    seconds: float = FOREVER,
    saves: Sequence[int] = (),
    features: Sequence[str] = (),
    timeout: float = 3600,
) -> Trace:
    """Run a program on a scene. Raises Failed where it does not end well."""
    folder = CACHE / "runs" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    job = {
        "content": str(scene.photo),
        "style": str(scene.painting),
        "size": scene.size,
        "epochs": epochs,
        "seconds": seconds,
        "saves": list(saves),
        "features": list(features),
        "device": device,
        "pth": str(exports.pth),
        "npz": str(exports.npz),
        "lr": MXNET_STEP,
        "folder": str(folder),
        "objective": _objective(),
    }
    (folder / "job.json").write_text(json.dumps(job))
    _call(program, folder, timeout)
    return _read(folder)


def _objective() -> dict[str, Any]:
    return {
        "content": evaluator.CONTENT,
        "style": evaluator.STYLE,
        "tv": evaluator.TV,
        "layers": list(evaluator.LAYERS),
        "channels": evaluator.CHANNELS,
    }


def _call(program: Program, folder: Path, timeout: float) -> None:
    with (folder / "log").open("w") as log:
        try:
            done = subprocess.run(
                [program.python, program.script, folder / "job.json"],
                stdout=log,
                stderr=log,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Failed(f"{program.label} took longer than {timeout:.0f} s") from None
    if done.returncode:
        last = ((folder / "log").read_text().strip().splitlines() or ["it said nothing"])[-1]
        raise Failed(f"{program.label} ended with {done.returncode}: {last}")


def _read(folder: Path) -> Trace:
    if not (folder / "end.json").exists():  # only features were asked for
        return Trace((), 0, None, {}, folder)
    end = json.loads((folder / "end.json").read_text())
    steps = (json.loads(line) for line in (folder / "trace.jsonl").read_text().splitlines())
    return Trace(
        tuple(Step(**step) for step in steps),
        end["resident"],
        end["allocated"],
        end["versions"],
        folder,
    )
