"""What is said when Discord does not let the bot in, and how it leaves when told to."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from bot.studio import environment


def test_a_wrong_token_is_said_in_one_line(loopback: dict[str, str], tmp_path: Path) -> None:
    wrong = environment(loopback, tmp_path) | {"DISCORD_TOKEN": "wrong", "EASEL_DEVICES": "cpu"}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "run"], env=wrong, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 2
    assert "does not accept the token" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "wrong" not in ended.stderr


def test_leaves_at_once_when_told_to(loopback: dict[str, str], tmp_path: Path) -> None:
    settings = environment(loopback, tmp_path) | {"EASEL_DEVICES": "cpu"}
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True) as bot:
        assert bot.stdout
        assert "online" in bot.stdout.readline()
        told = time.monotonic()
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(15) == 0
        assert time.monotonic() - told < 10


def test_leaves_with_the_process_that_started_it(loopback: dict[str, str], tmp_path: Path) -> None:
    settings = environment(loopback, tmp_path) | {"EASEL_DEVICES": "cpu"}
    command = [sys.executable, "-m", "bot", "run", "--exit-with-parent"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=settings, stdin=pipe, stdout=pipe, text=True) as bot:
        assert bot.stdin and bot.stdout
        assert "online" in bot.stdout.readline()
        bot.stdin.close()
        assert bot.wait(15) == 0
