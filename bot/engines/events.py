"""Events and jobs as frames: the language that the bot and its workers speak."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from bot.engines.frames import Frame, FrameError
from bot.engines.protocol import Cancelled, Done, Event, Failed, Progressed, Spec, Started
from stylecore.options import StyleOptions

__all__ = ["event_of", "frame_of", "spec_of", "start_frame"]

KINDS: dict[str, Callable[..., Event]] = {
    "started": Started,
    "progressed": Progressed,
    "done": Done,
    "cancelled": Cancelled,
    "failed": Failed,
}


def frame_of(event: Event, job: int, attempt: int) -> Frame:
    """Return an event of an attempt as a frame."""
    plain = {field.name: getattr(event, field.name) for field in fields(event)}
    blobs = {name: value for name, value in plain.items() if isinstance(value, bytes)}
    values = {name: value for name, value in plain.items() if name not in blobs}
    return Frame(type(event).__name__.lower(), {**values, "job": job, "attempt": attempt}, blobs)


def event_of(frame: Frame) -> Event:
    """Return the event that a frame tells of; raises FrameError if it tells of none."""
    told: dict[str, Any] = {**frame.values, **frame.blobs}
    told.pop("job", None)
    told.pop("attempt", None)
    try:
        return KINDS[frame.kind](**told)
    except (KeyError, TypeError) as error:
        raise FrameError(f"not an event: {frame.kind[:40]!r}") from error


def start_frame(spec: Spec) -> Frame:
    """Return the frame that starts an attempt."""
    blobs = {"content": spec.content, "style": spec.style}
    if spec.checkpoint is not None:
        blobs["checkpoint"] = spec.checkpoint
    options = spec.options.model_dump(mode="json")
    return Frame("start", {"job": spec.job, "attempt": spec.attempt, "options": options}, blobs)


def spec_of(frame: Frame) -> Spec:
    """Return the attempt that a start frame asks for."""
    return Spec(
        frame.values["job"],
        frame.values["attempt"],
        StyleOptions.model_validate(frame.values["options"]),
        frame.blobs["content"],
        frame.blobs["style"],
        frame.blobs.get("checkpoint"),
    )
