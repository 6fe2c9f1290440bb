import asyncio

import pytest

from bot.jobs.job import Place, Report
from bot.jobs.listeners import Outboxes
from bot.jobs.store import JobStore


def report(epoch: int, picture: bytes | None = None) -> Report:
    return Report(epoch, 10, 0.1, 1.0, 0.1, 1.0, picture)


@pytest.fixture
async def running(tmp_path, make_request):
    """A store with one running job."""
    store = JobStore(tmp_path)
    await store.open()
    await store.add(make_request())
    await store.begin(1, "cpu")
    yield store
    await store.close()


@pytest.fixture
async def told(running, make_chat):
    chat = make_chat()
    chat.service = running
    boxes = Outboxes(chat, running.get, retries=(0.01, 0.01))
    yield boxes, chat
    await boxes.close()


async def test_the_latest_report_wins_and_keeps_a_picture_not_shown(told, until):
    boxes, chat = told
    chat.blocks = asyncio.Event()
    boxes.progressed(1, report(1))
    await asyncio.sleep(0.05)
    for news in (report(2), report(3, b"png"), report(4), report(5)):
        boxes.progressed(1, news)
    chat.blocks.set()
    await until(lambda: len(chat.of("progressed")) == 2)
    assert [r.epoch for r in chat.of("progressed")] == [1, 5]
    assert chat.of("progressed")[1].picture == b"png"


async def test_news_is_told_in_order_and_what_is_overtaken_is_not(told, until):
    boxes, chat = told
    boxes.moved(1, Place(3, None, None))
    boxes.moved(1, Place(2, None, None))
    boxes.started(1)
    boxes.progressed(1, report(1))
    await until(lambda: chat.of("progressed"))
    assert [kind for kind, _, _ in chat.heard] == ["started", "progressed"]


async def test_the_end_is_the_last_word(told, running, until):
    boxes, chat = told
    await running.cancel(1)
    boxes.progressed(1, report(1))
    boxes.finished(1)
    await until(lambda: chat.of("finished"))
    await asyncio.sleep(0.05)
    assert [kind for kind, _, _ in chat.heard] == ["finished"]


async def test_an_end_that_could_not_be_told_is_tried_again(told, running, until, caplog):
    boxes, chat = told
    await running.cancel(1)
    chat.fails = 2
    boxes.finished(1)

    async def is_told():
        return (await running.get(1)).told

    await until(is_told)
    assert len(chat.of("finished")) == 3
    assert "Discord is away" in caplog.text


async def test_a_listener_that_fails_on_progress_does_not_stop_the_rest(told, until, caplog):
    boxes, chat = told

    async def broken(job):
        raise RuntimeError("broken")

    chat.started = broken
    boxes.started(1)
    boxes.progressed(1, report(2))
    await until(lambda: chat.of("progressed"))
    assert "broken" in caplog.text


async def test_a_confirmed_end_is_not_told_again(told, running):
    boxes, chat = told
    await running.cancel(1)
    await running.told(1)
    boxes.finished(1)
    await asyncio.sleep(0.05)
    assert chat.heard == []
