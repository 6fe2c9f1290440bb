"""A worker's ends of the pipes: what it says to the bot, and what the bot orders."""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
import time
from typing import BinaryIO

from bot.engines.events import spec_of
from bot.engines.frames import Frame, pack, read
from bot.engines.protocol import Spec

__all__ = ["Line", "Orders", "private_pipes"]

BEAT = 1.0
"""Seconds between two signs of life."""


def private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return stdin and stdout for frames only: a stray print goes to stderr from now on."""
    source, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(sys.stderr.fileno(), 1)
    return source, out


class Line:
    """The way to the bot: whole frames, from any thread."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._lock = threading.Lock()
        self._moved = time.monotonic()

    def moved(self) -> None:
        """Note that the work itself moved on; beats tell how long ago that was."""
        self._moved = time.monotonic()

    def send(self, frame: Frame) -> None:
        """Write a frame; end this process if nobody is there to read it."""
        try:
            with self._lock:
                for piece in pack(frame):
                    self._out.write(piece)
                self._out.flush()
        except BrokenPipeError:
            os._exit(0)

    def beat(self) -> None:
        """Give signs of life, for ever."""
        while True:
            self.send(Frame("beat", {"idle": time.monotonic() - self._moved}))
            time.sleep(BEAT)


class Orders:
    """What the bot wants: jobs, one after the other, and which of them no longer."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._unwanted: set[tuple[int, int]] = set()
        self.specs: queue.Queue[Spec] = queue.Queue()

    def listen(self) -> None:
        """Read orders until the bot is gone; then end this process, in mid-epoch too."""
        with contextlib.suppress(BaseException):
            while frame := read(self._source):
                self._take(frame)
        os._exit(0)

    def unwanted(self, spec: Spec) -> bool:
        """Say whether an attempt is to stop."""
        return (spec.job, spec.attempt) in self._unwanted

    def _take(self, frame: Frame) -> None:
        if frame.kind == "start":
            self.specs.put(spec_of(frame))
        elif frame.kind == "cancel":
            self._unwanted.add((frame.values["job"], frame.values["attempt"]))
