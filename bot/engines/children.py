"""What all child processes of the bot have in common."""

from __future__ import annotations

import os

__all__ = ["environment"]


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without Discord's token: children have no use for it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DISCORD_TOKEN")}
    return kept | more
