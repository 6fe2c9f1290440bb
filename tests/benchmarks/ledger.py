"""What has been measured so far, on disk: a run that was stopped goes on from there."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

from tests.benchmarks.places import ROOT

__all__ = ["Ledger", "machine", "source_mark"]

Finding = Mapping[str, Any]


class Ledger:
    """Findings by name. Each has the `mark` of what was measured, and is void under another."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.findings: dict[str, dict[str, Any]] = {}
        if path.exists():
            self.findings = json.loads(path.read_text())

    def has(self, name: str, mark: str) -> bool:
        """Say whether this has been measured."""
        return self.findings.get(name, {}).get("mark") == mark

    def put(self, name: str, mark: str, value: Finding) -> None:
        """Keep a finding, at once and whole."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self.findings[name] = {**value, "mark": mark, "at": at}
        part = self.path.with_suffix(".part")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(self.findings, indent=1))
        part.replace(self.path)

    def get(self, name: str) -> dict[str, Any] | None:
        """Return a finding; None where there is none, or the program failed."""
        found = self.findings.get(name)
        return None if found is None or "failed" in found else found

    def under(self, prefix: str) -> dict[str, dict[str, Any]]:
        """Return the findings whose names begin so, by the rest of the name."""
        names = (n for n in self.findings if n.startswith(prefix) and self.get(n))
        return {n.removeprefix(prefix): self.findings[n] for n in names}


def machine() -> dict[str, Any]:
    """Return what the figures depend on: processor, cores, versions."""
    return {
        "processor": _processor(),
        "cores": torch.get_num_threads(),
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": version("numpy"),
    }


def source_mark(folders: Iterable[str] = ("stylecore",)) -> str:
    """Return a short digest of our own sources: what they were when they were measured."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")
