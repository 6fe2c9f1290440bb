"""The button under `show`: it outlives a restart, and is for admins only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.chat.admin import faces
from bot.chat.admin.gate import ADMINS_ONLY

if TYPE_CHECKING:
    from bot.chat.client import Easel

__all__ = ["Refresh", "show", "view"]

Click = discord.Interaction[Any]


async def show(client: Easel, guild_id: int) -> discord.Embed:
    """Return a server's desk as it is now."""
    service, office = client.service, client.service.office
    mine = await service.devices(guild_id)
    return faces.overview(
        await service.policy(guild_id),
        [desk for desk in await office.desks() if desk.slot.id in mine],
        await service.active(guild_id),
        await office.changes(guild_id, 3),
        await office.used(guild_id),
    )


def view() -> ui.View:
    """Return the row with the button."""
    return ui.View(timeout=None).add_item(Refresh())


class Refresh(ui.DynamicItem[ui.Button[ui.View]], template=r"easel:desk:refresh"):
    """Shows the desk anew, in place."""

    def __init__(self) -> None:
        super().__init__(ui.Button(label="Refresh", custom_id="easel:desk:refresh"))

    @classmethod
    async def from_custom_id(
        cls, _click: Click, _item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Make the button again from the message that was clicked."""
        return cls()

    async def callback(self, interaction: Click) -> None:
        """Edit the message, for those who may see it."""
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            await interaction.response.send_message(ADMINS_ONLY, ephemeral=True)
            return
        embed = await show(interaction.client, interaction.guild_id)
        await interaction.response.edit_message(embed=embed, view=view())
