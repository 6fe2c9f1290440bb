"""A playground of one's own for each test, and real discord.py clients to meet it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
import yarl

from tests.bot.playground.driver import Clients, Playground


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    """An empty playground on a socket of its own."""
    async with Playground.here(tmp_path) as running:
        yield running


@pytest.fixture
async def clients(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Clients]:
    """Makes clients pointed at the playground; closes them in the end."""
    monkeypatch.setattr(discord.http.Route, "BASE", playground.api)
    gateway = yarl.URL(playground.gateway)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
    made = Clients()
    yield made
    await made.close()
