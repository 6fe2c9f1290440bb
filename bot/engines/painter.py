"""One attempt at a job, painted by stylecore: from a spec to events. Runs in the worker."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING

import torch

from bot.engines.protocol import Cancelled, Done, Event, Failed, Progressed, Spec, Started
from stylecore import Checkpoint, load_image, stylize
from stylecore.devices import available
from stylecore.encoders import encoder_key, load_encoder
from stylecore.errors import StyleError, WeightsError
from stylecore.images import encode
from stylecore.options import StyleOptions
from stylecore.transfer import Artwork

if TYPE_CHECKING:
    from stylecore.encoders import Encoder
    from stylecore.transfer import Progress

__all__ = ["Painter"]

log = logging.getLogger(__name__)

TOO_LARGE = "This picture is too large for this machine's memory. Try again with a smaller size."
ABSENT = "The network `{}` is not installed on this bot. Leave `model` out; the usual one is there."
BUG = "Something inside me broke while painting this. Whoever runs this bot finds it in the log."


class Painter:
    """A device with the network warm on it."""

    def __init__(self, device: str) -> None:
        torch.set_num_threads(len(os.sched_getaffinity(0)))
        self.device = torch.device(available()[0] if device == "auto" else device)
        self._encoders: dict[tuple[object, ...], Encoder] = {}
        self._encoder(StyleOptions.model_validate({}))

    @property
    def name(self) -> str:
        """What people call the device."""
        return torch.cuda.get_device_name(self.device) if self.device.type == "cuda" else "CPU"

    def paint(self, spec: Spec, unwanted: Callable[[], bool]) -> Iterator[Event]:
        """Yield the events of an attempt; the last is Done, Cancelled or Failed."""
        numbers = count(1)
        yield Started(next(numbers))
        try:
            for item in self._items(spec):
                if unwanted():
                    yield Cancelled(next(numbers))
                    return
                yield _event(next(numbers), item)
        except Exception as error:
            yield self._failed(next(numbers), spec, error)

    def _items(self, spec: Spec) -> Iterator[Progress | Artwork]:
        """Run stylize, from the checkpoint where there is one that can be used."""
        options = spec.options.model_copy(update={"gpu": self._gpu(spec.options)})
        pictures = load_image(spec.content), load_image(spec.style)
        encoder = self._encoder(options)
        if spec.checkpoint is not None:
            try:
                resume = Checkpoint.from_bytes(spec.checkpoint)
                run = stylize(*pictures, options, encoder=encoder, resume=resume)
                first = next(run)
            except StyleError as error:
                # Of an older version, perhaps: better from the start than not at all.
                log.warning("job %d starts over: %s", spec.job, error)
            else:
                yield first
                yield from run
                return
        yield from stylize(*pictures, options, encoder=encoder)

    def _gpu(self, options: StyleOptions) -> tuple[int, ...]:
        """Return this device's index, and behind it those of the ones lent to it."""
        own = -1 if self.device.type == "cpu" else self.device.index or 0
        wanted = options.gpu or ()
        return wanted if len(wanted) > 1 and wanted[0] == own else (own,)

    def _encoder(self, options: StyleOptions) -> Encoder:
        key = encoder_key(options)
        if key not in self._encoders:
            self._encoders[key] = load_encoder(options, self.device)
        return self._encoders[key]

    def _failed(self, number: int, spec: Spec, error: Exception) -> Failed:
        """Say in words for the member what went wrong; bugs go to the log in full."""
        if isinstance(error, WeightsError):  # its words are for the host: they name folders
            log.error("job %d: %s", spec.job, error)
            return Failed(number, ABSENT.format(spec.options.model), "mistake")
        if isinstance(error, StyleError):
            return Failed(number, str(error), "mistake")
        if _out_of_memory(error):
            log.warning("job %d: out of memory: %s", spec.job, error)
            if self.device.type == "cuda":
                torch.cuda.empty_cache()
            return Failed(number, TOO_LARGE, "memory")
        log.error("job %d failed", spec.job, exc_info=error)
        return Failed(number, BUG, "bug")


def _out_of_memory(error: Exception) -> bool:
    # On the CPU torch says it with a plain RuntimeError.
    cpu = isinstance(error, RuntimeError) and "DefaultCPUAllocator" in str(error)
    return cpu or isinstance(error, MemoryError | torch.cuda.OutOfMemoryError)


def _event(number: int, item: Progress | Artwork) -> Event:
    if isinstance(item, Artwork):
        picture = encode(item.picture)
        return Done(number, picture, item.epochs, item.eps, item.loss, item.seconds, item.reason)
    return Progressed(
        number,
        item.epoch,
        item.max_epochs,
        item.eps,
        item.loss,
        item.seconds_per_epoch,
        item.eta,
        encode(item.picture) if item.picture else None,
        item.checkpoint.to_bytes() if item.checkpoint else None,
    )
