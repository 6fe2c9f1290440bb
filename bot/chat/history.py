"""Find a message of our own again in a channel's history, by the mark in its buttons."""

from __future__ import annotations

import discord

__all__ = ["find"]

FARTHEST = 2000


async def find(
    channel: discord.abc.Messageable, after: int, author: int, mark: str, limit: int = FARTHEST
) -> int | None:
    """Return the id of `author`'s message with a button `mark`, sent after the message `after`."""
    async for message in channel.history(after=discord.Object(after), limit=limit):
        if message.author.id == author and any(_has(row, mark) for row in message.components):
            return message.id
    return None


def _has(row: discord.Component, mark: str) -> bool:
    """Say whether a row of buttons holds the one with this custom_id."""
    buttons = row.children if isinstance(row, discord.ActionRow) else []
    return any(getattr(button, "custom_id", None) == mark for button in buttons)
