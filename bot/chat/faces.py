"""What a job's message shows in each of its states: embeds made of plain data, nothing sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import discord

from bot.chat.grammar import recipe
from bot.chat.memo import Memo
from bot.chat.words import bar, duration, ordinal
from bot.jobs.job import Job, Place, Report

__all__ = [
    "Face",
    "Phase",
    "Picture",
    "artwork",
    "begun",
    "cancelled",
    "compared",
    "delivered",
    "ended",
    "failed",
    "line",
    "pair_name",
    "past",
    "queued",
    "running",
    "starting",
]

BLUE, AMBER, GREEN, RED, GREY = 0x4C6EF5, 0xF59F00, 0x2F9E44, 0xE03131, 0x868E96


class Phase(IntEnum):
    """How far a job's message is; it never goes back."""

    QUEUED = 0
    RUNNING = 1
    OVER = 2


@dataclass(frozen=True)
class Picture:
    """A picture to upload: its file name and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Face:
    """One look of a job's message. Without a picture, the one that is there stays.

    One that is not `lasting` takes leave of its message: it has no buttons any more, and a
    message that can no longer be edited is not sent anew for it.
    """

    phase: Phase
    embed: discord.Embed
    picture: Picture | None = None
    lasting: bool = True

    def over(self, older: Face | None) -> Face:
        """Return this face, with the picture of an older one that nobody has seen yet."""
        if older is None or self.picture is not None:
            return self
        return replace(self, picture=older.picture)

    def plain(self) -> Face:
        """Return this face without its picture."""
        return replace(self, picture=None)


def queued(job: Job, place: Place, pair: bytes | None = None) -> Face:
    """Show where a waiting job stands; `pair` is a PNG of its photo and its painting."""
    embed = _ticket(job, "in the queue", f"{_waiting(place)}\n{_recipe(job)}", AMBER)
    return Face(Phase.QUEUED, embed, None if pair is None else Picture(pair_name(job), pair))


def begun(job: Job) -> Face:
    """Show on a ticket that the work goes on in another message."""
    embed = _ticket(job, "begun", f"I'm painting; watch below.\n{_recipe(job)}", GREY)
    return Face(Phase.RUNNING, embed, lasting=False)


def starting(job: Job, preview: bytes | None = None) -> Face:
    """Show a job that a worker has taken: `preview` is the photo, or the last picture so far."""
    again = " again, from where it stopped" if job.attempt > 1 and job.epoch else ""
    embed = _embed(job, "painting", f"The brushes are out{again}…\n{_recipe(job)}", BLUE)
    return Face(Phase.RUNNING, embed, _preview(job, job.epoch, preview))


def running(job: Job, report: Report) -> Face:
    """Show how far a job is: bar, epoch, eps, speed, time left."""
    text = (
        f"{bar(report.epoch / report.max_epochs)} **epoch {report.epoch} of {report.max_epochs}**\n"
        f"eps {report.eps:.4f} · {_speed(report.seconds_per_epoch)}"
        f" · about {duration(report.eta)} left\n{_recipe(job)}"
    )
    embed = _embed(job, "painting", text, BLUE)
    return Face(Phase.RUNNING, embed, _preview(job, report.epoch, report.picture))


def delivered(job: Job) -> Face:
    """Show that the artwork has been posted."""
    text = f"Finished: {_effort(job)}. The artwork is in my reply.\n{_recipe(job)}"
    return Face(Phase.OVER, _embed(job, "finished", text, GREEN))


def cancelled(job: Job) -> Face:
    """Show that somebody stopped the job."""
    when = f" at epoch {job.epoch}" if job.epoch else ""
    return Face(Phase.OVER, _embed(job, "cancelled", f"Stopped{when}.\n{_recipe(job)}", GREY))


def failed(job: Job, reason: str | None = None) -> Face:
    """Show why a job came to nothing, and what to do."""
    why = reason or job.error or "Something went wrong on my side. Please try again."
    return Face(Phase.OVER, _embed(job, "did not work out", f"{why}\n{_recipe(job)}", RED))


def artwork(job: Job, note: str = "") -> str:
    """Return the text that goes with the finished artwork."""
    return f"**Your artwork is ready** · {_effort(job)}\n{_recipe(job)}{note}"


def compared(job: Job) -> str:
    """Return the text that goes with a comparison."""
    return f"**#{job.id}**: photo, painting, artwork, and how it came about\n{_recipe(job)}"


def past(job: Job) -> str:
    """Return a job's line in `history`: how it ended, where the artwork is, the recipe."""
    where = f"https://discord.com/channels/{job.guild_id}/{job.channel_id}/{job.reply_id}"
    state = f"[artwork]({where})" if job.reply_id else str(job.state)
    when = f" <t:{int(job.finished_at)}:R>" if job.finished_at else ""
    return f"`#{job.id}` {state}{when} · {_recipe(job)}"


def ended(job: Job) -> str:
    """Return the text that calls a member who has waited: how a job without an artwork ended."""
    if job.error is None:
        return f"#{job.id} was cancelled."
    return f"#{job.id} did not work out: {job.error}"


def pair_name(job: Job) -> str:
    """Return the name of the picture on a ticket, which stays the same all its life."""
    return f"easel-{job.id}-pair.png"


def line(job: Job, place: Place | None, mine: bool) -> str:
    """Return a job's line in `queue`: `#17 <@1> · painting, epoch 50 of 120`."""
    state = f"painting, epoch {job.epoch} of {job.max_epochs}" if place is None else _place(place)
    mark = " · **yours**" if mine else ""
    return f"`#{job.id}` <@{job.user_id}> · {state}{mark}"


def _place(place: Place) -> str:
    start = f", starts in about {duration(place.eta)}" if place.eta else ""
    return f"{ordinal(place.position)} in line{start}"


def _waiting(place: Place) -> str:
    """Say the place in the queue, and when it is likely to begin and how long it takes."""
    turn = "You're next" if place.position <= 1 else f"You're {ordinal(place.position)} in line"
    start = f", starting in about {duration(place.eta)}" if place.eta else ""
    takes = f" It takes about {duration(place.seconds_needed)}." if place.seconds_needed else ""
    return f"{turn}{start}.{takes}"


def _speed(seconds: float) -> str:
    return f"{seconds:.2f} s per epoch" if seconds < 10 else f"{duration(seconds)} per epoch"


def _effort(job: Job) -> str:
    """Say how many epochs it was, and how long they took."""
    if job.started_at is None or job.finished_at is None:
        return f"{job.epoch} epochs"
    return f"{job.epoch} epochs in {duration(job.finished_at - job.started_at)}"


def _recipe(job: Job) -> str:
    return f"`{recipe(job.options, Memo.of(job).style)}`"


def _ticket(job: Job, state: str, text: str, colour: int) -> discord.Embed:
    """Say whose it is, where no reply shows that, and which picture was taken for which."""
    memo = Memo.of(job)
    whose = f"For <@{job.user_id}>. " if memo.mention else ""
    embed = _embed(job, state, whose + text, colour)
    if memo.photo and memo.painting:
        embed.set_footer(text=f"photo: {memo.photo[:80]} · painting: {memo.painting[:80]}")
    return embed


def _preview(job: Job, epoch: int, png: bytes | None) -> Picture | None:
    return None if png is None else Picture(f"easel-{job.id}-{epoch}.png", png)


def _embed(job: Job, state: str, text: str, colour: int) -> discord.Embed:
    return discord.Embed(title=f"#{job.id} · {state}", description=text, colour=colour)
