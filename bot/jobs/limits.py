"""What a server's policy and the host allow, checked where every request passes."""

from __future__ import annotations

from collections.abc import Iterable

from bot.jobs.host import Host
from bot.jobs.job import Ask, Refused, Request
from bot.jobs.policy import Policy
from bot.jobs.records import Counts
from stylecore.options import StyleOptions

__all__ = ["check_asker", "check_counts", "check_options", "check_usage"]


def check_asker(asker: Ask | Request, policy: Policy) -> None:
    """Raise Refused where, or for whom, a server's admins do not want me to paint."""
    if asker.user_id in policy.banned:
        raise Refused("You can't paint with me on this server. Its admins can lift that.")
    if policy.paused:
        raise Refused("The studio is paused on this server. Try again when an admin resumes it.")
    if policy.roles_allowed and not policy.roles_allowed & asker.roles:
        raise Refused(f"Painting needs one of these roles here: {_roles(policy.roles_allowed)}.")
    places = {asker.channel_id, asker.parent_id}
    if places & policy.channels_denied:
        raise Refused("I don't paint in this channel. Try another one.")
    if policy.channels_allowed and not places & policy.channels_allowed:
        raise Refused(f"I paint in {_channels(policy.channels_allowed)} only. Ask there.")


def check_options(options: StyleOptions, policy: Policy) -> None:
    """Raise Refused for a job larger than is allowed."""
    if options.max_long_edge > policy.max_long_edge:
        raise Refused(
            f"A size of {options.max_long_edge} px is more than is allowed here. "
            f"Use size={policy.max_long_edge} or less."
        )
    if options.max_num_epochs > policy.max_num_epochs:
        raise Refused(
            f"{options.max_num_epochs} epochs are more than are allowed here. "
            f"Use epochs={policy.max_num_epochs} or less."
        )


def check_counts(counts: Counts, policy: Policy, host: Host) -> None:
    """Raise Refused if there is no room: for the member, on the server, or at all."""
    if counts.guild_own >= policy.per_member or counts.own >= host.per_member:
        raise Refused(
            f"You have {counts.own} pictures in the works, as many as one member may. "
            "Wait until one is done, or cancel one."
        )
    if counts.waiting >= host.queue_length:
        raise Refused(
            f"The queue is full: {counts.waiting} pictures wait. Try again in a few minutes."
        )
    if counts.guild >= policy.per_guild or counts.guild_waiting >= policy.queue_length:
        raise Refused(
            f"This server has {counts.guild} pictures in the works, as many as it may. "
            "Try again in a few minutes."
        )


def check_usage(seconds: float, policy: Policy) -> None:
    """Raise Refused if a server has used up what it may in 24 hours."""
    if policy.daily_gpu_minutes and seconds >= 60 * policy.daily_gpu_minutes:
        raise Refused(
            f"This server has used its {policy.daily_gpu_minutes} GPU-minutes of the last 24 "
            "hours. Try again later."
        )


def _roles(ids: Iterable[int]) -> str:
    return ", ".join(f"<@&{role}>" for role in sorted(ids))


def _channels(ids: Iterable[int]) -> str:
    return ", ".join(f"<#{channel}>" for channel in sorted(ids))
