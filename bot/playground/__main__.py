"""`python -m bot.playground`: run the loopback Discord until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
from pathlib import Path

from platformdirs import user_data_path

from bot.playground.app import start
from bot.playground.guard import is_loopback
from bot.playground.loopback import Loopback


def main() -> None:
    """Read the command line and serve."""
    options = _options()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    asyncio.run(_serve(options))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.playground", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", type=_host, help="a loopback address")
    parser.add_argument("--port", default=0, type=int, help="0 takes any that is free")
    parser.add_argument("--data", type=Path, default=user_data_path("easel") / "playground")
    parser.add_argument("--heartbeat", type=float, default=41.25, help="seconds")
    parser.add_argument(
        "--exit-with-parent", action="store_true", help="stop when standard input closes"
    )
    return parser.parse_args()


def _host(text: str) -> str:
    if not is_loopback(text):
        raise argparse.ArgumentTypeError("the playground is for this machine only: 127.0.0.1")
    return text


async def _serve(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if options.exit_with_parent:
        loop.add_reader(sys.stdin.fileno(), _watch_parent, stop)
    loopback = Loopback(options.data, heartbeat=options.heartbeat)
    runner = await start(loopback, options.host, options.port)
    _announce(loopback)
    await stop.wait()
    await runner.cleanup()
    loopback.close()


def _watch_parent(stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stop.set()


def _announce(loopback: Loopback) -> None:
    print(json.dumps(loopback.places()), flush=True)


if __name__ == "__main__":
    main()
