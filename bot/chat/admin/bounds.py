"""From the settings to what binds the jobs."""

from __future__ import annotations

from bot.jobs.host import Host
from bot.settings import Settings

__all__ = ["host_of"]


def host_of(settings: Settings) -> Host:
    """Return the host's bounds as the settings have them."""
    return Host(
        queue_length=settings.queue_length,
        per_member=settings.per_member,
        per_guild=settings.per_guild,
        daily_gpu_minutes=settings.daily_gpu_minutes,
        max_long_edge=settings.max_long_edge,
        max_num_epochs=settings.max_num_epochs,
        min_interval=settings.edit_interval,
        keep_days=settings.keep_days,
        grants=settings.granted,
    )
