import sqlite3
from dataclasses import replace

import pytest

from bot.jobs.database import Database, DatabaseError, migrations
from bot.jobs.job import JobState
from bot.jobs.records import Counts
from bot.jobs.store import JobStore


@pytest.fixture
async def store(tmp_path):
    store = JobStore(tmp_path, clock=lambda: 1000.0)
    await store.open()
    yield store
    await store.close()


def files(tmp_path) -> int:
    return len(list((tmp_path / "pictures").iterdir()))


async def test_a_request_comes_back_as_it_was(store, make_request):
    request = make_request(guild=2**63 - 1, user=7, lr=0.3, optimizer="lbfgs")
    job = await store.add(request)
    assert (job.id, job.state, job.attempt) == (1, JobState.QUEUED, 1)
    assert (job.guild_id, job.user_id, job.options) == (2**63 - 1, 7, request.options)
    assert (job.created_at, job.max_epochs) == (1000.0, request.options.max_num_epochs)
    assert await store.get(1) == job == await store.of_message(request.message_id)
    pictures = await store.pictures(1)
    assert (pictures.content, pictures.style) == (request.content, request.style)
    assert await store.facts(1) == (32 * 32, 1)


async def test_the_same_message_is_kept_once(store, make_request, tmp_path):
    first = await store.add(make_request(message=5))
    assert await store.add(make_request(message=5)) == first
    assert files(tmp_path) == 2


async def test_the_way_of_a_job(store, make_request, tmp_path):
    job = await store.add(make_request())
    job = await store.begin(job.id, "cuda:0")
    assert (job.state, job.device, job.started_at) == (JobState.RUNNING, "cuda:0", 1000.0)
    assert await store.begin(job.id, "cpu") is None
    for epoch in (5, 10):
        assert await store.save(job, epoch, b"preview%d" % epoch, b"check%d" % epoch)
    assert files(tmp_path) == 5
    assert await store.checkpoint(job.id) == b"check10"
    assert await store.finish(job, 12, 0.5, b"art")
    assert (await store.get(job.id)).state is JobState.DELIVERING
    assert [j.id for j in await store.untold()] == [job.id]
    await store.delivered(job.id, 99)
    done = await store.get(job.id)
    assert (done.state, done.reply_id, done.told, done.epoch) == (JobState.DONE, 99, True, 12)
    assert await store.untold() == []
    kept = await store.pictures(job.id)
    assert (kept.preview, kept.artwork) == (b"preview10", b"art")
    assert files(tmp_path) == 5
    assert await store.paces() == [("cuda:0", 1024, 12, 10, 0.5)]


async def test_an_attempt_that_is_over_changes_nothing(store, make_request, tmp_path):
    old = await store.begin((await store.add(make_request())).id, "cpu")
    assert await store.save(old, 5, b"p", b"c")
    again = await store.put_back(old, crashed=True)
    assert (again.state, again.attempt) == (JobState.QUEUED, 2)
    new = await store.begin(old.id, "cpu")
    assert not await store.save(old, 6, b"late", b"late")
    assert not await store.finish(old, 6, 1.0, b"late")
    assert not await store.fail(old, "late")
    assert await store.put_back(old, crashed=True) is None
    assert await store.get(old.id) == new
    assert await store.checkpoint(old.id) == b"c"
    assert files(tmp_path) == 4
    assert await store.crashes(old.id) == 1


async def test_a_cancelled_job_stays_cancelled(store, make_request, tmp_path):
    job = await store.begin((await store.add(make_request())).id, "cpu")
    assert (await store.cancel(job.id)).state is JobState.CANCELLED
    assert await store.cancel(job.id) is None
    assert not await store.finish(job, 10, 1.0, b"art")
    assert [j.id for j in await store.untold()] == [job.id]
    await store.told(job.id)
    assert await store.untold() == [] and files(tmp_path) == 2


async def test_files_without_a_row_are_removed_at_start(store, make_request, tmp_path):
    job = await store.add(make_request())
    for name in ("orphan.png", "half.png.tmp"):
        (tmp_path / "pictures" / name).write_bytes(b"x")
    await store.close()
    await store.open()
    assert files(tmp_path) == 2
    assert (await store.pictures(job.id)).content


async def test_what_the_disk_does_not_take_is_not_acknowledged(store, make_request, tmp_path):
    (tmp_path / "pictures").rmdir()
    (tmp_path / "pictures").write_bytes(b"in the way")
    with pytest.raises(OSError):
        await store.add(make_request())
    assert await store.active() == []


async def test_counts_are_of_jobs_in_flight(store, make_request):
    for user in (1, 1, 2):
        job = await store.add(make_request(user=user))
    await store.begin(job.id, "cpu")
    await store.add(make_request(user=1, guild=2))
    assert await store.counts(1, 1) == Counts(3, 3, 3, 2, 2)
    await store.cancel(1)
    assert await store.counts(1, 1) == Counts(2, 2, 2, 1, 1)
    assert await store.counts(2, 2) == Counts(2, 1, 1, 1, 0)


async def test_guilds_see_their_own_jobs(store, make_request):
    for guild in (1, 2, 1):
        await store.add(make_request(guild=guild))
    assert [job.id for job in await store.active(1)] == [1, 3]
    assert [job.id for job in await store.active()] == [1, 2, 3]


async def test_a_second_bot_on_the_same_folder_is_refused(store, tmp_path):
    with pytest.raises(DatabaseError, match="Another Easel"):
        await JobStore(tmp_path).open()


async def test_a_damaged_database_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "easel.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(DatabaseError, match="Restore"):
        await JobStore(tmp_path).open()


async def test_commits_survive_a_power_cut(store, tmp_path):
    assert (await store.database.row("PRAGMA synchronous"))[0] == 2
    assert (await store.database.row("PRAGMA journal_mode"))[0] == "wal"


async def version(path) -> int:
    with sqlite3.connect(path) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


async def test_migrations_are_numbered_and_applied_once(tmp_path):
    path = tmp_path / "a.db"
    assert [number for number, _ in migrations()] == list(range(1, len(migrations()) + 1))
    first = [(1, "CREATE TABLE a (x); INSERT INTO a VALUES (1);\n-- why; not\nCREATE TABLE b (x);")]
    await (await Database.open(path, first)).close()
    database = await Database.open(path, [*first, (2, "ALTER TABLE a ADD COLUMN y;")])
    assert [tuple(row) for row in await database.rows("SELECT * FROM a")] == [(1, None)]
    await database.close()
    assert await version(path) == 2


async def test_a_migration_that_breaks_leaves_no_half(tmp_path):
    path = tmp_path / "a.db"
    with pytest.raises(DatabaseError):
        await Database.open(path, [(1, "CREATE TABLE a (x);\nCREATE TABLE a (x);")])
    assert await version(path) == 0
    await (await Database.open(path, [(1, "CREATE TABLE a (x);")])).close()


async def test_a_database_of_a_newer_easel_is_refused(tmp_path):
    path = tmp_path / "a.db"
    await (await Database.open(path, [(7, "CREATE TABLE a (x);")])).close()
    with pytest.raises(DatabaseError, match="newer"):
        await Database.open(path, [(1, "CREATE TABLE a (x);")])


async def test_a_later_attempt_is_not_the_former(store, make_request):
    job = await store.begin((await store.add(make_request())).id, "cpu")
    assert not await store.fail(replace(job, attempt=2), "no")
    assert await store.fail(job, "The paint ran out.")
    assert (await store.get(job.id)).error == "The paint ran out."
