"""A store in a temporary folder, a service on tiny real workers, and a listener that remembers."""

import asyncio
import itertools
import sys
from pathlib import Path

import pytest

from bot.engines.child import Patience
from bot.engines.local import LocalEngine
from bot.jobs.host import Host
from bot.jobs.job import JobState, Request
from bot.jobs.service import JobService
from bot.jobs.store import JobStore
from stylecore.options import StyleOptions

TINY = (sys.executable, str(Path(__file__).parents[1] / "engines" / "tiny_worker.py"))
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000200000002008020000007f87c9da")


class Chat:
    """A listener that does what the chat does and remembers what it heard."""

    def __init__(self):
        self.heard = []
        self.service = None
        self.fails = 0
        self.confirms = True
        self.blocks = None

    async def queue_moved(self, job, place):
        self.heard.append(("moved", job.id, place.position))

    async def started(self, job):
        self.heard.append(("started", job.id, job.attempt))

    async def progressed(self, job, report):
        if self.blocks:
            await self.blocks.wait()
        self.heard.append(("progressed", job.id, report))

    async def finished(self, job):
        self.heard.append(("finished", job.id, job.state))
        if self.fails:
            self.fails -= 1
            raise ConnectionError("Discord is away")
        if not self.confirms:
            return
        if job.state is JobState.DELIVERING:
            await self.service.delivered(job.id, 1000 + job.id)
        else:
            await self.service.told(job.id)

    def of(self, kind, job_id=None):
        return [w for k, j, w in self.heard if k == kind and job_id in (None, j)]


@pytest.fixture
def make_chat():
    return Chat


@pytest.fixture
def make_request():
    messages = itertools.count(1)

    def make(guild=1, user=1, message=None, **options):
        plain = {"max_num_epochs": 10, "save_epochs": 5}
        number = message or next(messages)
        chosen = StyleOptions(**plain | options)
        return Request(guild, 10, number, user, chosen, PNG + b"content", PNG + b"style")

    return make


@pytest.fixture
async def make_service(tmp_path):
    """Return a maker of services on one and the same folder: a bot and its later lives."""
    made = []

    async def make(chat=None, devices=("cpu",), host=None, start=True):
        chat = chat or Chat()
        engine = LocalEngine(devices, command=TINY, patience=Patience(hang=1.5, stall=1.0))
        service = JobService(JobStore(tmp_path), engine, host or Host(), chat)
        chat.service = service
        made.append(service)
        if start:
            await service.start()
        return service, chat

    yield make
    for service in made:
        await service.stop()


@pytest.fixture
async def until():
    """Wait for something to become true."""

    async def wait(condition, seconds=15.0):
        async with asyncio.timeout(seconds):
            while True:
                found = condition()
                if asyncio.iscoroutine(found):
                    found = await found
                if found:
                    return found
                await asyncio.sleep(0.01)

    return wait
