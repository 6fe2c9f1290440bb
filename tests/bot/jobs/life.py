"""One life of a bot without a chat: `life.py FOLDER JOBS`. Submits what is not there yet, in order.

Prints each delivery; ends when every job is done.
"""

import asyncio
import sys
from pathlib import Path

from bot.engines.local import LocalEngine
from bot.jobs.host import Host
from bot.jobs.job import JobState, Request
from bot.jobs.service import JobService
from bot.jobs.store import JobStore
from stylecore.options import StyleOptions

TINY = (sys.executable, str(Path(__file__).parents[1] / "engines" / "tiny_worker.py"))
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000200000002008020000007f87c9da")


class Printer:
    service: JobService

    def __init__(self, jobs):
        self.jobs, self.done = jobs, asyncio.Event()

    async def queue_moved(self, job, place):
        pass

    async def started(self, job):
        pass

    async def progressed(self, job, report):
        pass

    async def finished(self, job):
        assert (await self.service.pictures(job.id)).artwork
        await self.service.delivered(job.id, job.id)
        print(job.id, flush=True)
        await self.count()

    async def count(self):
        states = [(await self.service.job(n)) for n in range(1, self.jobs + 1)]
        if all(job and job.state is JobState.DONE for job in states):
            self.done.set()


async def main(folder: Path, jobs: int) -> None:
    printer = Printer(jobs)
    engine = LocalEngine(("cpu:0", "cpu:1"), command=TINY)
    service = JobService(JobStore(folder), engine, Host(per_member=jobs), printer)
    printer.service = service
    await service.start()
    for message in range(1, jobs + 1):
        options = StyleOptions(max_num_epochs=40, save_epochs=5)
        await service.submit(Request(1, 1, message, 1, options, PNG, PNG))
        await asyncio.sleep(0.05)
    await printer.count()
    await printer.done.wait()
    await service.stop()


asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
