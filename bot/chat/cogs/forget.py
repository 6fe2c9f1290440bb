"""`!forget-me`: deletes all that is kept of a member, once they have said so twice."""

# mypy cannot infer the type of a hybrid command's callback.
# mypy: disable-error-code="arg-type"

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord import ui
from discord.ext import commands

from bot.chat.answers import explain
from bot.chat.client import Easel, Here
from bot.chat.interactions import Click, whisper

__all__ = ["Forget"]

RED, GREY = discord.ButtonStyle.danger, discord.ButtonStyle.secondary
LABELS = {"all": ("Delete everything", RED), "none": ("Keep it", GREY)}
MARK = r"easel-forget:(?P<what>all|none):(?P<owner>[0-9]{1,20})"


class ForgetButton(ui.DynamicItem[ui.Button[ui.View]], template=MARK):
    """The answer to the question whether everything is to go."""

    def __init__(self, what: str, owner: int) -> None:
        self.what, self.owner = what, owner
        label, style = LABELS[what]
        mark = f"easel-forget:{what}:{owner}"
        super().__init__(ui.Button(label=label, style=style, custom_id=mark))

    @classmethod
    async def from_custom_id(
        cls, _click: Click, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from the message that was clicked."""
        return cls(match["what"], int(match["owner"]))

    async def callback(self, interaction: Click) -> None:
        """Delete, or not; the question is then answered and its buttons go."""
        if interaction.user.id != self.owner:
            return await whisper(interaction, "That question is not for you.")
        try:
            text = (
                "Nothing was deleted." if self.what == "none" else await self._forget(interaction)
            )
            await interaction.response.edit_message(content=text, view=None)
        except Exception as error:
            await whisper(interaction, explain(error, "forget-me"))
        return None

    async def _forget(self, click: Click) -> str:
        client: Easel = click.client
        count = await client.service.forget(self.owner)
        return (
            f"Done: {count} {'job' if count == 1 else 'jobs'} with all pictures and settings "
            "are deleted here. What I posted in channels stays until you delete it there."
        )


class Forget(commands.Cog):
    """Forget a member."""

    def __init__(self, client: Easel) -> None:
        self.client = client

    async def cog_load(self) -> None:
        """Hear the answers, those of an earlier life's questions too."""
        self.client.add_dynamic_items(ForgetButton)

    @commands.hybrid_command(
        name="forget-me",
        aliases=["forgetme"],
        brief="Delete your pictures, jobs and settings.",
        description="Delete your pictures, jobs and settings.",
        help="Deletes all I keep of you on every server: pictures, jobs, settings. I ask first.",
    )
    @commands.guild_only()
    async def forget_me(self, here: Here) -> None:
        """Ask whether everything is to go."""
        view = ui.View(timeout=None)
        for what in LABELS:
            view.add_item(ForgetButton(what, here.author.id))
        await here.reply(
            "Shall I delete all your pictures, jobs and settings, on every server? Jobs that wait "
            "or run are cancelled. This cannot be undone.",
            view=view,
            mention_author=False,
            ephemeral=True,
        )
