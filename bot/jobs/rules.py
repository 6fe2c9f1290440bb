"""What an admin may set: names, bounds, and how each value is kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from bot.jobs.host import Host
from bot.jobs.job import Refused
from bot.jobs.policy import MAX_WEIGHT, Policy

__all__ = ["LIMITS", "bounds", "checked", "effective"]

LIMITS = (
    "per_member",
    "per_guild",
    "queue_length",
    "daily_gpu_minutes",
    "max_long_edge",
    "max_num_epochs",
)
SETS = ("channels_allowed", "channels_denied", "roles_allowed", "banned")
LONGEST_INTERVAL = 3600.0
NAMES = frozenset(field.name for field in fields(Policy))


def bounds(name: str, host: Host) -> tuple[int, int]:
    """Return the least and the most that an admin may set a limit to."""
    least = {"max_long_edge": 32, "daily_gpu_minutes": 0}.get(name, 1)
    most = int(getattr(host, name))
    return least, 24 * 60 * 64 if name == "daily_gpu_minutes" and not most else most


def checked(name: str, value: Any, host: Host) -> Any:
    """Return a value as it is kept; None unsets. Raise Refused for one out of the host's bounds."""
    if name not in NAMES:
        raise ValueError(f"no setting {name}")
    if value is None:
        return None
    if name in LIMITS:
        return _limit(name, value, host)
    if name in SETS:
        return sorted(int(one) for one in value)
    if name == "role_weights":
        return {str(role): _weight(weight) for role, weight in value.items() if weight != 1}
    if name == "progress_interval":
        return _interval(float(value), host)
    return list(value) if name == "devices" else value


def effective(kept: Mapping[str, Any], host: Host) -> Policy:
    """Return what holds: what was set, never beyond what the host allows by now."""
    wanted = {name: value for name, value in kept.items() if name in NAMES}
    for name in LIMITS:
        wanted[name] = _within(wanted.get(name), int(getattr(host, name)))
    wanted["queue_length"] = min(wanted["queue_length"], host.queue_length)
    for name in SETS:
        wanted[name] = frozenset(wanted.get(name, ()))
    weights = wanted.get("role_weights", {})
    wanted["role_weights"] = {int(role): int(weight) for role, weight in weights.items()}
    wanted["devices"] = tuple(wanted.get("devices", ()))
    wanted["progress_interval"] = max(wanted.get("progress_interval", 0.0), host.min_interval)
    return Policy(**wanted)


def _within(value: int | None, most: int) -> int:
    # 0 is "no limit" where there may be none: of GPU-minutes.
    return most if not value else min(value, most) if most else value


def _limit(name: str, value: Any, host: Host) -> int:
    least, most = bounds(name, host)
    if not least <= int(value) <= most:
        said = name.replace("_", "-")
        raise Refused(f"`{said}` goes from {least} to {most} here. For example: `{said}={most}`.")
    return int(value)


def _weight(value: int) -> int:
    if not 1 <= value <= MAX_WEIGHT:
        raise Refused(f"A role's priority goes from 1 (usual) to {MAX_WEIGHT}.")
    return int(value)


def _interval(value: float, host: Host) -> float:
    if not host.min_interval <= value <= LONGEST_INTERVAL:
        raise Refused(
            f"The interval goes from {host.min_interval:g} to {LONGEST_INTERVAL:g} seconds here. "
            "For example: `progress edit 5`."
        )
    return value
