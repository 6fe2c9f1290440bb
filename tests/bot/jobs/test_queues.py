import asyncio

import pytest

from bot.jobs.queues import Queues
from bot.jobs.ticket import Ticket


def ticket(job: int, *devices: str, together: bool = False) -> Ticket:
    return Ticket(job, job, 1, pixels=1, max_epochs=1, devices=devices, together=together)


async def test_a_device_waits_for_a_ticket():
    queues = Queues(["cpu"])
    taking = asyncio.create_task(queues.take("cpu"))
    await asyncio.sleep(0)
    queues.put(ticket(1))
    assert (await taking).job == 1


async def test_a_cancelled_wait_loses_no_ticket():
    queues = Queues(["cpu"])
    taking = asyncio.create_task(queues.take("cpu"))
    await asyncio.sleep(0)
    queues.put(ticket(1))
    taking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking
    assert (await queues.take("cpu")).job == 1


async def test_a_job_for_two_devices_waits_for_both_and_frees_both():
    queues = Queues(["a", "b"])
    for one in (ticket(1), ticket(2, "a", "b", together=True), ticket(3), ticket(4)):
        queues.put(one)
    assert (await queues.take("a")).job == 1
    lent = asyncio.create_task(queues.take("b"))
    await asyncio.sleep(0)
    assert not lent.done()  # it is held for job 2, though 3 and 4 could run on it
    queues.done(1)
    assert (await queues.take("a")).job == 2
    assert not lent.done()
    queues.done(2)
    assert (await lent).job == 3
    assert (await queues.take("a")).job == 4


async def test_what_waits_for_a_device_out_of_order_holds_no_other():
    queues = Queues(["a", "b"])
    queues.put(ticket(1, "a", "b", together=True))
    queues.put(ticket(2))
    queues.down("b")
    assert (await queues.take("a")).job == 2


async def test_removal_and_putting_back_are_told_a_put_moves_nobody():
    told = []
    queues = Queues(["cpu"], lambda: told.append(1))
    queues.put(ticket(1))
    assert not told
    queues.put_back(await queues.take("cpu"))
    assert queues.remove(1) and not queues.remove(1)
    assert len(told) == 3
