import asyncio

import pytest

from bot.jobs.queue import Ticket
from bot.jobs.queues import Queues


def ticket(job: int) -> Ticket:
    return Ticket(job, guild=job, user=1, pixels=1, max_epochs=1)


async def test_a_device_waits_for_a_ticket():
    queues = Queues(["cpu"])
    taking = asyncio.create_task(queues.take("cpu"))
    await asyncio.sleep(0)
    queues.put(ticket(1), "cpu")
    assert (await taking).job == 1


async def test_an_idle_device_helps_the_longest_queue():
    queues = Queues(["a", "b", "c"])
    queues.put(ticket(1), "a")
    for job in (2, 3):
        queues.put(ticket(job), "b")
    assert (await queues.take("c")).job == 2
    assert (await queues.take("a")).job == 1


async def test_a_cancelled_wait_loses_no_ticket():
    queues = Queues(["cpu"])
    taking = asyncio.create_task(queues.take("cpu"))
    await asyncio.sleep(0)
    queues.put(ticket(1), "cpu")
    taking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking
    assert (await queues.take("cpu")).job == 1


async def test_many_takers_get_each_ticket_once():
    queues = Queues(["a", "b"])
    takers = [asyncio.create_task(queues.take(d)) for d in "abababab"]
    for job in range(8):
        queues.put(ticket(job), "ab"[job % 3 % 2])
        await asyncio.sleep(0)
    got = await asyncio.wait_for(asyncio.gather(*takers), 5)
    assert sorted(t.job for t in got) == list(range(8))


async def test_removal_and_putting_back_are_told_a_put_moves_nobody():
    told = []
    queues = Queues(["cpu"], lambda: told.append(1))
    queues.put(ticket(1), "cpu")
    assert not told
    queues.put_back(await queues.take("cpu"), "cpu")
    assert queues.remove(1) and not queues.remove(1)
    assert len(told) == 3
