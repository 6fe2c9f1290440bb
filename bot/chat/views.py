"""Buttons that outlive a restart: all they need to know is in their custom_id.

`easel:<what>:<job>:<owner>` also marks the message as this job's, so that it is found again in the
channel's history.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

if TYPE_CHECKING:
    from bot.chat.client import Easel

__all__ = ["JobButton", "marker", "view"]

Click = discord.Interaction[Any]


@dataclass(frozen=True)
class Action:
    """What a button says, looks like and does."""

    label: str
    style: discord.ButtonStyle
    refusal: str
    run: Callable[[JobButton, Click], Awaitable[None]]


class JobButton(
    ui.DynamicItem[ui.Button[ui.View]],
    template=r"easel:(?P<what>[a-z]+):(?P<job>[0-9]{1,15}):(?P<owner>[0-9]{1,20})",
):
    """A button for the owner of a job, and for moderators."""

    def __init__(self, what: str, job: int, owner: int) -> None:
        self.what, self.job, self.owner = what, job, owner
        action = ACTIONS[what]
        super().__init__(
            ui.Button(label=action.label, style=action.style, custom_id=marker(what, job, owner))
        )

    @classmethod
    async def from_custom_id(
        cls, _click: Click, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from the message that was clicked."""
        return cls(match["what"], int(match["job"]), int(match["owner"]))

    async def callback(self, interaction: Click) -> None:
        """Do what the button says, or say whose it is."""
        action = ACTIONS[self.what]
        if interaction.user.id == self.owner or interaction.permissions.manage_messages:
            await interaction.response.defer()
            await action.run(self, interaction)
        else:
            await interaction.response.send_message(action.refusal, ephemeral=True)


def marker(what: str, job: int, owner: int) -> str:
    """Return the custom_id of a job's button."""
    return f"easel:{what}:{job}:{owner}"


def view(what: str, job: int, owner: int) -> ui.View:
    """Return the row of buttons under a job's message."""
    return ui.View(timeout=None).add_item(JobButton(what, job, owner))


async def _cancel(button: JobButton, click: Click) -> None:
    """Cancel the job; its message then changes by itself."""
    client: Easel = click.client
    job = await client.service.job(button.job)
    ours = job is not None and job.user_id == button.owner
    if not ours or await client.service.cancel(button.job) is None:
        await click.followup.send(f"#{button.job} is over already.", ephemeral=True)


async def _delete(_: JobButton, click: Click) -> None:
    """Delete the message that holds the artwork."""
    if click.message is not None:
        await click.message.delete()


ACTIONS = {
    "cancel": Action(
        "Cancel",
        discord.ButtonStyle.secondary,
        "That's not your job: its owner or a moderator can cancel it.",
        _cancel,
    ),
    "delete": Action(
        "Delete",
        discord.ButtonStyle.danger,
        "That's not yours: its requester or a moderator can delete it.",
        _delete,
    ),
}
