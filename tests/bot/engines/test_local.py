"""The local engine with real worker processes: crash, hang, cancel, death of the bot."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.engines.local import LocalEngine
from bot.engines.protocol import Cancelled, Done, Failed, Progressed, SlotLost, Spec, Started
from stylecore.options import StyleOptions

HERE = Path(__file__).parent
GOOD, DIES_ONCE, DIES_ALWAYS, HANGS, DEAF, FAILS, SLOW, FREEZES, GIBBERISH = range(9)


def spec(job=1, attempt=1, seed=GOOD, epochs=10, save=5, checkpoint=None) -> Spec:
    options = StyleOptions(seed=seed, max_num_epochs=epochs, save_epochs=save)
    return Spec(job, attempt, options, b"content", b"style", checkpoint)


async def begin(engine, wanted: Spec):
    slot = await asyncio.wait_for(engine.ready("cpu"), 10)
    await engine.start(slot, wanted)
    return slot


async def run(engine, wanted: Spec):
    slot = await begin(engine, wanted)
    return [event async for event in engine.events(slot, wanted.job)]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def worker_pid(engine) -> int:
    await engine.ready("cpu")
    return engine._keepers["cpu"]._lives[-1].pid


async def test_events_come_in_order_and_end_with_the_artwork(engine):
    events = await run(engine, spec())
    assert isinstance(events[0], Started) and isinstance(events[-1], Done)
    numbers = [event.number for event in events]
    assert numbers == sorted(set(numbers))
    saved = [e for e in events if isinstance(e, Progressed) and e.picture]
    assert [(e.epoch, e.checkpoint) for e in saved] == [(5, b"5"), (10, b"10")]
    assert events[-1].picture.endswith(b"from=0")


async def test_a_worker_is_kept_warm_for_the_next_job(engine):
    pid = await worker_pid(engine)
    for job in (1, 2, 3):
        assert isinstance((await run(engine, spec(job)))[-1], Done)
    assert await worker_pid(engine) == pid


async def test_a_job_goes_on_from_its_checkpoint(engine):
    events = await run(engine, spec(checkpoint=b"7"))
    assert min(e.epoch for e in events if isinstance(e, Progressed)) >= 8
    assert events[-1].picture.endswith(b"from=7")


async def test_starting_an_attempt_twice_runs_it_once(engine):
    slot = await begin(engine, spec())
    await engine.start(slot, spec())
    events = [event async for event in engine.events(slot, 1)]
    assert sum(isinstance(e, Started | Done) for e in events) == 2
    with pytest.raises(SlotLost):
        _ = [event async for event in engine.events(slot, 99)]


async def test_a_failure_is_told_in_words_and_the_worker_lives(engine):
    pid = await worker_pid(engine)
    last = (await run(engine, spec(seed=FAILS)))[-1]
    assert last == Failed(last.number, "The paint ran out.", "mistake")
    assert await worker_pid(engine) == pid


@pytest.mark.parametrize("seed", [DIES_ALWAYS, GIBBERISH])
async def test_a_worker_that_breaks_loses_the_slot_and_is_replaced(engine, seed):
    before = await begin(engine, spec(seed=seed))
    with pytest.raises(SlotLost):
        _ = [event async for event in engine.events(before, 1)]
    after = await asyncio.wait_for(engine.ready("cpu"), 10)
    assert after.boot != before.boot
    with pytest.raises(SlotLost):
        await engine.start(before, spec(2)) or [e async for e in engine.events(before, 2)]
    assert isinstance((await run(engine, spec(3)))[-1], Done)


@pytest.mark.parametrize("seed", [HANGS, FREEZES])
async def test_a_worker_that_hangs_is_killed(engine, seed):
    pid = await worker_pid(engine)
    with pytest.raises(SlotLost):
        await asyncio.wait_for(run(engine, spec(seed=seed)), 15)
    assert not alive(pid)


async def test_cancel_stops_within_an_epoch_and_keeps_the_worker(engine):
    pid = await worker_pid(engine)
    slot = await begin(engine, spec(epochs=10_000))
    events = engine.events(slot, 1)
    assert isinstance(await anext(events), Started)
    asked = time.monotonic()
    await engine.cancel(slot, 1)
    last = [event async for event in events][-1]
    assert isinstance(last, Cancelled)
    assert time.monotonic() - asked < 0.5
    assert await worker_pid(engine) == pid


async def test_a_worker_that_does_not_listen_is_killed_and_replaced(engine):
    slot = await begin(engine, spec(seed=DEAF, epochs=10_000))
    events = engine.events(slot, 1)
    await anext(events)
    await engine.cancel(slot, 1)
    await asyncio.sleep(0.1)
    await engine.cancel(slot, 1, hard=True)
    with pytest.raises(SlotLost):
        _ = [event async for event in events]
    assert isinstance((await run(engine, spec(2)))[-1], Done)


async def test_cancelling_a_job_that_is_over_hurts_nobody(engine):
    slot = await begin(engine, spec())
    _ = [event async for event in engine.events(slot, 1)]
    await engine.cancel(slot, 1)
    await engine.cancel(slot, 1, hard=True)
    await engine.cancel(slot, 99)
    assert isinstance((await run(engine, spec(2)))[-1], Done)


async def test_a_slow_reader_misses_figures_but_no_picture_and_no_end(engine):
    slot = await begin(engine, spec(epochs=30, save=10))
    await asyncio.sleep(1.0)
    events = [event async for event in engine.events(slot, 1)]
    assert [e.epoch for e in events if isinstance(e, Progressed) and e.picture] == [10, 20, 30]
    assert isinstance(events[-1], Done) and len(events) < 20


async def test_events_can_be_read_on_from_a_number(engine):
    slot = await begin(engine, spec())
    events = [event async for event in engine.events(slot, 1, after=6)]
    assert min(event.number for event in events) > 6 and isinstance(events[-1], Done)


async def test_closing_leaves_no_process(engine):
    pid = await worker_pid(engine)
    await engine.close()
    assert not alive(pid)


async def test_a_worker_that_cannot_start_says_why():
    engine = LocalEngine(("cpu",), command=(sys.executable, "-c", "raise SystemExit(3)"))
    await engine.open()
    for _ in range(100):
        await asyncio.sleep(0.05)
        (slot,) = await engine.slots()
        if slot.trouble:
            break
    await engine.close()
    assert not slot.boot and slot.trouble


def test_no_worker_outlives_a_bot_that_was_killed():
    bot = str(HERE / "lonely_bot.py")
    process = subprocess.Popen([sys.executable, bot], stdout=subprocess.PIPE)
    pid = int(process.stdout.readline())
    assert alive(pid)
    process.kill()
    process.wait()
    process.stdout.close()
    until = time.monotonic() + 5
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(pid)
