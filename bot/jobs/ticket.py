"""What a queue knows of a job."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Ticket"]


@dataclass(frozen=True)
class Ticket:
    """A waiting job. It goes to one of `devices` (none: to any), or, `together`, to all of them.

    `weight` says how often its member is served where others are served once.
    """

    job: int
    guild: int
    user: int
    pixels: int
    max_epochs: int
    devices: tuple[str, ...] = ()
    together: bool = False
    weight: int = 1

    def fits(self, device: str) -> bool:
        """Say whether a device may have a part in it."""
        return not self.devices or device in self.devices
