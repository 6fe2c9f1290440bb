"""What every measured program reports, and when its clock runs. Standard library and numpy only.

Each program runs in a process of its own, as `python with_PROGRAM.py JOB.json`; some of them live
in old environments, so nothing of the project may be imported here.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

KIB = 1024


class Stop(Exception):  # noqa: N818 - not an error: the time given is used up
    """Raised through a program to end it where it has no way to be told."""


class Probe:
    """Writes `trace.jsonl`, pictures and `end.json` into the job's folder.

    The clock starts with `start()`: the network is loaded, the pictures are not yet read. It stands
    still between `pause()` and `resume()`, where pictures are saved that a user would not save.
    """

    def __init__(self, job: dict[str, Any], sync: Callable[[], None] = lambda: None) -> None:
        self.job, self.sync = job, sync
        self.folder = Path(job["folder"])
        self.saves = set(job["saves"])
        self.trace = (self.folder / "trace.jsonl").open("w")
        self.paused: float | None = None
        self.began = 0.0

    def start(self) -> None:
        """Start the clock."""
        self.sync()
        self.began = time.perf_counter()

    def seconds(self) -> float:
        """Return the seconds on the clock."""
        self.sync()
        return (self.paused or time.perf_counter()) - self.began

    def pause(self) -> None:
        """Stop the clock, if it runs."""
        if self.paused is None:
            self.sync()
            self.paused = time.perf_counter()

    def resume(self) -> None:
        """Let the clock run on."""
        if self.paused is not None:
            self.began += time.perf_counter() - self.paused
            self.paused = None

    def wants(self, epoch: int) -> bool:
        """Say whether the picture of this epoch is to be saved."""
        return epoch in self.saves

    def epoch(self, epoch: int, evaluations: int, loss: float) -> None:
        """Report that a step is done, which took that many evaluations in all so far."""
        line = {"epoch": epoch, "evaluations": evaluations, "seconds": self.seconds(), "loss": loss}
        self.trace.write(json.dumps(line) + "\n")
        self.trace.flush()

    def save(self, epoch: int, picture: Image.Image, raw: np.ndarray) -> None:
        """Keep the picture as the program saves it, and raw: `(3, H, W)` RGB, 0..1 and beyond."""
        picture.save(self.folder / f"{epoch:05}.png")
        np.save(self.folder / f"{epoch:05}.npy", raw.astype(np.float32))

    @property
    def over(self) -> bool:
        """Say whether the job's seconds are used up."""
        return self.seconds() > self.job["seconds"]

    def end(self, versions: dict[str, str], device_bytes: int | None = None) -> None:
        """Report the peaks of memory, as the very last."""
        report = {"resident": peak_resident(), "allocated": device_bytes, "versions": versions}
        (self.folder / "end.json").write_text(json.dumps(report))


def peak_resident() -> int:
    """Return the most bytes that this process has had in memory."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux: unlike getrusage's, not inherited from the process that forked
        line = next(ln for ln in status.read_text().splitlines() if ln.startswith("VmHWM"))
        return int(line.split()[1]) * KIB
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * KIB


def read_job() -> dict[str, Any]:
    """Return the job named on the command line."""
    return json.loads(Path(sys.argv[1]).read_text())


def features_to_file(job: dict[str, Any], features: dict[str, np.ndarray]) -> None:
    """Keep features `(C, h, w)` by layer, for comparison with those of other programs."""
    np.savez(Path(job["folder"]) / "features.npz", **features)
