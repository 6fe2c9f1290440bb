"""What the desks show: embeds made of plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import discord

from bot.chat.words import bar, duration
from bot.jobs.devices import index
from bot.jobs.job import Job
from bot.jobs.office import Desk
from bot.jobs.policies import Change
from bot.jobs.policy import Policy

__all__ = ["audit", "change_line", "device_lines", "overview"]

VIOLET = 0x7048E8
MEMBERS = 10


def overview(
    policy: Policy,
    desks: Iterable[Desk],
    jobs: list[Job],
    changes: list[Change],
    used: float,
) -> discord.Embed:
    """Show a server's rules, its devices, its queue and what was changed last."""
    state = "**paused**: nothing new is taken" if policy.paused else "open"
    embed = discord.Embed(title="The studio's desk", description=state, colour=VIOLET)
    embed.add_field(name="Limits", value=_limits(policy, used), inline=False)
    embed.add_field(name="Who and where", value=_who(policy), inline=False)
    embed.add_field(name="Devices", value="\n".join(device_lines(desks)) or "none", inline=False)
    embed.add_field(name=f"Queue · {len(jobs)}", value=_members(jobs), inline=False)
    lines = [change_line(change) for change in changes[:3]]
    embed.add_field(name="Last changes", value="\n".join(lines) or "none yet", inline=False)
    return embed


def audit(changes: list[Change]) -> discord.Embed:
    """Show who changed what, newest first."""
    text = "\n".join(change_line(change) for change in changes) or "Nothing was changed yet."
    return discord.Embed(title="Changes", description=text[:4000], colour=VIOLET)


def change_line(change: Change) -> str:
    """Say a change in one line."""
    when = f"<t:{int(change.at)}:R>"
    undone = " · undone" if change.undone_by else ""
    what = ", ".join(_values(change.old, change.new))[:200]
    return f"`{change.id}` {when} <@{change.user_id}> {change.action}: {what}{undone}"


def device_lines(desks: Iterable[Desk]) -> list[str]:
    """Say what each device does."""
    return [f"`{index(desk.slot.id)}` {desk.slot.id} · {_doing(desk)}" for desk in desks]


def _doing(desk: Desk) -> str:
    if desk.job is None:
        return "free" if desk.slot.boot else f"not ready ({desk.slot.trouble or 'it warms up'})"
    job = desk.job
    left = "" if desk.left is None else f", about {duration(desk.left)} left"
    return f"{bar(job.epoch / job.max_epochs, 8)} #{job.id}, epoch {job.epoch}{left}"


def _limits(policy: Policy, used: float) -> str:
    daily = policy.daily_gpu_minutes
    minutes = f"{used / 60:.0f} of {daily}" if daily else f"{used / 60:.0f}, no limit"
    return (
        f"per member {policy.per_member} · per server {policy.per_guild}"
        f" · waiting {policy.queue_length}\n"
        f"size {policy.max_long_edge} px · epochs {policy.max_num_epochs}\n"
        f"GPU-minutes in 24 h: {minutes}\n"
        f"progress: {policy.progress}, every {policy.progress_interval:g} s"
    )


def _who(policy: Policy) -> str:
    places = _list("<#{}>", policy.channels_allowed) or "every channel"
    not_in = _list("<#{}>", policy.channels_denied)
    roles = _list("<@&{}>", policy.roles_allowed) or "everybody"
    weights = ", ".join(f"<@&{role}>=×{w}" for role, w in policy.role_weights.items())
    parts = [
        f"in {places}" + (f", not in {not_in}" if not_in else ""),
        f"for {roles}",
        *([f"priority: {weights}"] if weights else []),
        *([f"banned: {_list('<@{}>', policy.banned)}"] if policy.banned else []),
    ]
    return "\n".join(parts)[:1000]


def _members(jobs: list[Job]) -> str:
    counts = Counter(job.user_id for job in jobs).most_common(MEMBERS)
    return "\n".join(f"<@{user}> · {count}" for user, count in counts) or "empty"


def _list(form: str, ids: Iterable[int]) -> str:
    return ", ".join(form.format(one) for one in sorted(ids)[:10])


def _values(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    def written(value: Any) -> str:
        return "default" if value is None else str(value)

    return [
        f"{name.replace('_', '-')} {written(old[name])} → {written(value)}"
        if name in old
        else f"{name} {written(value)}"
        for name, value in new.items()
    ]
