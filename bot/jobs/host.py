"""What the host decides for all servers: the bounds within which their admins may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["ALL", "Host"]

ALL = "default"
"""The name under which `grants` says what servers get that it does not name."""


@dataclass(frozen=True)
class Host:
    """Hard maxima, and who may use which devices.

    `queue_length` counts what waits on all servers together, `per_member` what a member has in
    flight on all of them. `grants` maps a server's id, or ALL, to names of devices; a server that
    it does not cover may use every device. Pictures are kept for `keep_days`. `min_interval` is
    the fewest seconds between two edits.
    """

    queue_length: int = 100
    per_member: int = 3
    per_guild: int = 25
    daily_gpu_minutes: int = 0
    max_long_edge: int = 1024
    max_num_epochs: int = 1000
    min_interval: float = 1.5
    keep_days: float = 7.0
    grants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def granted(self, guild_id: int, devices: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of the machine's devices that a server may use."""
        named = self.grants.get(str(guild_id), self.grants.get(ALL))
        return devices if named is None else tuple(d for d in devices if d in named)
