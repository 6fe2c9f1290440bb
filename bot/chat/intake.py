"""From a message to two checked pictures: find, check, download, decode elsewhere, keep the bytes.

The bytes are kept because Discord's links expire; they are decoded in a limited child process
because a picture from a stranger is the most dangerous thing a bot reads.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass

import aiohttp
import discord

from bot.chat import attachments, download
from bot.chat.attachments import ROLES, IntakeError
from bot.chat.words import said
from bot.engines.decode import decode
from stylecore.errors import ImageError

__all__ = ["Intake", "IntakeError", "Pair"]

log = logging.getLogger(__name__)

DOWNLOADS = 8
DECODERS = 2


@dataclass(frozen=True)
class Pair:
    """Photo and painting as PNG bytes, and the names they had."""

    content: bytes
    style: bytes
    photo: str
    painting: str


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

    async def take(self, message: discord.Message, max_long_edge: int) -> Pair:
        """Return the two pictures that `message` means; raise IntakeError with what to do."""
        own = message.attachments
        others = await attachments.replied(message) if len(own) < 2 else []
        photo, painting = attachments.choose(own, others)
        for role, attachment in zip(ROLES, (photo, painting), strict=True):
            attachments.check(role, attachment, self._most)
        async with self._downloads:
            content = await self._picture(ROLES[0], photo, max_long_edge)
            style = await self._picture(ROLES[1], painting, max_long_edge)
        return Pair(content, style, photo.filename, painting.filename)

    async def _picture(self, role: str, file: discord.Attachment, max_long_edge: int) -> bytes:
        """Download and decode one picture into PNG bytes."""
        data = await self._download(role, file)
        try:
            async with self._decoders:
                return (await decode(data, max_long_edge)).png
        except ImageError as error:
            name = said(file.filename)
            raise IntakeError(f"Your {role} ({name}) won't do: {error}") from None

    async def _download(self, role: str, file: discord.Attachment) -> bytes:
        """Download one file; what went wrong goes to the log, what to do to the member."""
        if self._session is None:
            self._session = download.session(self._seconds)
        try:
            return await download.fetch(self._session, file.url, hosts=self._hosts, most=self._most)
        except download.TooLargeError:
            raise IntakeError(attachments.too_large(role, file.filename, self._most)) from None
        except download.DownloadError as error:
            log.warning("could not download attachment %s: %s", file.id, error)
            raise IntakeError(
                f"I couldn't download your {role} ({said(file.filename)}): {error}. "
                "Please send it again in a moment."
            ) from None
