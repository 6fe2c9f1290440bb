"""The playground as a whole: the loopback Discord and the bot, each a process of its own.

Either is started again when it dies, so that the chat stays while the bot comes back. Both end with
this process: by its signal or, should it be killed outright, by the end of their standard input.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from pathlib import Path

from rich.console import Console
from rich.logging import RichHandler

__all__ = ["run"]

log = logging.getLogger("studio")

USUAL_PORT = 8420
FIRST_PAUSE, LONGEST_PAUSE, STEADY = 0.5, 10.0, 30.0
SECONDS_TO_STOP = 11.0
HOPELESS = 2
SMALL = {"max_long_edge": 256, "save_epochs": 10, "max_num_epochs": 120}

Start = Callable[[], Awaitable[Process]]
Hear = Callable[[str], None]


class Hopeless(Exception):  # noqa: N818 - a state, said to the caller
    """A process ended in a way that starting it again would not mend."""


def run(data: Path, port: int | None) -> int:
    """Run the playground until it is told to stop; return the exit status."""
    handler = RichHandler(console=Console(stderr=True), show_path=False)
    logging.basicConfig(level=logging.INFO, format="%(message)s", handlers=[handler], force=True)
    return asyncio.run(_run(Studio(data, _free(USUAL_PORT) if port is None else port)))


async def _run(studio: Studio) -> int:
    """Keep the studio until a signal, or until it is hopeless."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    asked = asyncio.create_task(stop.wait())
    kept = [asyncio.create_task(studio.keep_bot()), asyncio.create_task(studio.keep_loopback())]
    await asyncio.wait([asked, *kept], return_when=asyncio.FIRST_COMPLETED)
    for task in (*kept, asked):
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return 0 if stop.is_set() else HOPELESS


class Studio:
    """The two processes, and what one has to know of the other."""

    def __init__(self, data: Path, port: int) -> None:
        self._data = data
        self._port = port
        self._places: dict[str, str] = {}
        self._ready = asyncio.Event()
        self._greeted = False

    async def keep_loopback(self) -> None:
        """Keep the loopback Discord running, at the same address."""
        await _keep("the playground", self._start_loopback, self._hear_loopback)

    async def keep_bot(self) -> None:
        """Keep the bot running, once there is a Discord to join."""
        await self._ready.wait()
        await _keep("the bot", self._start_bot, self._hear_bot)

    async def _start_loopback(self) -> Process:
        where = ["--port", str(self._port), "--data", str(self._data / "chat")]
        return await _start(["bot.playground", "--exit-with-parent", *where], dict(os.environ))

    async def _start_bot(self) -> Process:
        return await _start(
            ["bot", "run", "--exit-with-parent"], environment(self._places, self._data / "bot")
        )

    def _hear_loopback(self, line: str) -> None:
        """Learn where the loopback is; its first line says so."""
        self._places = json.loads(line)
        self._port = int(self._places["cdn"].rpartition(":")[2])
        self._ready.set()

    def _hear_bot(self, line: str) -> None:
        """Greet once, when the bot says that it is online."""
        if not self._greeted and "online" in line:
            self._greeted = True
            print(f"\n  Easel's playground is open:  {self._places['url']}\n", flush=True)
            print("  Drop in two pictures, type !style weight=20:1, and watch. ", end="")
            print("Ctrl-C closes it.\n", flush=True)


def environment(places: dict[str, str], data: Path) -> dict[str, str]:
    """Return the environment that points a bot at the loopback; what the host set stays set."""
    usual = {"EASEL_DEFAULTS": json.dumps(SMALL), "EASEL_EDIT_INTERVAL": "1"}
    inherited = {k: v for k, v in os.environ.items() if k != "DISCORD_TOKEN_FILE"}
    return {
        **usual,
        **inherited,
        "DISCORD_TOKEN": "playground",
        "EASEL_DISCORD_API": places["api"],
        "EASEL_DISCORD_GATEWAY": places["gateway"],
        "EASEL_CDN_HOSTS": places["cdn"],
        "EASEL_DATA": str(data),
    }


async def _start(module: list[str], environ: dict[str, str]) -> Process:
    """Start a Python module; out of reach of the terminal's Ctrl-C, which is ours to handle."""
    command = [sys.executable, "-m", *module]
    return await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, env=environ, start_new_session=True
    )


async def _keep(name: str, start: Start, hear: Hear) -> None:
    """Start a process again and again, hearing its lines; end it when cancelled."""
    pause = FIRST_PAUSE
    while True:
        process, began = await start(), time.monotonic()
        try:
            status = await _listen(process, hear)
        finally:
            await _end(process)
        if status == HOPELESS:
            raise Hopeless(name)
        pause = FIRST_PAUSE if time.monotonic() - began > STEADY else pause
        log.warning("%s stopped (status %s); starting it again", name, status)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _listen(process: Process, hear: Hear) -> int:
    """Hear every line that the process says until it ends; return its status."""
    assert process.stdout is not None, "started with a pipe"
    async for line in process.stdout:
        hear(line.decode("utf-8", "replace"))
    return await process.wait()


async def _end(process: Process) -> None:
    """Ask a process to stop, and after a while make it."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), SECONDS_TO_STOP)
    except TimeoutError:
        process.kill()
        await process.wait()


def _free(port: int) -> int:
    """Return `port` if it can be had, else 0 for any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port
