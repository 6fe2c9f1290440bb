"""How much memory there is to be had, in bytes."""

from __future__ import annotations

import os
from pathlib import Path

import torch

__all__ = ["free"]

ROOT = Path("/")
ENDLESS = 2**63 - 1
FILES = (
    ("memory.max", "memory.current"),
    ("memory.limit_in_bytes", "memory.usage_in_bytes"),
)
"""Limit and use of a control group, in version 2 and in version 1."""


def free(device: torch.device) -> int:
    """Return how many bytes a run on `device` could still take."""
    if device.type == "cuda":
        available, _ = torch.cuda.mem_get_info(device)
        kept = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return available + kept
    return min(_available(ROOT), *_groups(ROOT))


def _available(root: Path) -> int:
    """Return what the kernel could give without swapping; elsewhere than on Linux, half of all."""
    try:
        lines = (root / "proc/meminfo").read_text().splitlines()
    except OSError:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))


def _groups(root: Path) -> list[int]:
    """Return what each control group that we are in, and each around it, leaves us."""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return [ENDLESS]
    left = [ENDLESS]
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers in ("", "memory"):
            # Inside a container the path may lead nowhere: the groups that are there count.
            top, steps = root / "sys/fs/cgroup" / controllers, Path(path.strip("/"))
            left += [_left(top / step) for step in (steps, *steps.parents)]
    return left


def _left(group: Path) -> int:
    """Return a group's limit less what it uses; cached files do not count, they can be dropped."""
    for limit, usage in FILES:
        try:
            used = int((group / usage).read_text())
            most = int((group / limit).read_text())
        except (OSError, ValueError):  # there is no such file, or it says "max"
            continue
        return max(0, most - used + _cached(group))
    return ENDLESS


def _cached(group: Path) -> int:
    words = (group / "memory.stat").read_text().split()
    stat = dict(zip(words[::2], words[1::2], strict=True))
    return int(stat.get("total_inactive_file") or stat.get("inactive_file") or 0)
