"""A real worker process that speaks the frames and paints nothing: what it does is told by `seed`.

Its checkpoints are the epoch in digits, and its artwork ends with the epoch that it started from.
"""

import os
import signal
import sys
import threading
import time

from bot.engines import line as pipes
from bot.engines.events import frame_of
from bot.engines.frames import Frame
from bot.engines.line import Line, Orders, private_pipes
from bot.engines.protocol import Cancelled, Done, Failed, Progressed, Spec, Started

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000200000002008020000007f87c9da")
EPOCH = 0.01

GOOD, DIES_ONCE, DIES_ALWAYS, HANGS, DEAF, FAILS, SLOW, FREEZES, GIBBERISH = range(9)


def events(spec: Spec, orders: Orders, out: Line):
    start = int(spec.checkpoint or b"0")
    most, save = spec.options.max_num_epochs, spec.options.save_epochs
    number = 1
    yield Started(number)
    for epoch in range(start + 1, most + 1):
        time.sleep(EPOCH)
        number += 1
        behave(spec, epoch, start, out)
        if orders.unwanted(spec) and spec.options.seed != DEAF:
            yield Cancelled(number)
            return
        blobs = (PNG, str(epoch).encode()) if epoch % save == 0 else (None, None)
        left = (most - epoch) * EPOCH
        yield Progressed(number, epoch, most, 0.1, 1.0 / epoch, EPOCH, left, *blobs)
    if spec.options.seed == FAILS:
        yield Failed(number + 1, "The paint ran out.", "mistake")
    else:
        art = PNG + b"from=%d" % start
        yield Done(number + 1, art, most, 0.1, 0.5, EPOCH * most, "max-epochs")


def behave(spec: Spec, epoch: int, start: int, out: Line) -> None:
    seed, at = spec.options.seed, epoch - start == 3
    first = spec.attempt == 1
    if at and (seed == DIES_ALWAYS or (seed == DIES_ONCE and first)):
        os.kill(os.getpid(), signal.SIGKILL)
    if seed == SLOW:
        time.sleep(0.1)
    if seed == HANGS and at and first:
        time.sleep(60)  # the beats go on: only the work stands still
    if seed == FREEZES and at and first:
        os.kill(os.getpid(), signal.SIGSTOP)
    if seed == GIBBERISH and at and first:
        out._out.write(b"no frame at all" * 100)
        out._out.flush()


def main() -> None:
    pipes.BEAT = 0.2
    source, out = private_pipes()
    print("a stray print")
    print("WARNING a line for the log", file=sys.stderr, flush=True)
    line, orders = Line(out), Orders(source)
    for task in (orders.listen, line.beat):
        threading.Thread(target=task, daemon=True).start()
    line.send(Frame("ready", {"device": "cpu", "name": "tiny"}))
    while True:
        spec = orders.specs.get()
        for event in events(spec, orders, line):
            line.moved()
            line.send(frame_of(event, spec.job, spec.attempt))


main()
