"""A local engine whose workers are tiny: real processes, no torch."""

import sys
from pathlib import Path

import pytest

from bot.engines.child import Patience
from bot.engines.local import LocalEngine

TINY = (sys.executable, str(Path(__file__).with_name("tiny_worker.py")))


@pytest.fixture
async def engine():
    engine = LocalEngine(("cpu",), command=TINY, patience=Patience(hang=1.2, stall=1.0))
    await engine.open()
    yield engine
    await engine.close()
