"""Intake over real sockets: what is downloaded, from where, how much of it, and what is said."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest
from aiohttp import web
from PIL import Image

from bot.chat.attachments import Found, choose, of
from bot.chat.download import allowed
from bot.chat.intake import Intake, IntakeError

CAP = 200_000


def png(size: tuple[int, int] = (48, 32), colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


class Files:
    """A file server on loopback whose every path is a different kind of trouble."""

    def __init__(self) -> None:
        self.host = ""
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        match request.path:
            case "/photo.png":
                return web.Response(body=png())
            case "/painting.png":
                return web.Response(body=png((40, 40), "gold"))
            case "/text.png":
                return web.Response(body=b"I am a text file, whatever I am called.")
            case "/tiny.png":
                return web.Response(body=png((1, 1)))
            case "/moved.png":
                raise web.HTTPFound("/photo.png")
            case "/endless.png":
                return await self._stream(request, pause=0)
            case "/slow.png":
                return await self._stream(request, pause=0.3)
        raise web.HTTPNotFound

    async def _stream(self, request: web.Request, pause: float) -> web.StreamResponse:
        """Send for ever, without saying how much it is going to be."""
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 1000)
                await asyncio.sleep(pause)
        except ConnectionError:
            return response


@pytest.fixture
async def files() -> AsyncIterator[Files]:
    served = Files()
    app = web.Application()
    app.router.add_get("/{name}", served.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    served.host = f"127.0.0.1:{runner.addresses[0][1]}"
    yield served
    await runner.cleanup()


@pytest.fixture
async def intake(files: Files) -> AsyncIterator[Intake]:
    taking = Intake([files.host], CAP, seconds=1.5)
    yield taking
    await taking.close()


def attachment(url: str, size: int = 1000, kind: str | None = "image/png") -> discord.Attachment:
    name = url.rpartition("/")[2]
    data = {"id": "1", "size": size, "url": url, "proxy_url": url, "filename": name}
    if kind:
        data["content_type"] = kind
    return discord.Attachment(data=cast(Any, data), state=cast(Any, SimpleNamespace(http=None)))


def named(files: Files, *names: str) -> list[Found]:
    return [Found.attached(attachment(f"http://{files.host}/{name}")) for name in names]


async def refusal(intake: Intake, *given: Found) -> str:
    with pytest.raises(IntakeError) as caught:
        await intake.take(given, 256)
    return str(caught.value)


def not_chosen(own: list[Found], others: list[Found], style: str = "") -> str:
    with pytest.raises(IntakeError) as caught:
        choose(own, others, style)
    return str(caught.value)


def size(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


async def test_takes_photo_then_painting(intake: Intake, files: Files) -> None:
    taken = await intake.take(named(files, "photo.png", "painting.png"), 256)
    assert list(map(size, taken)) == [(48, 32), (40, 40)]
    assert files.asked == ["/photo.png", "/painting.png"]


async def test_a_photo_may_come_alone(intake: Intake, files: Files) -> None:
    (photo,) = await intake.take(named(files, "photo.png"), 40)
    assert max(size(photo)) == 40


def test_the_order_is_photo_then_painting_wherever_they_are(files: Files) -> None:
    photo, painting, other = named(files, "photo.png", "painting.png", "other.png")
    assert choose([photo, painting], [other, other]) == (photo, painting)
    assert choose([painting], [photo]) == (photo, painting)
    assert choose([], [photo, painting]) == (photo, painting)
    assert choose([photo], [other], "starry") == (photo,)
    assert choose([], [photo], "starry") == (photo,)


def test_counts_the_pictures(files: Files) -> None:
    photo = named(files, "photo.png")
    assert "two pictures" in not_chosen([], [])
    assert "`style=starry`" in not_chosen(photo, [])
    assert "3 attachments" in not_chosen(photo * 3, [])
    assert "3 pictures" in not_chosen(photo, photo * 2)
    assert "I need a photo" in not_chosen([], [], "wave")
    assert "one picture" in not_chosen(photo * 2, [], "wave")


def test_embeds_show_pictures_too(files: Files) -> None:
    url = f"http://{files.host}/easel-1-50.png?ex=1"
    shown = discord.Embed().set_image(url=url)
    message = SimpleNamespace(attachments=[], embeds=[discord.Embed(), shown])
    (found,) = of(cast(Any, message))
    assert (found.filename, found.url) == ("easel-1-50.png", url)
    message.attachments = [attachment(f"http://{files.host}/photo.png")]
    assert [found.filename for found in of(cast(Any, message))] == ["photo.png"]


@pytest.mark.parametrize(
    ("size", "kind", "said"),
    [
        (CAP + 1, "image/png", "larger than"),
        (10, "text/plain; charset=utf-8", "not a picture"),
        (10, "image/svg+xml", "not a picture"),
        (10, "video/mp4", "not a picture"),
    ],
)
async def test_refuses_by_claim_without_a_download(
    intake: Intake, files: Files, size: int, kind: str, said: str
) -> None:
    good = named(files, "photo.png")[0]
    bad = Found.attached(attachment(f"http://{files.host}/painting.png", size, kind))
    answer = await refusal(intake, good, bad)
    assert said in answer
    assert "Your painting (painting.png)" in answer
    assert not files.asked


async def test_goes_by_the_ending_where_discord_claims_no_type(
    intake: Intake, files: Files
) -> None:
    photo = Found.attached(attachment(f"http://{files.host}/photo.png", kind=None))
    assert await intake.take([photo, photo], 256)
    script = Found("photo.sh", f"http://{files.host}/photo.sh")
    assert "not a picture" in await refusal(intake, photo, script)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("text.png", "Your painting (text.png) won't do"),
        ("tiny.png", "Your painting (tiny.png) won't do"),
        ("moved.png", "the server answered 302"),
        ("missing.png", "the server answered 404"),
        ("endless.png", "larger than"),
        ("slow.png", "too slow"),
    ],
)
async def test_refuses_what_comes(intake: Intake, files: Files, name: str, said: str) -> None:
    assert said in await refusal(intake, *named(files, "photo.png", name))
    assert files.asked == ["/photo.png", f"/{name}"]


async def test_takes_nothing_from_other_hosts(files: Files) -> None:
    intake = Intake(["cdn.discordapp.com"], CAP)
    assert "not on a host" in await refusal(intake, *named(files, "photo.png") * 2)
    assert not files.asked
    await intake.close()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://cdn.discordapp.com/attachments/1/2/a.png?ex=1", True),
        ("https://CDN.discordapp.com/a.png", True),
        ("http://cdn.discordapp.com/a.png", False),
        ("https://cdn.discordapp.com:8443/a.png", False),
        ("https://cdn.discordapp.com.evil.example/a.png", False),
        ("https://evil.example/cdn.discordapp.com", False),
        ("https://cdn.discordapp.com@evil.example/a.png", False),
        ("https://user:pass@cdn.discordapp.com/a.png", False),
        ("http://127.0.0.1:8000/a.png", True),
        ("http://127.0.0.1:8001/a.png", False),
        ("http://127.0.0.1/a.png", False),
        ("file:///etc/passwd", False),
        ("//cdn.discordapp.com/a.png", False),
        ("https://[half", False),
        ("", False),
    ],
)
def test_only_configured_hosts_are_allowed(url: str, expected: bool) -> None:
    assert allowed(url, ("cdn.discordapp.com", "127.0.0.1:8000")) is expected


async def test_names_come_back_harmless(intake: Intake, files: Files) -> None:
    bad = Found("**@everyone**.exe", f"http://{files.host}/a.exe")
    text = await refusal(intake, *named(files, "photo.png"), bad)
    assert "@everyone" not in text
    assert "**" not in text
