"""A loopback Discord in a process of its own, a channel for each test, a bot that restarts."""

from __future__ import annotations

import asyncio
import io
import json
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from PIL import Image

from bot.app import assemble
from bot.chat.client import Easel, point_at
from bot.engines.local import LocalEngine
from bot.settings import Settings

Json = dict[str, Any]
PAINTER = (sys.executable, str(Path(__file__).with_name("tiny_painter.py")))
Test = Callable[[list[Json]], Any]


def png(colour: str, size: tuple[int, int] = (48, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


class Page:
    """One channel of the loopback, seen and used as people do."""

    def __init__(self, session: aiohttp.ClientSession, places: Json, channel: str) -> None:
        self.session, self.places, self.channel = session, places, channel

    async def elsewhere(self) -> Page:
        """Make another channel."""
        name = f"room-{secrets.token_hex(6)}"
        channel = await self._post("/page/channels", json={"name": name})
        return Page(self.session, self.places, channel["id"])

    async def say(
        self, content: str, *files: tuple[str, bytes], user: str = "mia", reply_to: str = ""
    ) -> Json:
        """Send a message as a member."""
        form = aiohttp.FormData({"user": user, "channel": self.channel, "content": content})
        if reply_to:
            form.add_field("reply_to", reply_to)
        for name, data in files:
            form.add_field("files", data, filename=name)
        return await self._post("/page/messages", data=form)

    async def ask(self, options: str = "", user: str = "mia") -> Json:
        """Send a good request."""
        files = (("cat.png", png("teal")), ("swirl.png", png("gold")))
        return await self.say(f"!style {options}", *files, user=user)

    async def click(self, message: Json, what: str, user: str = "mia") -> int:
        """Click a message's button whose custom_id has `what`."""
        custom_id = next(b for b in buttons(message) if what in b)
        body = {"user": user, "message": message["id"], "custom_id": custom_id}
        async with self.session.post(self.places["url"] + "/page/clicks", json=body) as response:
            return response.status

    async def delete(self, message: Json, user: str = "ada") -> None:
        """Delete a message."""
        await self._post("/page/deletions", json={"user": user, "message": message["id"]})

    async def control(self, **deed: Any) -> None:
        """Do what only tests do."""
        await self._post("/page/control", json=deed)

    async def messages(self) -> list[Json]:
        """Return the bot's messages in this channel, oldest first."""
        params = {"channel": self.channel, "limit": "100"}
        url = self.places["url"] + "/page/messages"
        async with self.session.get(url, params=params) as response:
            response.raise_for_status()
            return [m for m in await response.json() if m["author"].get("bot")]

    async def until(self, test: Test, seconds: float = 15) -> Any:
        """Wait until `test` of the bot's messages is something, and return that."""
        try:
            async with asyncio.timeout(seconds):
                while not (found := test(await self.messages())):  # noqa: ASYNC110
                    await asyncio.sleep(0.03)
                return found
        except TimeoutError:
            seen = [text_of(m) for m in await self.messages()]
            raise AssertionError(f"it did not come; there was {seen}") from None

    async def answer(self, test: str = "") -> Json:
        """Wait for a message of the bot that has `test` in its text."""
        found: Json = await self.until(
            lambda all_: next((m for m in all_ if test in text_of(m)), None)
        )
        return found

    async def picture(self, message: Json) -> Image.Image:
        """Download the picture of a message."""
        async with self.session.get(message["attachments"][0]["url"]) as response:
            response.raise_for_status()
            return Image.open(io.BytesIO(await response.read()))

    async def _post(self, path: str, **body: Any) -> Json:
        async with self.session.post(self.places["url"] + path, **body) as response:
            assert response.status < 300, await response.text()
            return await response.json() if response.status == 200 else {}


def text_of(message: Json) -> str:
    """Return all that a message says."""
    parts = [message["content"]]
    for embed in message["embeds"]:
        parts += [embed.get("title", ""), embed.get("description", "")]
        parts += [embed.get("footer", {}).get("text", "")]
        parts += [f"{f['name']} {f['value']}" for f in embed.get("fields", [])]
    return "\n".join(parts)


def buttons(message: Json) -> list[str]:
    """Return the custom_ids under a message."""
    return [b["custom_id"] for row in message.get("components", []) for b in row["components"]]


@pytest.fixture(scope="session")
def loopback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Json]:
    """A loopback Discord, for all tests."""
    command = [sys.executable, "-m", "bot.playground", "--exit-with-parent", "--data"]
    data = tmp_path_factory.mktemp("loopback")
    with subprocess.Popen(
        [*command, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stdin
        yield json.loads(process.stdout.readline())
        process.stdin.close()


@pytest.fixture
async def page(loopback: Json) -> AsyncIterator[Page]:
    """A channel for one test."""
    async with aiohttp.ClientSession() as session:
        channel = await Page(session, loopback, "").elsewhere()
        yield channel
        await channel.control(action="deny", permissions=[])
        await session.post(
            f"{loopback['url']}/page/control", json={"action": "deny", "permissions": []}
        )


class Life:
    """A bot that can be started, stopped, and started again on the same data."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.client: Easel
        self._running: asyncio.Task[None]

    async def start(self) -> Easel:
        """Start the bot and wait until it is online."""
        self.client = assemble(self.settings, LocalEngine(["cpu"], PAINTER))
        self._running = asyncio.create_task(self.client.start("playground"))
        ready = asyncio.create_task(self.client.wait_until_ready())
        await asyncio.wait((self._running, ready), return_when=asyncio.FIRST_COMPLETED)
        if self._running.done():
            await self._running
        return self.client

    async def stop(self) -> None:
        """Stop it as a signal does."""
        await self.client.shut()
        await asyncio.gather(self._running, return_exceptions=True)


@pytest.fixture
async def life(
    loopback: Json, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Life]:
    """The bot, online in the loopback, with a worker that paints in milliseconds."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    settings = Settings(
        data=tmp_path,
        discord_api=loopback["api"],
        discord_gateway=loopback["gateway"],
        cdn_hosts=(loopback["cdn"],),
        defaults={"max_long_edge": 48, "max_num_epochs": 20, "save_epochs": 5},
        edit_interval=4,
        per_member=2,
    )
    point_at(settings)
    bot = Life(settings)
    await bot.start()
    yield bot
    await bot.stop()
