"""The process that paints: `python -m bot.engines.worker --device cpu|cuda:0|auto`.

It speaks frames on stdin and stdout, logs on stderr, keeps the network warm between jobs, and ends
by itself when stdin does: a bot that was killed leaves nobody behind.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import threading
import time
from typing import TYPE_CHECKING

from bot.engines.events import frame_of
from bot.engines.frames import Frame
from bot.engines.line import Line, Orders, private_pipes
from bot.engines.protocol import Event, Progressed, Spec
from stylecore.errors import StyleError

if TYPE_CHECKING:
    from bot.engines.painter import Painter

__all__ = ["main"]

log = logging.getLogger(__name__)

EVERY = 0.25
"""Seconds between two frames that tell figures only."""
NICE = 5
"""The bot, on the same cores, must answer people while a picture is painted."""
BROKEN = "it could not be started; its log says why"


def main() -> int:
    """Load, say so, and paint what is ordered until stdin ends."""
    device = _device()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    os.nice(NICE)
    source, out = private_pipes()
    line, orders = Line(out), Orders(source)
    # Before torch is imported, which takes seconds: the bot may be gone by then.
    for task in (orders.listen, line.beat):
        threading.Thread(target=task, daemon=True).start()
    painter = _painter(device, line)
    if painter is None:
        return 1
    line.send(Frame("ready", {"device": str(painter.device), "name": painter.name}))
    while True:
        _paint(painter, orders.specs.get(), line, orders)


def _device() -> str:
    parser = argparse.ArgumentParser(prog="python -m bot.engines.worker", description=__doc__)
    parser.add_argument("--device", default="auto")
    return str(parser.parse_args().device)


def _painter(device: str, line: Line) -> Painter | None:
    """Return the painter of a device; say why there is none."""
    try:
        from bot.engines.painter import Painter

        return Painter(device)
    except StyleError as error:
        line.send(Frame("broken", {"message": str(error)}))
    except Exception:
        log.exception("the worker for %s did not start", device)
        line.send(Frame("broken", {"message": BROKEN}))
    return None


def _paint(painter: Painter, spec: Spec, line: Line, orders: Orders) -> None:
    told = 0.0
    for event in painter.paint(spec, lambda: orders.unwanted(spec)):
        line.moved()
        if not _figures_only(event) or time.monotonic() - told >= EVERY:
            line.send(frame_of(event, spec.job, spec.attempt))
            told = time.monotonic()


def _figures_only(event: Event) -> bool:
    return isinstance(event, Progressed) and event.picture is None


if __name__ == "__main__":
    sys.exit(main())
