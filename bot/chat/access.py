"""What the bot itself needs to be allowed in a channel, said before anything is queued."""

from __future__ import annotations

import logging

import discord

from stylecore.errors import StyleError

__all__ = ["AccessError", "check"]

log = logging.getLogger(__name__)

NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "attach_files": "Attach Files",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
}


class AccessError(StyleError):
    """Something that the bot may not do where it was asked to; the text says who can help."""


def check(held: discord.Permissions, *, in_thread: bool = False) -> None:
    """Raise AccessError naming every permission that is missing here."""
    needed = dict(NEEDED)
    if in_thread:
        del needed["send_messages"]
        needed["send_messages_in_threads"] = "Send Messages in Threads"
    missing = [words for name, words in needed.items() if not getattr(held, name)]
    if missing:
        log.warning("may not paint in a channel: it lacks %s", ", ".join(missing))
        raise AccessError(
            f"I can't paint here: I lack {_listed(missing)} in this channel. "
            "Ask a moderator to give me that, then send your request again."
        )


def _listed(words: list[str]) -> str:
    """Write `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
