"""`easel`: what only whoever runs the bot may see and do."""

# discord.py does not let a group infer the cog of its subcommands.
# mypy: disable-error-code="arg-type"

from __future__ import annotations

import asyncio
import os
import signal

import discord
from discord.ext import commands

from bot.chat.admin import faces
from bot.chat.admin.bounds import host_of
from bot.chat.admin.gate import check_owner
from bot.chat.client import Easel, Here
from bot.settings import SettingsError, reloaded
from stylecore.errors import StyleError

__all__ = ["HostDesk"]

SHOWN = 20


class HostDesk(commands.Cog, name="Host"):
    """The desk of whoever runs the bot."""

    def __init__(self, client: Easel) -> None:
        self.client = client

    async def cog_check(self, here: Here) -> bool:  # type: ignore[override]
        """Ask at every use."""
        check_owner(here)
        return True

    @commands.group(name="easel", invoke_without_command=True, hidden=True)
    async def easel(self, here: Here) -> None:
        """Show how it goes."""
        await self.status(here)

    @easel.command(name="status")
    async def status(self, here: Here) -> None:
        """Show the devices, what waits, and whether work is taken."""
        office = self.client.service.office
        state = "draining: nothing new is taken or begun" if office.draining else "open"
        lines = faces.device_lines(await office.desks())
        text = f"{state} · {office.waiting()} waiting · {len(self.client.guilds)} servers\n"
        await _show(here, "Easel", text + "\n".join(lines))

    @easel.command(name="devices")
    async def devices(self, here: Here) -> None:
        """Show the pool, its classes and what each device does."""
        lines = faces.device_lines(await self.client.service.office.desks())
        classes = self.client.settings.classes.items()
        lines += [f"class `{name}`: {', '.join(devices)}" for name, devices in classes]
        await _show(here, "Devices", "\n".join(lines) or "There is none.")

    @easel.command(name="guilds")
    async def guilds(self, here: Here) -> None:
        """Show the servers, their devices and their use of them in 24 hours."""
        office, lines = self.client.service.office, []
        for guild in self.client.guilds[:SHOWN]:
            devices = ", ".join(office.granted(guild.id)) or "none"
            minutes = await office.used(guild.id) / 60
            name = discord.utils.escape_markdown(guild.name)
            lines.append(f"{name} (`{guild.id}`) · {devices} · {minutes:.0f} GPU-minutes")
        await _show(here, f"{len(self.client.guilds)} servers", "\n".join(lines))

    @easel.command(name="reload")
    async def reload(self, here: Here) -> None:
        """Read easel.toml again: grants, maxima and defaults hold from now on."""
        try:
            settings, later = reloaded(self.client.settings)
        except SettingsError as error:
            raise StyleError(f"Nothing was changed: {error}") from None
        self.client.settings = settings
        await self.client.service.office.reload(host_of(settings))
        restart = f" These need a restart: {', '.join(later)}." if later else ""
        await here.reply(f"Read again; no job was lost.{restart}", mention_author=False)

    @easel.command(name="drain")
    async def drain(self, here: Here, switch: str = "on") -> None:
        """Take and begin nothing new, finish what runs; `drain off` goes on again."""
        if switch not in ("on", "off"):
            raise StyleError("Say `easel drain` or `easel drain off`.")
        self.client.service.office.drain(switch == "on")
        said = "Draining: I finish what runs." if switch == "on" else "Open again."
        await here.reply(said, mention_author=False)

    @easel.command(name="shutdown")
    async def shutdown(self, here: Here) -> None:
        """Stop the bot; what waits or runs goes on at the next start."""
        await here.reply("Good night. Nothing is lost.", mention_author=False)
        # The same way as from outside: the composition root knows how to stop in order.
        asyncio.get_running_loop().call_soon(os.kill, os.getpid(), signal.SIGTERM)


async def _show(here: Here, title: str, text: str) -> None:
    embed = discord.Embed(title=title, description=text[:4000], colour=faces.VIOLET)
    await here.reply(embed=embed, mention_author=False)
