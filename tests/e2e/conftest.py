"""Fixtures for the whole product: real processes, real sockets, real weights."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.studio import Studio

QUICK = {"max_long_edge": 96, "max_num_epochs": 20, "save_epochs": 5, "stop_eps": 0}


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    """A studio that paints small pictures in a few steps, on the CPU."""
    async with aiohttp.ClientSession() as session:
        studio = Studio(tmp_path, QUICK, session)
        try:
            await studio.open()
            await studio.start_bot()
            yield studio
        finally:
            await studio.close()
