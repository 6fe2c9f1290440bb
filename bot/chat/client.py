"""The Discord client: which events it asks for, what it may do by default, and its parts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import discord
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.chat.intake import Intake
from bot.chat.manual import Help
from bot.chat.posts import Posts
from bot.chat.styles import Samples, Styles
from bot.settings import Settings, is_loopback
from stylecore.errors import StyleError

if TYPE_CHECKING:
    from bot.jobs.service import JobService

Part = Callable[["Easel"], commands.Cog]

__all__ = ["Easel", "Here", "point_at"]

log = logging.getLogger(__name__)


class Easel(commands.Bot):
    """The bot as Discord sees it. `service` is set by the composition root before it starts."""

    service: JobService

    def __init__(self, settings: Settings, parts: Sequence[Part]) -> None:
        local = is_loopback(urlsplit(settings.discord_api or "").hostname)
        super().__init__(
            command_prefix=commands.when_mentioned_or(settings.prefix),
            case_insensitive=True,
            strip_after_prefix=True,
            help_command=Help(),
            intents=discord.Intents(guilds=True, guild_messages=True, message_content=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.1 if local else 2.0,
            activity=discord.CustomActivity(f"{settings.prefix}style with a photo and a painting"),
        )
        self.settings = settings
        self.closing = False
        self._parts = parts
        self.intake = Intake(settings.cdn_hosts, settings.attachment_bytes)
        self.posts = Posts(self)
        self.styles: Styles = Samples()

    async def setup_hook(self) -> None:
        """Add commands and buttons, then take up the jobs of an earlier life of the bot."""
        for part in self._parts:
            await self.add_cog(part(self))
        await self.service.start()
        await self._sync()

    async def _sync(self) -> None:
        """Tell Discord of the slash commands; without that the typed ones still work."""
        try:
            await self.tree.sync()
        except discord.HTTPException as error:
            log.warning("Discord did not take the slash commands: %s", error)

    async def on_ready(self) -> None:
        """Say on standard output that the bot is there: whoever started it may wait for that."""
        print(f"Easel is online as {self.user} on {len(self.guilds)} server(s).", flush=True)

    async def on_command_error(self, *_: object) -> None:
        """Leave it to the errors cog: discord.py would print a traceback besides."""

    def check_open(self) -> None:
        """Refuse new work while the bot is about to stop."""
        if self.closing:
            raise StyleError("I'm just closing for a moment. Please ask again in a minute.")

    async def shut(self) -> None:
        """Stop taking, painting and posting, then leave. What is unfinished is durable."""
        self.closing = True
        await self.service.stop()
        await self.posts.close()
        await self.intake.close()
        await self.close()


Here = commands.Context[Easel]


def point_at(settings: Settings) -> None:
    """Point discord.py at the API and gateway that the settings name, if they name any."""
    if settings.discord_api:
        Route.BASE = settings.discord_api
    if settings.discord_gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord_gateway)
