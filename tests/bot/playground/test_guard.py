"""The page API is for this machine's own page, and the process ends as it should."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from bot.playground.files import safe_name
from bot.playground.snowflake import Snowflakes
from tests.bot.playground.driver import Playground, png


async def test_other_sites_are_kept_out(playground: Playground) -> None:
    url = f"{playground.url}/page/clicks"
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        async with playground.http.post(url, json={}, headers=headers) as answer:
            assert answer.status == 403
    headers = {"Origin": "https://evil.example"}
    async with playground.http.get(f"{playground.url}/page/events", headers=headers) as answer:
        assert answer.status == 403
    async with playground.http.get(playground.url) as page:
        assert page.status == 200
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]


async def test_uploads_never_run_as_a_page(playground: Playground) -> None:
    said = await playground.say("", ("../../x y.html", b"<script>1</script>"), ("a.png", png()))
    page, picture = said["attachments"]
    assert page["filename"] == "x_y.html"
    async with playground.http.get(page["url"]) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    async with playground.http.get(picture["url"]) as answer:
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Content-Disposition"].startswith("inline")


async def test_only_admins_delete_what_others_said(playground: Playground) -> None:
    said = await playground.say("mine", user="ada")
    deed = {"message": said["id"]}
    assert (await playground.post("/page/deletions", user="mia", **deed))[0] == 403
    assert (await playground.post("/page/deletions", user="nobody", **deed))[0] == 400
    assert (await playground.post("/page/deletions", user="ada", **deed))[0] == 204


async def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    async with Playground.process(tmp_path, "--exit-with-parent") as (_, process):
        assert process.stdin is not None
        process.stdin.close()
        assert await asyncio.wait_for(process.wait(), 5) == 0


async def test_it_listens_on_this_machine_only(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "bot.playground", "--host", "0.0.0.0", "--data", str(tmp_path))
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    assert await asyncio.wait_for(process.wait(), 10) == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a b.png", "a_b.png"),
        ("../../etc/passwd", "passwd"),
        ("..\\x.png", "x.png"),
        ("...", "unknown"),
        ("näme<>.png", "nme.png"),
        ("x" * 200 + ".png", "x" * 80 + ".png"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_ids_only_grow() -> None:
    ids = Snowflakes(after=2**62)
    made = [ids.next() for _ in range(1000)]
    assert made == sorted(set(made))
    assert made[0] > 2**62
