"""A small bot that behaves as Easel does on the page: repaints in place, then replies."""

from __future__ import annotations

import asyncio

import discord

from tests.bot.playground.driver import Recorder, attached

COLOURS = ("red", "orange", "gold", "green")


class Painter(Recorder):
    """Answers `!style` with a picture that changes three times, then with a reply."""

    def __init__(self) -> None:
        super().__init__()
        self.step = asyncio.Event()
        self._jobs: set[asyncio.Task[None]] = set()

    async def on_message(self, message: discord.Message) -> None:
        """Paint."""
        if message.content.startswith("!style"):
            job = asyncio.create_task(self.paint(message))
            self._jobs.add(job)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer the button."""
        await interaction.response.send_message(f"{interaction.user.mention} wants **more**")

    async def paint(self, asked: discord.Message) -> None:
        """Post, repaint at each step, reply."""
        notice = await asked.reply(embed=_embed(0), file=attached(COLOURS[0], "p.png"))
        for number, colour in enumerate(COLOURS[1:], 1):
            await self.next_step()
            files = [attached(colour, "p.png")]
            notice = await notice.edit(embed=_embed(number), attachments=files)
        await self.next_step()
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="More style", custom_id="more"))
        await asked.reply("Done: <b>bold</b> `code` **strong**", file=attached("blue"), view=view)

    async def next_step(self) -> None:
        """Wait until the test wants the next one."""
        await asyncio.wait_for(self.step.wait(), 60)
        self.step.clear()


def _embed(number: int) -> discord.Embed:
    embed = discord.Embed(title="Painting", description=f"step {number}", colour=0xF2A65A)
    embed.add_field(name="Epoch", value=f"{number} of 3").set_footer(text="a footer")
    return embed.set_image(url="attachment://p.png")
