"""What a server's admins and the host do: rules, the audit, reload, drain, and a look at it all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.engines.protocol import Engine, Slot
from bot.jobs.admission import Admission
from bot.jobs.board import Board
from bot.jobs.host import Host
from bot.jobs.job import Job
from bot.jobs.policies import Change, Policies

if TYPE_CHECKING:
    from bot.jobs.service import JobService

__all__ = ["Desk", "Office"]


@dataclass(frozen=True)
class Desk:
    """A device as it is now: the job on it, if any, and the seconds that it will still take."""

    slot: Slot
    job: Job | None
    left: float | None


class Office:
    """The service's other door. Who may pass it is the business of whoever calls."""

    def __init__(
        self,
        service: JobService,
        policies: Policies,
        engine: Engine,
        admission: Admission,
        board: Callable[[], Board],
    ) -> None:
        self._service = service
        self._policies = policies
        self._engine = engine
        self._admission = admission
        self._board = board
        self.draining = False

    @property
    def host(self) -> Host:
        """The host's bounds."""
        return self._policies.host

    def granted(self, guild_id: int) -> tuple[str, ...]:
        """Return the devices that the host lets a server use."""
        return self.host.granted(guild_id, self._board().devices)

    async def change(
        self, guild_id: int, by: int, action: str, values: Mapping[str, Any]
    ) -> Change:
        """Set rules of a server, None for the host's own; raise Refused for one out of bounds."""
        change = await self._policies.change(guild_id, by, action, values)
        await self._moved(change)
        return change

    async def undo(self, guild_id: int, by: int, number: int | None = None) -> Change:
        """Take a change back, the latest if none is named; raise Refused if that cannot be."""
        change = await self._policies.undo(guild_id, by, number)
        await self._moved(change)
        return change

    async def changes(self, guild_id: int, limit: int) -> list[Change]:
        """Return the latest changes on a server, newest first."""
        return await self._policies.changes(guild_id, limit)

    async def cancel(self, guild_id: int, by: int, jobs: list[Job]) -> list[int]:
        """Cancel jobs of a server, and note it; return those that were not over already."""
        own = [job.id for job in jobs if job.guild_id == guild_id]
        done = [number for number in own if await self._service.cancel(number)]
        if done:
            await self._policies.note(guild_id, by, "cancel", {"jobs": done})
        return done

    async def used(self, guild_id: int) -> float:
        """Return the device-seconds that a server had in the last 24 hours."""
        return await self._admission.used(guild_id)

    async def desks(self) -> list[Desk]:
        """Return every device with what it does."""
        board, found = self._board(), []
        on = {device: r for r in board.running.values() for device in r.devices}
        for slot in await self._engine.slots():
            running = on.get(slot.id)
            job = board.live(running.job) if running else None
            left = running.left(board.pace(running.devices)) if running else None
            found.append(Desk(slot, job, left))
        return found

    def waiting(self) -> int:
        """Return how many jobs wait, on all servers."""
        return len(self._board().queues)

    async def reload(self, host: Host) -> None:
        """Go by other bounds from now on; no job is lost."""
        self._policies.host = host
        await self._service.retarget()

    def drain(self, draining: bool) -> None:
        """Take and begin nothing any more, finish what runs; or go on again."""
        self.draining = draining
        self._admission.open = not draining
        self._board().queues.close(draining)

    async def _moved(self, change: Change) -> None:
        if "devices" in change.new:
            await self._service.retarget()
