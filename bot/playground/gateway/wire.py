"""A gateway socket's sending side: payloads leave in order and nobody waits for them."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from bot.playground.gateway.codes import Op
from bot.playground.gateway.compression import Compressor

__all__ = ["Wire"]


class Wire:
    """A queue before the socket, so that a bot that reads slowly holds nobody up."""

    def __init__(
        self, request: web.Request, socket: web.WebSocketResponse, compress: Compressor | None
    ) -> None:
        self.socket = socket
        self._request = request
        self._compress = compress
        self._outbox: asyncio.Queue[str | int] = asyncio.Queue()

    def send(
        self, op: Op, data: object, name: str | None = None, number: int | None = None
    ) -> None:
        """Queue one payload."""
        payload = {"op": op, "d": data, "s": number, "t": name}
        self._outbox.put_nowait(json.dumps(payload, separators=(",", ":")))

    def close(self, code: int) -> None:
        """Close the socket with `code`, once all that is queued is out."""
        self._outbox.put_nowait(code)

    def cut(self) -> None:
        """Break the line without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def pump(self) -> None:
        """Send what is queued until the socket closes."""
        while True:
            item = await self._outbox.get()
            if isinstance(item, int):
                await self.socket.close(code=item)
                return
            try:
                await self._write(item)
            except (ConnectionError, RuntimeError):
                return  # the session still has the event, for RESUME

    async def _write(self, text: str) -> None:
        if self._compress is None:
            await self.socket.send_str(text)
        else:
            await self.socket.send_bytes(self._compress(text.encode()))
