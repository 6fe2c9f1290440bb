"""Answering interactions: within three seconds, in public what all may see, else in private."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord

from bot.chat.answers import explain

__all__ = ["Click", "picture_file", "public", "whisper"]

Click = discord.Interaction[Any]


async def whisper(click: Click, text: str) -> None:
    """Answer in private, first or afterwards."""
    if click.response.is_done():
        await click.followup.send(text, ephemeral=True)
    else:
        await click.response.send_message(text, ephemeral=True)


def picture_file(data: bytes, name: str) -> discord.File:
    """Return bytes as a file to upload."""
    return discord.File(io.BytesIO(data), name)


@asynccontextmanager
async def public(click: Click) -> AsyncIterator[Callable[..., Awaitable[int]]]:
    """Yield how to answer so that all see it, after some thought.

    What goes wrong in the meantime is said in private, in place of the public answer.
    """
    await click.response.defer(thinking=True)

    async def answer(*, file: discord.File | None = None, **message: Any) -> int:
        files = [file] if file else []
        sent = await click.edit_original_response(
            attachments=files, allowed_mentions=discord.AllowedMentions.none(), **message
        )
        return sent.id

    try:
        yield answer
    except Exception as error:
        await click.delete_original_response()
        await whisper(click, explain(error, f"an interaction ({click.type.name})"))
