"""What a host allows, checked where every request passes, so that nothing goes round it."""

from __future__ import annotations

from bot.jobs.job import Limits, Refused
from stylecore.options import StyleOptions

__all__ = ["check_options", "check_queue"]


def check_options(options: StyleOptions, limits: Limits) -> None:
    """Raise Refused for a job larger than the host allows."""
    if options.max_long_edge > limits.max_long_edge:
        raise Refused(
            f"A size of {options.max_long_edge} px is more than this bot allows. "
            f"Use size={limits.max_long_edge} or less."
        )
    if options.max_num_epochs > limits.max_num_epochs:
        raise Refused(
            f"{options.max_num_epochs} epochs are more than this bot allows. "
            f"Use epochs={limits.max_num_epochs} or less."
        )


def check_queue(counts: tuple[int, int], limits: Limits) -> None:
    """Raise Refused if too many jobs wait, in all or of one member: `counts` are those two."""
    waiting, own = counts
    if own >= limits.per_member:
        raise Refused(
            f"You have {own} pictures in the works, as many as one member may. "
            "Wait until one is done, or cancel one."
        )
    if waiting >= limits.queue_length:
        raise Refused(f"The queue is full: {waiting} pictures wait. Try again in a few minutes.")
