"""The playground as people start it: one address, both processes, and the end of all of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.studio import environment


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Run `python -m bot playground` in an empty folder."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("EASEL_", "DISCORD_"))}
    clean |= {"EASEL_DEVICES": "cpu", "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "playground", "--port", "0", "--data", str(tmp_path / "pg")],
        cwd=tmp_path,
        env=clean,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_prints_one_address_and_leaves_nobody_behind(studio: subprocess.Popen[str]) -> None:
    assert studio.stdout
    lines = [studio.stdout.readline() for _ in range(4)]
    address = next(line.split()[-1] for line in lines if "http" in line)
    with urllib.request.urlopen(f"{address}/page/messages") as answer:
        assert json.load(answer) == []
    started = children(studio.pid)
    assert len(started) == 2
    studio.send_signal(signal.SIGINT)
    assert studio.wait(12) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)


def test_points_the_bot_at_the_loopback_and_keeps_what_the_host_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "real")
    monkeypatch.setenv("DISCORD_TOKEN_FILE", "real.txt")
    monkeypatch.setenv("EASEL_EDIT_INTERVAL", "3")
    places = {"api": "http://127.0.0.1:1/api/v10", "gateway": "ws://127.0.0.1:1/g", "cdn": "c"}
    seen = environment(places, tmp_path)
    assert seen["DISCORD_TOKEN"] == "playground"
    assert "DISCORD_TOKEN_FILE" not in seen
    assert seen["EASEL_EDIT_INTERVAL"] == "3"
    assert json.loads(seen["EASEL_DEFAULTS"])["max_long_edge"] == 256


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("EASEL_PER_MEMBER", "many", "per_member"), ("DISCORD_TOKEN", "", "There is no token")],
)
def test_what_is_off_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCORD_TOKEN_FILE", raising=False)
    monkeypatch.setenv(name, value)
    assert main(["run"]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
