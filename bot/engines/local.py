"""The engine of one machine: a worker process for each device, kept warm and replaced on death."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator, Sequence

from bot.engines.child import Child, Patience
from bot.engines.children import environment
from bot.engines.protocol import Event, Slot, SlotLost, Spec

__all__ = ["LocalEngine"]

log = logging.getLogger(__name__)

WORKER = (sys.executable, "-m", "bot.engines.worker")
PAUSES = (0.0, 1.0, 5.0, 15.0, 60.0)
"""Seconds before a worker that did not get ready is started anew."""
ASKING = 120.0


class LocalEngine:
    """Slots named after devices: `cpu`, `cuda:0`; `auto` stands for all the machine has."""

    def __init__(
        self,
        devices: Sequence[str] = ("auto",),
        command: Sequence[str] = WORKER,
        patience: Patience | None = None,
    ) -> None:
        self._devices = devices
        self._command = command
        self._patience = patience or Patience()
        self._keepers: dict[str, Keeper] = {}

    async def open(self) -> None:
        """Find the devices and start their workers; they get warm on their own."""
        for device in await _resolve(self._devices):
            command = (*self._command, "--device", device)
            self._keepers[device] = Keeper(device, command, self._patience)

    async def close(self) -> None:
        """End every worker."""
        await asyncio.gather(*(keeper.close() for keeper in self._keepers.values()))
        self._keepers.clear()

    async def slots(self) -> list[Slot]:
        """Return every device, ready or not."""
        return [keeper.slot() for keeper in self._keepers.values()]

    async def ready(self, slot_id: str) -> Slot:
        """Wait until a device can take a job."""
        return await self._keepers[slot_id].ready()

    async def start(self, slot: Slot, spec: Spec) -> None:
        """Hand a job to a device."""
        await self._child(slot).begin(spec)

    async def events(self, slot: Slot, job: int, after: int = 0) -> AsyncIterator[Event]:
        """Yield a job's events."""
        async for event in self._child(slot).feed(job).read(after):
            yield event

    async def cancel(self, slot: Slot, job: int, hard: bool = False) -> None:
        """Stop a job at its next epoch, or at once with its process."""
        try:
            child = self._child(slot)
            feed = child.feed(job)
        except SlotLost:
            return
        if not hard:
            await child.cancel(job)
        elif not feed.over:
            child.kill("it did not stop when asked")

    def _child(self, slot: Slot) -> Child:
        keeper = self._keepers.get(slot.id)
        if keeper is None:
            raise SlotLost(f"there is no slot {slot.id}")
        return keeper.child(slot.boot)


class Keeper:
    """Keeps a worker alive for one device."""

    def __init__(self, device: str, command: Sequence[str], patience: Patience) -> None:
        self._device = device
        self._command = command
        self._patience = patience
        self._lives: list[Child] = []
        self._trouble: str | None = None
        self._changed = asyncio.Event()
        self._task = asyncio.create_task(self._keep(), name=f"worker {device}")

    def slot(self) -> Slot:
        """Return the device's slot as it is now."""
        child = self._lives[-1] if self._lives else None
        klass = self._device.partition(":")[0]
        if child is None or not child.ready:
            return Slot(self._device, klass, "", busy=False, trouble=self._trouble)
        return Slot(self._device, klass, child.boot, child.busy)

    async def ready(self) -> Slot:
        """Wait until the slot is there and free."""
        while True:
            self._changed.clear()
            slot = self.slot()
            if slot.boot and not slot.busy:
                return slot
            await self._changed.wait()

    def child(self, boot: str) -> Child:
        """Return a worker by its boot; the one before the present is known, too, for its events."""
        for child in self._lives:
            if child.boot == boot:
                return child
        raise SlotLost(f"the worker for {self._device} was replaced")

    async def close(self) -> None:
        """End the worker and keep none."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _keep(self) -> None:
        failures = 0
        while True:
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            try:
                failures = 0 if await self._life() else failures + 1
            except Exception:
                log.exception("%s: the worker could not be looked after", self._device)
                failures += 1

    async def _life(self) -> bool:
        """Live through one worker; say whether it got ready."""
        was_ready = False
        try:
            child = await Child.spawn(self._command, self._patience, self._changed.set)
            self._lives = [*self._lives[-1:], child]
            log.info("%s: worker %d starts", self._device, child.pid)
            await child.live()
            self._trouble = child.trouble or "it ended by itself"
            was_ready = bool(child.name)
        except OSError as error:
            self._trouble = str(error)
        log.warning("%s: the worker is gone: %s", self._device, self._trouble)
        return was_ready


async def _resolve(devices: Sequence[str]) -> list[str]:
    """Return the names of devices, `auto` replaced by those that the machine has."""
    found: list[str] = []
    for device in devices:
        found += await _ask() if device == "auto" else [device]
    return list(dict.fromkeys(found))


async def _ask() -> list[str]:
    """Ask in a process of its own: torch is not for the bot. If that fails, a worker will see."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "stylecore.devices"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        env=environment(),
    )
    try:
        out, _ = await asyncio.wait_for(process.communicate(), ASKING)
        return [str(name) for name in json.loads(out)] or ["auto"]
    except (TimeoutError, ValueError, TypeError):
        log.warning("the devices of this machine could not be listed")
        return ["auto"]
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
