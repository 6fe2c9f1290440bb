"""What admins set: within the host's bounds, audited, undoable, and enforced where all pass."""

from dataclasses import replace

import pytest

from bot.jobs.host import Host
from bot.jobs.job import Ask, JobState, Refused

SLOW = 6
ADMIN = 99


@pytest.fixture
async def service(make_service):
    service, _ = await make_service(host=Host(per_guild=4))
    return service


async def refusal(service, request) -> str:
    with pytest.raises(Refused) as caught:
        await service.submit(request)
    return str(caught.value)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"paused": True}, "paused"),
        ({"banned": [1]}, "admins"),
        ({"channels_denied": [10]}, "another"),
        ({"channels_allowed": [11]}, "<#11>"),
        ({"roles_allowed": [5]}, "<@&5>"),
        ({"max_long_edge": 64}, "size=64"),
        ({"max_num_epochs": 5}, "epochs=5"),
    ],
)
async def test_a_rule_is_enforced_says_what_to_do_and_can_be_undone(
    service, make_request, values, said
):
    await service.office.change(1, ADMIN, "test", values)
    assert said in await refusal(service, make_request())
    await service.submit(make_request(guild=2))  # another server goes by its own
    await service.office.undo(1, ADMIN)
    await service.submit(make_request())


async def test_a_thread_belongs_to_its_channel_and_a_role_opens_the_door(service, make_request):
    await service.office.change(1, ADMIN, "test", {"channels_allowed": [11], "roles_allowed": [5]})
    await service.submit(replace(make_request(), parent_id=11, roles=frozenset({5})))


async def test_limits_count_waiting_and_running(service, make_request):
    await service.office.change(1, ADMIN, "limits", {"per_member": 1})
    await service.submit(make_request(seed=SLOW, max_num_epochs=1000))
    assert "as one member may" in await refusal(service, make_request())
    for user in (2, 3, 4):
        await service.submit(make_request(user=user, seed=SLOW))
    assert "This server has 4" in await refusal(service, make_request(user=5))


async def test_gpu_minutes_of_what_runs_count(service, make_request, until, monkeypatch):
    await service.office.change(1, ADMIN, "limits", {"daily_gpu_minutes": 1})
    await service.submit(make_request(seed=SLOW, max_num_epochs=1000))
    running = await until(lambda: service._board.running.get("cpu"))
    running._since -= 61
    assert "1 GPU-minutes" in await refusal(service, make_request())
    await service.cancel(1)
    await until(lambda: not service._board.running)
    assert await service.office.used(1) >= 61
    assert "1 GPU-minutes" in await refusal(service, make_request())


async def test_a_seat_counts_while_the_pictures_come(service, make_request):
    request = make_request()
    ask = Ask(1, 10, request.message_id, 1, request.options)
    await service.office.change(1, ADMIN, "limits", {"per_member": 1})
    async with service.seat(ask):
        assert "one member may" in await refusal(service, make_request())
        await service.submit(request)
    with pytest.raises(Refused):
        async with service.seat(replace(ask, message_id=77)):
            raise AssertionError


async def test_out_of_the_hosts_bounds_nothing_changes(service):
    before = await service.policy(1)
    for values in ({"per_member": 4}, {"per_member": 0}, {"paused": True, "max_long_edge": 9999}):
        with pytest.raises(Refused, match="here"):
            await service.office.change(1, ADMIN, "limits", values)
    assert await service.policy(1) == before
    assert await service.office.changes(1, 10) == []


async def test_the_audit_says_who_what_old_and_new(service):
    await service.office.change(1, ADMIN, "limits", {"per_member": 2, "per_guild": 3})
    second = await service.office.change(1, 98, "limits", {"per_member": 1})
    assert (second.user_id, second.old, second.new) == (98, {"per_member": 2}, {"per_member": 1})
    with pytest.raises(Refused, match=f"Change {second.id}"):
        await service.office.undo(1, ADMIN, 1)
    await service.office.undo(1, ADMIN)
    assert (await service.policy(1)).per_member == 2
    await service.office.undo(1, ADMIN)
    assert (await service.policy(1)).per_member == 3
    with pytest.raises(Refused, match="nothing to undo"):
        await service.office.undo(1, ADMIN)
    assert [change.action for change in await service.office.changes(1, 10)] == [
        "undo limits",
        "undo limits",
        "limits",
        "limits",
    ]
    assert await service.office.changes(2, 10) == []


async def test_rules_survive_a_restart_and_bend_to_the_host(service, make_service):
    await service.office.change(1, ADMIN, "limits", {"per_member": 3, "max_long_edge": 900})
    await service.stop()
    later, _ = await make_service(host=Host(per_member=2, max_long_edge=512))
    policy = await later.policy(1)
    assert (policy.per_member, policy.max_long_edge) == (2, 512)
    await later.office.reload(Host(per_member=5, max_long_edge=2048))
    policy = await later.policy(1)
    assert (policy.per_member, policy.max_long_edge) == (3, 900)


async def test_jobs_go_only_where_their_server_may(make_service, make_request, until):
    host = Host(per_member=9, grants={"1": ("cuda:1",), "default": ("cuda:0", "cuda:1")})
    service, _ = await make_service(devices=("cuda:0", "cuda:1"), host=host)
    assert "gpu=1" in await refusal(service, make_request(gpu=(0,)))
    await service.office.change(2, ADMIN, "gpus", {"devices": ["cuda:0"]})
    for guild in (1, 2, 1, 2):
        await service.submit(make_request(guild=guild))
    both, _ = await service.submit(make_request(guild=3, gpu=(0, 1)))
    await until(lambda: _all_done(service, 5))
    devices = [(await service.job(n)).device for n in range(1, 6)]
    assert devices == ["cuda:1", "cuda:0", "cuda:1", "cuda:0", "cuda:0+cuda:1"]
    assert both.options.gpu == (0, 1)


async def test_draining_finishes_what_runs_and_begins_nothing(make_service, make_request, until):
    service, chat = await make_service()
    await service.submit(make_request(seed=SLOW))
    await service.submit(make_request(user=2))
    await until(lambda: chat.of("started", 1))
    service.office.drain(True)
    assert "restart" in await refusal(service, make_request(user=3))
    await until(lambda: chat.of("finished", 1))
    assert service.place(2).position == 1
    service.office.drain(False)
    await until(lambda: chat.of("finished", 2))


async def test_kept_then_swept_and_rows_and_files_agree(
    make_service, make_request, until, tmp_path
):
    service, _ = await make_service()
    await service.submit(make_request(max_num_epochs=40, save_epochs=2))
    await until(lambda: _all_done(service, 1))
    kept = await service.kept(1)
    assert kept.content and kept.style and kept.artwork
    epochs = [epoch for epoch, _ in kept.strip]
    assert len(epochs) == 8 and (epochs[0], epochs[-1]) == (2, 40)
    assert len(list((tmp_path / "pictures").iterdir())) == 3 + 8
    assert [job.id for job in await service.history(1, 1)] == [1]
    assert await service._store.sweep(days=1) == 0
    assert await service._store.sweep(days=-1) == 1
    assert await service.kept(1) is None
    assert list((tmp_path / "pictures").iterdir()) == []
    assert [job.id for job in await service.history(1, 1)] == [1]


async def test_deleting_drops_the_pictures_of_what_is_over(
    make_service, make_request, until, tmp_path
):
    service, chat = await make_service()
    chat.confirms = False
    await service.submit(make_request())
    await service.submit(make_request(seed=SLOW, max_num_epochs=1000))
    assert not await service.delete(2)
    await until(lambda: chat.of("finished", 1))
    assert await service.delete(1)
    assert (await service.job(1)).state is JobState.DONE
    assert await service.kept(1) is None


async def test_a_member_is_forgotten_with_what_waits_and_runs(
    make_service, make_request, until, tmp_path
):
    service, chat = await make_service()
    await service.submit(make_request())
    await until(lambda: _all_done(service, 1))
    await service.submit(make_request(seed=SLOW, max_num_epochs=1000))
    await service.submit(make_request(seed=SLOW, max_num_epochs=1000))
    await service.submit(make_request(user=2))
    await until(lambda: chat.of("started", 2))
    assert await service.forget(1) == 3
    await until(lambda: _all_done(service, 4))
    assert [await service.job(n) for n in (1, 2, 3)] == [None] * 3
    assert chat.of("finished", 2) == [JobState.CANCELLED]
    names = await service._store.database.rows("SELECT content, style, artwork FROM jobs")
    rows = await service._store.database.rows("SELECT file FROM frames")
    known = {name for row in [*names, *rows] for name in row}
    assert {file.name for file in (tmp_path / "pictures").iterdir()} == known
    assert await service.office.used(1) > 0


async def _all_done(service, last: int) -> bool:
    job = await service.job(last)
    return job is not None and job.told
