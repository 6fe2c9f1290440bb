"""kill -9 of the bot at random moments: nothing is lost, nothing is delivered twice."""

import random
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

LIFE = str(Path(__file__).with_name("life.py"))
JOBS = 8
KILLS = 4


def live(folder: Path, seconds: float | None) -> list[int]:
    """Live until killed after some seconds, or to the end; return what was delivered."""
    process = subprocess.Popen(
        [sys.executable, LIFE, str(folder), str(JOBS)], stdout=subprocess.PIPE, text=True
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    out, _ = process.communicate(timeout=60)
    assert seconds is not None or process.returncode == 0
    return [int(line) for line in out.split()]


def test_every_job_ends_once_however_often_the_bot_is_killed(tmp_path):
    moments = random.Random(7)
    delivered = Counter()
    for _ in range(KILLS):
        delivered.update(live(tmp_path, moments.uniform(0.5, 2.0)))
    delivered.update(live(tmp_path, None))
    with sqlite3.connect(tmp_path / "easel.db") as database:
        states = database.execute("SELECT message_id, state, reply_id FROM jobs").fetchall()
        columns = "SELECT content, style, artwork FROM jobs"
        kept = {name for row in database.execute(columns) for name in row}
        kept |= {name for (name,) in database.execute("SELECT file FROM frames")}
    assert sorted(message for message, _, _ in states) == list(range(1, JOBS + 1))
    assert {state for _, state, _ in states} == {"done"}
    assert max(delivered.values()) == 1  # confirmed before it is printed: a kill may hide one
    assert kept == {file.name for file in (tmp_path / "pictures").iterdir()}
