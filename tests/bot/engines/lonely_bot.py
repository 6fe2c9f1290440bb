"""A bot that starts a long job in a worker, prints the worker's process number, and waits."""

import asyncio
import sys
from pathlib import Path

from bot.engines.local import LocalEngine
from bot.engines.protocol import Spec
from stylecore.options import StyleOptions

TINY = (sys.executable, str(Path(__file__).with_name("tiny_worker.py")))
SLOW = 6


async def main() -> None:
    engine = LocalEngine(("cpu",), command=TINY)
    await engine.open()
    slot = await engine.ready("cpu")
    options = StyleOptions(max_num_epochs=100_000, seed=SLOW)
    await engine.start(slot, Spec(1, 1, options, b"", b""))
    await anext(engine.events(slot, 1))
    print(engine._keepers["cpu"]._lives[-1].pid, flush=True)
    await asyncio.sleep(60)


asyncio.run(main())
