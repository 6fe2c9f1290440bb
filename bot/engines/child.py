"""One life of one worker process, seen from the bot."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from bot.engines.children import environment
from bot.engines.events import event_of, start_frame
from bot.engines.feed import Feed
from bot.engines.frames import Frame, FrameError, pack, receive
from bot.engines.protocol import SlotLost, Spec

__all__ = ["Child", "Patience"]

log = logging.getLogger(__name__)

BUFFER = 1024 * 1024
LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}


@dataclass(frozen=True)
class Patience:
    """Seconds: without a sign of life, for one epoch, and between closing stdin and killing."""

    hang: float = 30.0
    stall: float = 600.0
    leave: float = 3.0


class Child:
    """A worker process with at most one job. `live` must run for as long as it does."""

    def __init__(
        self, process: asyncio.subprocess.Process, patience: Patience, changed: Callable[[], None]
    ) -> None:
        self.boot = secrets.token_hex(8)
        self.ready = False
        self.name = ""
        self.trouble: str | None = None
        self._process = process
        self._patience = patience
        self._changed = changed
        self._key: tuple[int, int] | None = None
        self._feed = Feed()
        self._feed.over = True
        self._heard = time.monotonic()
        self._idle = 0.0
        self._writing = asyncio.Lock()

    @classmethod
    async def spawn(
        cls, command: Sequence[str], patience: Patience, changed: Callable[[], None]
    ) -> Self:
        """Start a process."""
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            # On cores that others use too, threads that spin while they wait cost most of the time.
            env=environment(OMP_WAIT_POLICY=os.environ.get("OMP_WAIT_POLICY", "PASSIVE")),
            limit=BUFFER,
            # Ctrl-C in a terminal is for the bot, which then closes its workers in order.
            start_new_session=True,
        )
        return cls(process, patience, changed)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def busy(self) -> bool:
        """Say whether a job is in it."""
        return not self._feed.over

    async def live(self) -> None:
        """Listen to the process until it ends, and see to it that it does if it must."""
        helpers = [asyncio.create_task(self._relay()), asyncio.create_task(self._watch())]
        try:
            await self._listen()
        except (FrameError, ValueError, TypeError) as error:
            self.trouble = f"it spoke gibberish: {error}"
        finally:
            for helper in helpers:
                helper.cancel()
            await self._leave()
            self.ready = False
            status = self._process.returncode
            self._feed.lose(f"the worker ended ({self.trouble or f'exit status {status}'})")
            self._changed()

    async def begin(self, spec: Spec) -> None:
        """Hand a job over. Raises SlotLost if the process is no more."""
        if self._key == (spec.job, spec.attempt):
            return
        if self.busy:
            raise RuntimeError(f"the slot is busy with job {self._key}")
        self._key, self._feed, self._idle = (spec.job, spec.attempt), Feed(), 0.0
        try:
            await self._send(start_frame(spec))
        except ConnectionError:
            self._feed.lose("the worker was gone already")
            raise SlotLost("the worker was gone already") from None

    def feed(self, job: int) -> Feed:
        """Return the events of its job. Raises SlotLost if it has another."""
        if self._key is None or self._key[0] != job:
            raise SlotLost(f"job {job} is not here")
        return self._feed

    async def cancel(self, job: int) -> None:
        """Ask the job to stop at its next epoch, if it is still here."""
        if self.busy and self._key and self._key[0] == job:
            with contextlib.suppress(ConnectionError):
                await self._send(Frame("cancel", {"job": job, "attempt": self._key[1]}))

    def kill(self, why: str) -> None:
        """Kill the process; `live` sees it end."""
        self.trouble = self.trouble or why
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def _send(self, frame: Frame) -> None:
        assert self._process.stdin
        async with self._writing:
            for piece in pack(frame):
                self._process.stdin.write(piece)
            await self._process.stdin.drain()

    async def _listen(self) -> None:
        assert self._process.stdout
        while frame := await receive(self._process.stdout):
            self._heard = time.monotonic()
            self._take(frame)

    def _take(self, frame: Frame) -> None:
        if frame.kind == "beat":
            self._idle = float(frame.values.get("idle", 0.0))
        elif frame.kind == "ready":
            self.ready, self.name = True, str(frame.values.get("name", ""))
            self._changed()
        elif frame.kind == "broken":
            self.trouble = str(frame.values.get("message", ""))
        elif (frame.values.get("job"), frame.values.get("attempt")) == self._key:
            self._idle = 0.0
            self._feed.add(event_of(frame))
            if self._feed.over:
                self._changed()

    async def _watch(self) -> None:
        """Kill a process that hangs: two late looks in a row, as the bot itself may have slept."""
        late = 0
        while late < 2:
            await asyncio.sleep(self._patience.hang / 4)
            silent = time.monotonic() - self._heard > self._patience.hang
            stalled = self.busy and self._idle > self._patience.stall
            late = late + 1 if silent or stalled else 0
        self.kill("it hung")

    async def _relay(self) -> None:
        """Pass the process's log on to ours."""
        assert self._process.stderr
        while True:
            try:
                line = await self._process.stderr.readline()
            except ValueError:
                continue  # a line longer than the buffer
            if not line:
                return
            text = line.decode(errors="replace").rstrip()
            log.log(LEVELS.get(text.split(" ", 1)[0], logging.INFO), "[%d] %s", self.pid, text)

    async def _leave(self) -> None:
        """Close the process's stdin, which ends it, and kill it if it lingers."""
        assert self._process.stdin
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), self._patience.leave)
        except TimeoutError:
            self.kill("it lingered")
            await self._process.wait()
