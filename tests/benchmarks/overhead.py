"""What the whole bot costs beside stylecore: durable queue, process, progress pictures, sockets."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp

from stylecore.images import fit
from stylecore.samples import load
from tests.benchmarks.places import ROOT
from tests.e2e.studio import Json, Studio, is_artwork, is_reply, pictures_of, png, words

__all__ = ["measure_overhead"]

ROUNDS = 2
SMALL = 96
BARE = """
import json, sys, time
from PIL import Image
from stylecore import StyleOptions, load_image, stylize
from stylecore.encoders import load_encoder
from stylecore.images import encode
from pathlib import Path
import torch
options = StyleOptions(**json.loads(sys.argv[3]))
encoder = load_encoder(options, torch.device("cpu" if not torch.cuda.is_available() else "cuda"))
list(stylize(*(load_image(Path(p)) for p in sys.argv[1:3]), options.but({"max_num_epochs": 2}),
             encoder=encoder))
started = time.monotonic()
*_, artwork = stylize(*(load_image(Path(p)) for p in sys.argv[1:3]), options, encoder=encoder)
encode(artwork.picture)
print(time.monotonic() - started)
"""
"""A job without a bot, the network warm, no pictures on the way: from files to a file's bytes."""


def measure_overhead(size: int, epochs: int) -> dict[str, Any]:
    """Return seconds of the same job bare and through the bot, and of a small second one's start.

    `bare` and `bot` are in turn; the bot's from the request being posted to its artwork being seen,
    on a worker that is warm. `first_epoch` is from a small job's acknowledgement being seen to its
    first progress.
    """
    return asyncio.run(_measure(size, epochs))


async def _measure(size: int, epochs: int) -> dict[str, Any]:
    options = {"max_long_edge": size, "max_num_epochs": epochs, "stop_eps": 0}
    pictures = [png(fit(load(name), size)) for name in ("chelsea", "starry")]
    files = list(zip(("cat.png", "swirl.png"), pictures, strict=True))
    bare, bot, first = [], [], []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, data in files:
            (folder / name).write_bytes(data)
        async with aiohttp.ClientSession() as session:
            studio = Studio(folder, options, session)
            try:
                await studio.open()
                await studio.start_bot()
                await _job(studio, files, f"epochs=3 size={SMALL}")
                for _ in range(ROUNDS):
                    bare.append(await asyncio.to_thread(_bare, folder, options))
                    bot.append(await _job(studio, files, ""))
                    first.append(await _first_epoch(studio, files))
            finally:
                await studio.close()
    return {"bare": bare, "bot": bot, "first_epoch": first}


def _bare(folder: Path, options: dict[str, Any]) -> float:
    chosen = json.dumps(options | {"save_epochs": 100_000})
    command = [sys.executable, "-c", BARE, folder / "cat.png", folder / "swirl.png", chosen]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return float(done.stdout)


async def _job(studio: Studio, files: list[tuple[str, bytes]], words: str) -> float:
    started = time.monotonic()
    request = await studio.say(f"!style {words}".strip(), *files)
    await studio.until(lambda e: is_artwork(e, request), seconds=600)
    return time.monotonic() - started


async def _first_epoch(studio: Studio, files: list[tuple[str, bytes]]) -> float:
    """Return the seconds from the bot's acknowledgement to its first word of an epoch, as seen."""
    request = await studio.say(f"!style epochs=30 save=1 size={SMALL}", *files)
    await studio.reply_to(request)
    started = time.monotonic()
    await studio.until(lambda e: is_reply(e, request) and _tells_an_epoch(e["message"]), seconds=60)
    seconds = time.monotonic() - started
    final = await studio.until(lambda e: is_artwork(e, request), seconds=60)
    assert pictures_of(final["message"])
    return seconds


def _tells_an_epoch(message: Json) -> bool:
    return re.search(r"epoch \d+", words(message)) is not None
