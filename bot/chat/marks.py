"""The buttons under a job's messages: what they say, and the custom_id that is all they know.

`easel:<what>:<job>:<owner>` also marks the message as this job's, so that it is found again in the
channel's history. What a button does is in `cogs/buttons.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import discord
from discord import ui

__all__ = ["MARK", "UNDER_ARTWORK", "UNDER_PROGRESS", "UNDER_TICKET", "marker", "row"]

MARK = r"easel:(?P<what>[a-z]+):(?P<job>[0-9]{1,15}):(?P<owner>[0-9]{1,20})"

GREY, RED = discord.ButtonStyle.secondary, discord.ButtonStyle.danger


@dataclass(frozen=True)
class Look:
    """What a button says and looks like."""

    label: str
    style: discord.ButtonStyle = GREY


LOOKS = {
    "cancel": Look("Cancel"),
    "stop": Look("Cancel"),
    "swap": Look("Swap"),
    "exchange": Look("Swap"),
    "more": Look("More style"),
    "less": Look("Less style"),
    "again": Look("Again"),
    "compare": Look("Compare"),
    "delete": Look("Delete", RED),
}

UNDER_TICKET = ("cancel", "swap")
UNDER_PROGRESS = ("stop", "exchange")
"""The same two under other names: either message is found again by its own mark."""
UNDER_ARTWORK = ("more", "less", "again", "compare", "delete")


def marker(what: str, job: int, owner: int) -> str:
    """Return a button's custom_id."""
    return f"easel:{what}:{job}:{owner}"


def row(names: tuple[str, ...], job: int, owner: int) -> ui.View:
    """Return a row of buttons. The view is stopped: clicks are heard by their marks alone."""
    view = ui.View(timeout=None)
    for what in names:
        look = LOOKS[what]
        mark = marker(what, job, owner)
        view.add_item(ui.Button(label=look.label, style=look.style, custom_id=mark))
    view.stop()
    return view
