"""Free memory is read from the kernel and from every control group around us."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from stylecore import free as module
from stylecore.free import free

CPU = torch.device("cpu")
GIB = 1024**3


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with 8 GiB available and no control groups."""
    monkeypatch.setattr(module, "ROOT", tmp_path)
    _write(tmp_path / "proc/meminfo", "MemTotal: 16777216 kB\nMemAvailable: 8388608 kB\n")
    _write(tmp_path / "proc/self/cgroup", "0::/\n")
    return tmp_path


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def _group(folder: Path, limit: str, used: int, cached: int = 0) -> None:
    _write(folder / "memory.max", limit)
    _write(folder / "memory.current", str(used))
    _write(folder / "memory.stat", f"anon 5\ninactive_file {cached}\n")


def test_without_groups_it_is_what_the_kernel_says(root: Path) -> None:
    assert free(CPU) == 8 * GIB
    (root / "proc/self/cgroup").unlink()
    assert free(CPU) == 8 * GIB


def test_a_groups_limit_counts_but_not_its_cached_files(root: Path) -> None:
    _group(root / "sys/fs/cgroup", str(4 * GIB), 2 * GIB, GIB)
    assert free(CPU) == 3 * GIB


def test_no_limit_is_no_limit(root: Path) -> None:
    _group(root / "sys/fs/cgroup", "max", 2 * GIB)
    assert free(CPU) == 8 * GIB


def test_groups_around_ours_count_too(root: Path) -> None:
    _write(root / "proc/self/cgroup", "0::/outer/inner\n")
    _group(root / "sys/fs/cgroup/outer", str(2 * GIB), GIB)
    _group(root / "sys/fs/cgroup/outer/inner", "max", GIB)
    assert free(CPU) == GIB


def test_version_1_is_read_as_well(root: Path) -> None:
    _write(root / "proc/self/cgroup", "7:cpu:/\n4:memory:/gone\n")
    folder = root / "sys/fs/cgroup/memory"
    _write(folder / "memory.limit_in_bytes", str(4 * GIB))
    _write(folder / "memory.usage_in_bytes", str(3 * GIB))
    _write(folder / "memory.stat", "inactive_file 1\ntotal_inactive_file 1024\n")
    assert free(CPU) == GIB + 1024


def test_a_full_group_leaves_nothing(root: Path) -> None:
    _group(root / "sys/fs/cgroup", str(GIB), 2 * GIB)
    assert free(CPU) == 0


def test_elsewhere_than_on_linux_half_of_all_is_free(root: Path) -> None:
    (root / "proc/meminfo").unlink()
    assert GIB / 4 < free(CPU) < 2**50


def test_on_this_machine_there_is_some() -> None:
    assert 10_000_000 < free(CPU) < 2**50
