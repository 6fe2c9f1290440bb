"""The composition root: the one place where settings, jobs, engine and chat meet."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading

import aiohttp
import discord
from rich.console import Console
from rich.logging import RichHandler

from bot.chat.admin import AdminDesk, HostDesk, host_of
from bot.chat.client import Easel, point_at
from bot.chat.cogs import PARTS
from bot.engines.local import LocalEngine
from bot.engines.protocol import Engine
from bot.jobs.service import JobService
from bot.jobs.store import JobStore
from bot.settings import Settings

__all__ = ["assemble", "run"]

log = logging.getLogger("bot")

SECONDS_TO_STOP = 10.0
PORTAL = "https://discord.com/developers/applications"
NO_TOKEN = (
    "There is no token. Set DISCORD_TOKEN, or DISCORD_TOKEN_FILE to a file that holds it "
    f"(from {PORTAL}, your application, Bot); or try `python -m bot playground`, which needs none."
)
BAD_TOKEN = (
    "Discord does not accept the token. Copy it anew from "
    f"{PORTAL} (your application, Bot, Reset Token) into DISCORD_TOKEN."
)
NO_INTENT = (
    "Discord does not let the bot read messages yet. Switch on Message Content Intent at "
    f"{PORTAL} (your application, Bot, Privileged Gateway Intents), then start again."
)


def run(settings: Settings, *, exit_with_parent: bool = False) -> int:
    """Run the bot until it is told to stop; return the process's exit status."""
    if settings.token is None:
        return _give_up(NO_TOKEN)
    start_logging(settings)
    point_at(settings)
    try:
        return asyncio.run(_serve(settings, settings.token.get_secret_value(), exit_with_parent))
    except discord.LoginFailure:
        return _give_up(BAD_TOKEN)
    except discord.PrivilegedIntentsRequired:
        return _give_up(NO_INTENT)
    except aiohttp.ClientConnectionError as error:
        return _give_up(f"Discord could not be reached: {error}", status=1)


def start_logging(settings: Settings) -> None:
    """Log to standard error: in colour at a terminal, else in plain lines; never the token."""
    handler: logging.Handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    if sys.stderr.isatty():
        handler = RichHandler(console=Console(stderr=True), show_path=False)
        handler.setFormatter(logging.Formatter("%(message)s"))
    handler.addFilter(_Redact(settings.token.get_secret_value() if settings.token else ""))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("discord").setLevel(logging.WARNING)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # there is no voice here


class _Redact(logging.Filter):
    """Blots the token out of whatever is logged, should a library put it there."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._secret = secret

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record that holds the secret."""
        if self._secret and self._secret in (text := record.getMessage()):
            record.msg, record.args = text.replace(self._secret, "(token)"), ()
        return True


def assemble(settings: Settings, engine: Engine) -> Easel:
    """Put the parts together."""
    client = Easel(settings, (*PARTS, AdminDesk, HostDesk))
    store = JobStore(settings.data)
    client.service = JobService(store, engine, host_of(settings), client.posts)
    client.posts.service = client.service
    return client


async def _serve(settings: Settings, token: str, exit_with_parent: bool) -> int:
    """Run the bot until a signal, or until Discord throws it out."""
    client = assemble(settings, LocalEngine(settings.devices))
    told_to_stop = _stop_event(exit_with_parent)
    asked = asyncio.create_task(told_to_stop.wait())
    running = asyncio.create_task(client.start(token))
    try:
        await asyncio.wait((asked, running), return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
    finally:
        asked.cancel()
        await _stop(client)
        await asyncio.gather(running, return_exceptions=True)
    return 0


async def _stop(client: Easel) -> None:
    """Stop taking, stop the workers, leave; whatever hangs is cut off in the end.

    Jobs that wait or run are durable and go on at the next start.
    """
    axe = threading.Timer(SECONDS_TO_STOP - 0.5, os._exit, (1,))
    axe.daemon = True
    axe.start()
    try:
        await asyncio.wait_for(client.shut(), SECONDS_TO_STOP - 1.5)
    except Exception:
        log.exception("stopping was not clean")


def _stop_event(exit_with_parent: bool) -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set, and the end of standard input if asked to."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if exit_with_parent:
        loop.add_reader(sys.stdin.fileno(), _watch_parent, stop)
    return stop


def _watch_parent(stop: asyncio.Event) -> None:
    """Stop when the process that started this one is gone, and so its end of our input."""
    if not os.read(sys.stdin.fileno(), 4096):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stop.set()


def _give_up(reason: str, status: int = 2) -> int:
    """Say in one line why there is no bot, and what to do."""
    print(f"easel: {reason}", file=sys.stderr)
    return status
