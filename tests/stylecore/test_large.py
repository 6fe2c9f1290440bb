"""Pictures larger than memory, at full size. Minutes each: `make test-large` runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.skipif("EASEL_SLOW" not in os.environ, reason="takes an hour: make test-large"),
    pytest.mark.timeout(7200),
]


def _paint(size: int) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.stylecore.large", str(size)]
    run = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[2])
    print(run.stdout.decode())
    return json.loads(run.stdout)


def test_2048_px_stay_under_two_and_a_half_gigabytes() -> None:
    report = _paint(2048)
    assert report["size"] == [2048, 2048]
    assert report["bytes"] < 2.5e9


def test_4096_px_complete() -> None:
    assert _paint(4096)["size"] == [4096, 4096]
