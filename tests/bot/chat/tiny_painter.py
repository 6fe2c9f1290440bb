"""A worker that speaks the real frames and paints by fading one picture into the other.

It takes 15 ms an epoch, needs no torch, and resumes: its checkpoint is the number of the epoch.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import count

from PIL import Image

from bot.engines.events import frame_of
from bot.engines.frames import Frame
from bot.engines.line import Line, Orders, private_pipes
from bot.engines.protocol import Cancelled, Done, Event, Progressed, Spec, Started
from stylecore.images import encode, load_image

SECONDS = 0.015


def paint(spec: Spec, orders: Orders) -> Iterator[Event]:
    """Yield the events of a job, from its checkpoint on."""
    numbers, epochs = count(1), spec.options.max_num_epochs
    content = load_image(spec.content)
    style = load_image(spec.style).resize(content.size)
    yield Started(next(numbers))
    for epoch in range(int(spec.checkpoint or 0) + 1, epochs + 1):
        time.sleep(SECONDS)
        if orders.unwanted(spec):
            yield Cancelled(next(numbers))
            return
        saved = epoch % spec.options.save_epochs == 0
        picture = encode(Image.blend(content, style, epoch / epochs)) if saved else None
        left = (epochs - epoch) * SECONDS
        yield Progressed(
            *(next(numbers), epoch, epochs, 1 / epoch, 1.0, SECONDS, left, picture),
            checkpoint=str(epoch).encode() if saved else None,
        )
    yield Done(next(numbers), encode(style), epochs, 0.001, 1.0, epochs * SECONDS, "max-epochs")


def main() -> None:
    """Paint what is ordered."""
    source, out = private_pipes()
    line, orders = Line(out), Orders(source)
    for task in (orders.listen, line.beat):
        threading.Thread(target=task, daemon=True).start()
    line.send(Frame("ready", {"device": "cpu", "name": "tiny"}))
    while True:
        spec = orders.specs.get()
        for event in paint(spec, orders):
            line.moved()
            line.send(frame_of(event, spec.job, spec.attempt))


if __name__ == "__main__":
    main()
