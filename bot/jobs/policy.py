"""What holds on one server: its admins' wishes within the host's bounds. Plain frozen data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

__all__ = ["MAX_WEIGHT", "Policy", "Progress"]

Progress = Literal["edit", "thread", "off"]

MAX_WEIGHT = 10
"""The highest priority of a role: its members are served ten times as often as others."""

NOBODY: frozenset[int] = frozenset()
PLAIN: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True)
class Policy:
    """The rules of one server. Ids are Discord's; nothing in a set of "allowed" means all.

    `per_member` and `per_guild` count pictures waiting or being painted, `queue_length` those
    waiting. `daily_gpu_minutes` is for the last 24 hours, 0 for no limit. `devices` are names
    such as `cuda:0`; none means all that the host granted. `progress_interval` is seconds between
    two edits of a message.
    """

    per_member: int = 3
    per_guild: int = 25
    queue_length: int = 25
    daily_gpu_minutes: int = 0
    max_long_edge: int = 1024
    max_num_epochs: int = 1000
    devices: tuple[str, ...] = ()
    channels_allowed: frozenset[int] = NOBODY
    channels_denied: frozenset[int] = NOBODY
    roles_allowed: frozenset[int] = NOBODY
    role_weights: Mapping[int, int] = field(default_factory=lambda: PLAIN)
    progress: Progress = "edit"
    progress_interval: float = 1.5
    paused: bool = False
    banned: frozenset[int] = NOBODY

    @property
    def maxima(self) -> dict[str, float]:
        """What a request may ask for at most, by the option's name."""
        return {"max_long_edge": self.max_long_edge, "max_num_epochs": self.max_num_epochs}

    def weight(self, roles: Collection[int]) -> int:
        """Return how often a member with these roles is served where others are served once."""
        return max((self.role_weights.get(role, 1) for role in roles), default=1)
