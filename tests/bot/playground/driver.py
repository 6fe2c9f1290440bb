"""Drives a playground process from outside, as the page does, and makes clients for it."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import aiohttp
import discord
from PIL import Image

from bot.playground.app import start
from bot.playground.loopback import Loopback

INTENTS = discord.Intents(guilds=True, guild_messages=True, message_content=True)
STUDIO = 1_250_000_000_000_000_040


def png(colour: str = "teal", size: tuple[int, int] = (48, 32)) -> bytes:
    """Return a picture of one colour."""
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    return data.getvalue()


def attached(colour: str = "teal", name: str = "picture.png") -> discord.File:
    """Return such a picture as a file to send."""
    return discord.File(io.BytesIO(png(colour)), name)


def form(*pictures: bytes) -> aiohttp.FormData:
    """Return a body with files, as a bot sends it; it replaces those that are there."""
    listed = [{"id": number} for number in range(len(pictures))]
    made = aiohttp.FormData(quote_fields=False)
    made.add_field("payload_json", json.dumps({"attachments": listed[:10]}))
    for number, data in enumerate(pictures):
        made.add_field(f"files[{number}]", io.BytesIO(data), filename=f"{number}.png")
    return made


@dataclass
class Playground:
    """A session to talk to a playground, wherever it runs."""

    http: aiohttp.ClientSession
    url: str
    api: str
    gateway: str
    cdn: str

    @classmethod
    @asynccontextmanager
    async def here(cls, data: Path, *, heartbeat: float = 41.25) -> AsyncIterator[Self]:
        """Serve a playground from this very process, which saves starting one."""
        loopback = Loopback(data, heartbeat=heartbeat)
        runner = await start(loopback, "127.0.0.1", 0)
        async with aiohttp.ClientSession() as http:
            yield cls(http, **loopback.places())
        await runner.cleanup()
        loopback.close()

    @classmethod
    @asynccontextmanager
    async def process(
        cls, data: Path, *options: str
    ) -> AsyncIterator[tuple[Self, asyncio.subprocess.Process]]:
        """Start a playground as a process of its own, as people do; stop it in the end."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.playground", "--data", str(data), *options),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        async with aiohttp.ClientSession() as http:
            line = await asyncio.wait_for(process.stdout.readline(), 20)
            yield cls(http, **json.loads(line)), process
        if process.returncode is None:
            process.terminate()
        assert await asyncio.wait_for(process.wait(), 10) == 0

    async def say(
        self,
        content: str,
        *files: tuple[str, bytes],
        user: str = "mia",
        reply_to: str = "",
        channel: str = str(STUDIO),
    ) -> Any:
        """Post a message as somebody; return it."""
        fields = {"user": user, "content": content, "reply_to": reply_to, "channel": channel}
        form = aiohttp.FormData(fields)
        for name, data in files:
            form.add_field("files", data, filename=name)
        async with self.http.post(f"{self.url}/page/messages", data=form) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def messages(self) -> list[Any]:
        """Return the studio's messages, oldest first."""
        async with self.http.get(f"{self.url}/page/messages") as answer:
            found: list[Any] = await answer.json()
            return found

    async def post(self, path: str, **data: Any) -> tuple[int, Any]:
        """Post JSON to the page API; return status and answer."""
        async with self.http.post(self.url + path, json=data) as answer:
            return answer.status, await answer.json() if answer.status != 204 else None

    async def run(
        self, command: str, options: Any, *, user: str = "mia", **files: bytes
    ) -> tuple[int, Any]:
        """Run a slash command in the studio; return status and what came of it."""
        data = {"user": user, "command": command, "options": options}
        form = aiohttp.FormData({"data": json.dumps(data)})
        for name, file in files.items():
            form.add_field(name, file, filename=f"{name}.png")
        async with self.http.post(f"{self.url}/page/commands", data=form) as answer:
            return answer.status, await answer.json()

    async def commands(self, user: str) -> set[str]:
        """Return the names of what somebody may use in the studio."""
        async with self.http.get(f"{self.url}/page/commands", params={"user": user}) as answer:
            return {command["name"] for command in await answer.json()}

    async def control(self, action: str, **data: Any) -> None:
        """Do one of the tests' deeds."""
        assert await self.post("/page/control", action=action, **data) == (204, None)

    async def rest(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        """Make a raw REST request with the bot's token."""
        headers = {"Authorization": "Bot playground"}
        url = self.api + path
        async with self.http.request(method, url, headers=headers, **options) as answer:
            return answer.status, await answer.json() if answer.status != 204 else None

    async def fetch(self, url: str) -> bytes:
        """Download a file."""
        async with self.http.get(url) as answer:
            assert answer.status == 200
            return await answer.read()


class Recorder(discord.Client):
    """A client that keeps what it hears."""

    def __init__(self, intents: discord.Intents = INTENTS) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.05)
        self.heard: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.clicks: asyncio.Queue[discord.Interaction] = asyncio.Queue()
        self.resumed = asyncio.Event()
        self.second_session = asyncio.Event()
        self.identified = 0

    @property
    def studio(self) -> discord.TextChannel:
        """The studio, from the cache."""
        channel = self.get_channel(STUDIO)
        assert isinstance(channel, discord.TextChannel)
        return channel

    async def on_connect(self) -> None:
        """Count the sessions."""
        self.identified += 1
        if self.identified > 1:
            self.second_session.set()

    async def on_resumed(self) -> None:
        """Note a resumed session."""
        self.resumed.set()

    async def on_message(self, message: discord.Message) -> None:
        """Keep what others say."""
        if message.author != self.user:
            self.heard.put_nowait(message)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Keep the clicks."""
        self.clicks.put_nowait(interaction)

    async def hear(self) -> discord.Message:
        """Return the next message that somebody else has posted."""
        return await asyncio.wait_for(self.heard.get(), 10)


class Clients:
    """Owns the clients of one test."""

    def __init__(self) -> None:
        self._made: list[tuple[discord.Client, asyncio.Task[None]]] = []

    async def start(self, client: Recorder | None = None) -> Recorder:
        """Log a client in and wait until it is ready."""
        client = client or Recorder()
        await client.login("playground")
        task = asyncio.create_task(client.connect())
        self._made.append((client, task))
        ready = asyncio.create_task(client.wait_until_ready())
        await asyncio.wait({task, ready}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        assert client.is_ready(), task
        return client

    async def close(self) -> None:
        """Log every client out."""
        for client, task in self._made:
            await client.close()
            await asyncio.wait({task}, timeout=5)
