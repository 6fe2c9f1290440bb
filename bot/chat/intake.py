"""From what was found in the chat to checked pictures: download, decode elsewhere, keep the bytes.

The bytes are kept because Discord's links expire; they are decoded in a limited child process
because a picture from a stranger is the most dangerous thing a bot reads.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Sequence

import aiohttp

from bot.chat import attachments, download
from bot.chat.attachments import ROLES, Found, IntakeError
from bot.chat.words import said
from bot.engines.decode import decode
from stylecore.errors import ImageError

__all__ = ["Intake", "IntakeError"]

log = logging.getLogger(__name__)

DOWNLOADS = 8
DECODERS = 2


class Intake:
    """Takes in pictures, a few at a time: its own connections and limits."""

    def __init__(self, hosts: Collection[str], most: int, seconds: float = 30.0) -> None:
        self._hosts = hosts
        self._most = most
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None
        self._downloads = asyncio.Semaphore(DOWNLOADS)
        self._decoders = asyncio.Semaphore(DECODERS)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def take(self, pictures: Sequence[Found], max_long_edge: int) -> list[bytes]:
        """Return each picture as PNG, photo first; raise IntakeError with what to do."""
        roles = list(zip(ROLES, pictures, strict=False))
        for role, picture in roles:
            attachments.check(role, picture, self._most)
        async with self._downloads:
            return [await self._picture(role, found, max_long_edge) for role, found in roles]

    async def _picture(self, role: str, found: Found, max_long_edge: int) -> bytes:
        """Download and decode one picture into PNG bytes."""
        data = await self._download(role, found)
        try:
            async with self._decoders:
                return (await decode(data, max_long_edge)).png
        except ImageError as error:
            name = said(found.filename)
            raise IntakeError(f"Your {role} ({name}) won't do: {error}") from None

    async def _download(self, role: str, found: Found) -> bytes:
        """Download one file; what went wrong goes to the log, what to do to the member."""
        if self._session is None:
            self._session = download.session(self._seconds)
        try:
            return await download.fetch(
                self._session, found.url, hosts=self._hosts, most=self._most
            )
        except download.TooLargeError:
            raise IntakeError(attachments.too_large(role, found.filename, self._most)) from None
        except download.DownloadError as error:
            log.warning("could not download a %s: %s", role, error)
            raise IntakeError(
                f"I couldn't download your {role} ({said(found.filename)}): {error}. "
                "Please send it again in a moment."
            ) from None
