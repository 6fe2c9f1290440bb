"""The programs that are compared, each in an environment of its own.

neural-style-pt and pystiche run on the very torch that we run on: their environments hold the
package alone and look the rest up in ours. MXNet needs a numpy of its own time.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.places import CACHE, PROGRAMS

__all__ = ["EASEL", "MXNET", "NEURAL_STYLE", "PROGRAMS_BY_NAME", "PYSTICHE", "Program", "install"]


@dataclass(frozen=True)
class Program:
    """A program: its name, how it is called in text, its driver, and what pip is asked for.

    With `shares` it finds torch and all else in the environment that runs the harness.
    """

    name: str
    label: str
    driver: str
    requirements: tuple[str, ...] = ()
    shares: bool = True
    on_gpu: bool = True

    @property
    def script(self) -> Path:
        """The driver to run."""
        return PROGRAMS / self.driver

    @property
    def python(self) -> Path:
        """The interpreter to run it with."""
        if not self.requirements:
            return Path(sys.executable)
        return CACHE / "environments" / self.name / "bin" / "python"


EASEL = Program("easel", "Easel", "with_easel.py")
NEURAL_STYLE = Program(
    "neural-style", "neural-style-pt 0.5.7", "with_neural_style.py", ("neural-style==0.5.7",)
)
PYSTICHE = Program(
    "pystiche", "pystiche 1.0.1", "with_pystiche.py", ("pystiche==1.0.1", "tqdm>=4.66")
)
MXNET = Program(
    "mxnet",
    "MXNet 1.9.1",
    "with_mxnet.py",
    ("mxnet==1.9.1", "numpy<1.24", "pillow>=10.3"),
    shares=False,
    on_gpu=False,
)
PROGRAMS_BY_NAME = {p.name: p for p in (EASEL, NEURAL_STYLE, PYSTICHE, MXNET)}


def install(program: Program) -> str | None:
    """Make the program's environment if it is not there; return why that failed, if it did."""
    done = program.python.parent.parent / "installed"
    if not program.requirements or done.exists():
        return None
    steps = [[sys.executable, "-m", "venv", "--clear", str(program.python.parent.parent)]]
    pip = [str(program.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    steps.append([*pip, *(["--no-deps"] if program.shares else []), *program.requirements])
    for step in steps:
        run = subprocess.run(step, capture_output=True, text=True, check=False)
        if run.returncode:
            return (run.stderr.strip().splitlines() or ["no word from pip"])[-1]
    if program.shares:
        _share(program)
    done.touch()
    return None


def _share(program: Program) -> None:
    """Let the environment find our packages, after its own."""
    command = [str(program.python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    theirs = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    (Path(theirs) / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n")
