"""From `gpu=0,1` to the names of devices, within what a server may use."""

from __future__ import annotations

from collections.abc import Sequence

from bot.jobs.host import Host
from bot.jobs.job import Refused
from bot.jobs.policy import Policy

__all__ = ["allowed", "index", "moved", "spell", "target"]

Target = tuple[tuple[str, ...], bool]
"""Names of devices, and whether all of them are needed at once."""


def allowed(guild_id: int, policy: Policy, host: Host, devices: tuple[str, ...]) -> tuple[str, ...]:
    """Return the devices that a server's jobs run on: its choice among what the host granted."""
    granted = host.granted(guild_id, devices)
    return tuple(d for d in granted if d in policy.devices) or granted


def target(gpu: Sequence[int] | None, devices: tuple[str, ...]) -> Target:
    """Return where a job may run, of these `devices`; raise Refused for what it may not have."""
    if not devices:
        raise Refused("The host gave this server no device to paint on. Ask whoever runs this bot.")
    wanted = tuple(dict.fromkeys(_named(number, devices) for number in gpu or ()))
    return (wanted, len(wanted) > 1) if wanted else (devices, False)


def moved(gpu: Sequence[int] | None, devices: tuple[str, ...]) -> Target:
    """Return where a job that was taken on may run now: elsewhere, where its choice is gone."""
    try:
        return target(gpu, devices)
    except Refused:
        return devices, False


def index(device: str) -> int:
    """Return a device's number: that of a GPU, -1 for the CPU."""
    kind, _, number = device.partition(":")
    return int(number or 0) if kind == "cuda" else -1


def spell(devices: Sequence[str]) -> str:
    """Write devices the way `gpu=` takes them."""
    return ",".join(dict.fromkeys(str(index(device)) for device in devices))


def _named(number: int, devices: tuple[str, ...]) -> str:
    for device in devices:
        # "auto" stands for a machine whose devices could not be listed.
        if device == "auto" or index(device) == number:
            return device
    there = " or ".join(f"gpu={index(device)}" for device in dict.fromkeys(devices))
    raise Refused(f"gpu={number} is not there for this server. Use {there}, or leave it out.")
