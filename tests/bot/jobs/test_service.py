"""The service on real worker processes and a real database."""

import asyncio

import pytest

from bot.jobs.host import Host
from bot.jobs.job import JobState, Refused
from bot.jobs.store import JobStore

GOOD, DIES_ONCE, DIES_ALWAYS, HANGS, DEAF, FAILS, SLOW, FREEZES, GIBBERISH = range(9)


async def state(service, job_id: int) -> JobState:
    return (await service.job(job_id)).state


@pytest.fixture
def ends(until):
    """Wait until a job is told to its end; return it."""

    async def wait(service, job_id):
        async def told():
            job = await service.job(job_id)
            return job if job.told else None

        return await until(told, 30)

    return wait


async def test_a_request_becomes_an_artwork(make_service, make_request, ends):
    service, chat = await make_service()
    job, place = await service.submit(make_request())
    assert (job.state, place.position) == (JobState.QUEUED, 1)
    done = await ends(service, job.id)
    assert (done.state, done.reply_id, done.device) == (JobState.DONE, 1000 + job.id, "cpu")
    assert next(kind for kind, _, _ in chat.heard) == "started"
    epochs = [report.epoch for report in chat.of("progressed")]
    assert epochs == sorted(set(epochs))
    assert chat.of("finished") == [JobState.DELIVERING]
    pictures = await service.pictures(job.id)
    assert pictures.artwork.endswith(b"from=0") and pictures.content


async def test_a_replayed_message_queues_once(make_service, make_request, ends):
    service, chat = await make_service()
    request = make_request()
    answers = await asyncio.gather(*(service.submit(request) for _ in range(5)))
    assert {job.id for job, _ in answers} == {1}
    await ends(service, 1)
    again, place = await service.submit(request)
    assert (again.state, place.position) == (JobState.DONE, 0)
    assert len(chat.of("finished")) == 1


async def test_places_are_live_and_fair(make_service, make_request, until):
    service, chat = await make_service()
    await service.submit(make_request(guild=1, seed=SLOW, max_num_epochs=1000))
    await until(lambda: chat.of("started"))
    places = [await service.submit(make_request(guild=g, user=g)) for g in (1, 1, 2)]
    assert [place.position for _, place in places] == [1, 2, 2]
    assert service.place(3).position == 3
    await until(lambda: chat.of("moved", 3))
    assert [j.id for j in await service.active(1)] == [1, 2, 3]
    await service.cancel(1)
    await until(lambda: chat.of("started", 4))


async def test_limits_are_enforced_where_all_pass(make_service, make_request):
    service, _ = await make_service(host=Host(queue_length=3, per_member=2, max_long_edge=600))
    with pytest.raises(Refused, match="600"):
        await service.submit(make_request(max_long_edge=601))
    with pytest.raises(Refused, match="1000"):
        await service.submit(make_request(max_num_epochs=1001))
    many = [make_request(seed=SLOW, max_num_epochs=1000) for _ in range(5)]
    answers = await asyncio.gather(*map(service.submit, many), return_exceptions=True)
    assert sum(isinstance(a, Refused) for a in answers) == 3
    others = [make_request(user=u, seed=SLOW, max_num_epochs=1000) for u in range(2, 9)]
    answers = await asyncio.gather(*map(service.submit, others), return_exceptions=True)
    assert any("full" in str(a) for a in answers if isinstance(a, Refused))


async def test_cancel_while_waiting_and_while_running(make_service, make_request, ends, until):
    service, chat = await make_service()
    for _ in range(2):
        await service.submit(make_request(seed=SLOW, max_num_epochs=1000))
    await until(lambda: chat.of("started", 1))
    for job in (2, 1):
        assert (await service.cancel(job)).state is JobState.CANCELLED
        assert (await ends(service, job)).state is JobState.CANCELLED
    assert await service.cancel(1) is None and await service.cancel(77) is None
    assert not chat.of("started", 2)
    await service.submit(make_request())
    assert (await ends(service, 3)).state is JobState.DONE
    assert chat.of("finished", 1) == [JobState.CANCELLED]


async def test_cancel_between_taking_a_job_and_starting_it(
    make_service, make_request, ends, monkeypatch
):
    begin = JobStore.begin

    async def begin_then_cancelled(store, job_id, device):
        job = await begin(store, job_id, device)
        if job_id == 1:
            await service.cancel(job_id)
        return job

    monkeypatch.setattr(JobStore, "begin", begin_then_cancelled)
    service, chat = await make_service()
    await service.submit(make_request(seed=SLOW, max_num_epochs=1000))
    assert (await ends(service, 1)).state is JobState.CANCELLED
    await service.submit(make_request())  # the worker is not busy with the cancelled one
    assert (await ends(service, 2)).state is JobState.DONE
    assert not chat.of("started", 1)


async def test_a_crash_costs_the_attempt_and_goes_on_from_the_checkpoint(
    make_service, make_request, ends
):
    service, chat = await make_service()
    await service.submit(make_request(seed=DIES_ONCE, save_epochs=2))
    done = await ends(service, 1)
    assert (done.state, done.attempt) == (JobState.DONE, 2)
    assert chat.of("started") == [1, 2]
    assert (await service.pictures(1)).artwork.endswith(b"from=2")


async def test_a_job_that_kills_its_worker_twice_is_failed_and_others_go_on(
    make_service, make_request, ends
):
    service, _ = await make_service()
    await service.submit(make_request(seed=DIES_ALWAYS))
    await service.submit(make_request(user=2))
    failed, done = await ends(service, 1), await ends(service, 2)
    assert (failed.state, failed.attempt) == (JobState.FAILED, 2)
    assert "twice" in failed.error and done.state is JobState.DONE


async def test_a_hung_worker_is_replaced(make_service, make_request, ends):
    service, _ = await make_service()
    await service.submit(make_request(seed=HANGS, save_epochs=1))
    assert (await ends(service, 1)).state is JobState.DONE


async def test_a_failure_is_told_in_the_workers_words(make_service, make_request, ends):
    service, _ = await make_service()
    await service.submit(make_request(seed=FAILS))
    failed = await ends(service, 1)
    assert (failed.state, failed.error) == (JobState.FAILED, "The paint ran out.")


async def test_a_slow_chat_does_not_keep_the_worker_waiting(
    make_service, make_request, ends, until
):
    service, chat = await make_service()
    chat.blocks = asyncio.Event()
    await service.submit(make_request(max_num_epochs=50))
    await service.submit(make_request(user=2))
    await until(lambda: chat.of("started", 2))
    assert await state(service, 1) is JobState.DELIVERING
    chat.blocks.set()
    await ends(service, 1)


async def test_a_later_life_takes_up_what_ran_from_its_checkpoint(
    make_service, make_request, ends, until
):
    first, chat = await make_service()
    await first.submit(make_request(seed=SLOW, max_num_epochs=30, save_epochs=2))
    await first.submit(make_request(user=2))
    await until(lambda: any(r.epoch >= 4 for r in chat.of("progressed", 1)))
    await first.stop()
    with pytest.raises(Refused, match="restart"):
        await first.submit(make_request())
    second, chat = await make_service()
    done = await ends(second, 1)
    assert (done.state, done.attempt) == (JobState.DONE, 2)
    assert int((await second.pictures(1)).artwork.rpartition(b"=")[2]) >= 4
    assert (await ends(second, 2)).state is JobState.DONE
    order = [job for kind, job, _ in chat.heard if kind == "started"]
    assert order == [1, 2]


async def test_an_artwork_not_confirmed_is_delivered_in_the_next_life(
    make_service, make_request, ends, until
):
    first, chat = await make_service()
    chat.confirms = False
    await first.submit(make_request())
    await until(lambda: chat.of("finished"))
    await first.stop()
    second, chat = await make_service()
    assert (await ends(second, 1)).state is JobState.DONE
    assert chat.of("finished") == [JobState.DELIVERING] and not chat.of("started")


async def test_a_full_disk_refuses_politely_and_delays_the_end_only(
    make_service, make_request, tmp_path, ends, until
):
    service, chat = await make_service()
    await service.submit(make_request(seed=SLOW, max_num_epochs=6, save_epochs=2))
    await until(lambda: chat.of("started"))
    folder = tmp_path / "pictures"
    folder.rename(tmp_path / "aside")
    folder.write_bytes(b"in the way")
    with pytest.raises(Refused, match="disk"):
        await service.submit(make_request())
    await until(lambda: any(r.epoch == 6 for r in chat.of("progressed")))
    await asyncio.sleep(0.3)
    assert await state(service, 1) is JobState.RUNNING
    folder.unlink()
    (tmp_path / "aside").rename(folder)
    assert (await ends(service, 1)).state is JobState.DONE


async def test_two_devices_share_the_work(make_service, make_request, ends):
    service, _ = await make_service(devices=("cpu:0", "cpu:1"))
    jobs = [
        await service.submit(make_request(user=u, seed=SLOW, max_num_epochs=5)) for u in range(6)
    ]
    ended = [await ends(service, job.id) for job, _ in jobs]
    assert {job.device for job in ended} == {"cpu:0", "cpu:1"}
    assert all(job.state is JobState.DONE for job in ended)
