"""Styles with a name: `style=starry` stands for a painting."""

from __future__ import annotations

import asyncio
from typing import Protocol

from stylecore.images import encode, fit
from stylecore.samples import PAINTINGS, load

__all__ = ["Samples", "Styles"]


class Styles(Protocol):
    """Named styles; which there are may depend on the server."""

    def names(self, guild_id: int) -> tuple[str, ...]:
        """Return the names, in the order in which people should see them."""

    async def painting(self, guild_id: int, name: str, max_long_edge: int) -> bytes:
        """Return a style's painting as PNG, scaled down to the long edge; KeyError for none."""


class Samples:
    """The paintings that Easel paints by itself, the same on every server."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    def names(self, guild_id: int) -> tuple[str, ...]:  # noqa: ARG002 - they are everywhere
        """Return the names of the sample paintings."""
        return PAINTINGS

    async def painting(self, guild_id: int, name: str, max_long_edge: int) -> bytes:
        """Return a sample painting. The first time it takes a few seconds, off the loop."""
        if name not in self.names(guild_id):
            raise KeyError(name)
        async with self._turn:
            return await asyncio.to_thread(_painted, name, max_long_edge)


def _painted(name: str, max_long_edge: int) -> bytes:
    return encode(fit(load(name), max_long_edge))
