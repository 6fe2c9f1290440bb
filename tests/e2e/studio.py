"""The whole studio for a test: a loopback Discord and a real bot, each a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image

from bot.studio import environment
from stylecore.images import encode, load_image

Json = dict[str, Any]
Matches = Callable[[Json], bool]


@dataclass
class Studio:
    """Starts, watches, kills and talks to both processes; every message version is kept."""

    folder: Path
    defaults: Json
    session: aiohttp.ClientSession
    places: dict[str, str] = field(default_factory=dict)
    seen: list[Json] = field(default_factory=list)
    loopback: Process | None = None
    bot: Process | None = None
    pictures: dict[str, bytes] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _watcher: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start the loopback and watch what happens there."""
        command = [
            "-m",
            "bot.playground",
            "--exit-with-parent",
            "--data",
            str(self.folder / "chat"),
        ]
        self.loopback = await asyncio.create_subprocess_exec(
            sys.executable, *command, stdin=PIPE, stdout=PIPE
        )
        assert self.loopback.stdout is not None
        self.places = json.loads(await self.loopback.stdout.readline())
        self._watcher = asyncio.create_task(self._watch())

    async def start_bot(self) -> None:
        """Start the bot and wait until the loopback sees it online."""
        environ = environment(self.places, self.folder / "bot")
        environ |= {"EASEL_DEFAULTS": json.dumps(self.defaults), "EASEL_EDIT_INTERVAL": "0.2"}
        environ["EASEL_DEVICES"] = "cpu"
        with (self.folder / "bot.log").open("ab") as log:
            self.bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=environ, stdout=log, stderr=log
            )
        await self.until(lambda event: event.get("online") is True, after=len(self.seen))

    async def kill_bot(self) -> None:
        """End the bot as a power cut would."""
        assert self.bot is not None
        self.bot.send_signal(signal.SIGKILL)
        await self.bot.wait()

    async def close(self) -> None:
        """End both processes."""
        if self._watcher is not None:
            self._watcher.cancel()
        for process in (self.bot, self.loopback):
            if process is not None and process.returncode is None:
                process.terminate()
                await asyncio.wait_for(process.wait(), 15)

    async def say(self, content: str, *files: tuple[str, bytes], user: str = "mia") -> Json:
        """Post a message as a member and return it."""
        form = aiohttp.FormData({"user": user, "channel": "studio", "content": content})
        for name, data in files:
            form.add_field("files", data, filename=name)
        async with self.session.post(f"{self.places['url']}/page/messages", data=form) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def click(self, message: Json, label: str, user: str = "mia") -> int:
        """Click the button with that label; return the HTTP status."""
        button = next(b for b in buttons(message) if label in b.get("label", ""))
        body = {"user": user, "message": message["id"], "custom_id": button["custom_id"]}
        async with self.session.post(f"{self.places['url']}/page/clicks", json=body) as response:
            return response.status

    async def history(self) -> list[Json]:
        """Return the channel's messages, oldest first."""
        async with self.session.get(f"{self.places['url']}/page/messages") as response:
            return await response.json()

    async def until(self, matches: Matches, *, after: int = 0, seconds: float = 60) -> Json:
        """Wait for an event that `matches`, among those from number `after` on."""
        deadline = time.monotonic() + seconds
        while True:
            self._changed.clear()
            for event in self.seen[after:]:
                if matches(event):
                    return event
            left = deadline - time.monotonic()
            try:
                await asyncio.wait_for(self._changed.wait(), max(left, 0.001))
            except TimeoutError:
                raise AssertionError(f"it never came; {self._last_words()}") from None

    async def reply_to(self, message: Json, *, seconds: float = 60) -> Json:
        """Wait for the bot's first answer to a message."""
        event = await self.until(lambda e: is_reply(e, message), seconds=seconds)
        return event["message"]

    def picture(self, url: str) -> Image.Image:
        """Decode a picture that a message has shown."""
        return load_image(self.pictures[url])

    async def _watch(self) -> None:
        async with self.session.ws_connect(f"{self.places['url']}/page/events") as socket:
            async for message in socket:
                event = json.loads(message.data)
                await self._look(event)
                self.seen.append(event)
                self._changed.set()

    async def _look(self, event: Json) -> None:
        """Load the pictures as a page would: one that is replaced is gone soon after."""
        for url in pictures_of(event.get("message") or {}):
            if url not in self.pictures:
                async with self.session.get(url) as response:
                    if response.status == 200:
                        self.pictures[url] = await response.read()

    def _last_words(self) -> str:
        log = self.folder / "bot.log"
        tail = log.read_text()[-3000:] if log.exists() else ""
        return f"last events {json.dumps(self.seen[-3:])[:3000]}\nthe bot's log:\n{tail}"


def is_reply(event: Json, message: Json) -> bool:
    """Say whether an event is a message of the bot that answers `message`."""
    posted = event.get("message") or {}
    reference = posted.get("message_reference") or {}
    return bool(
        event["type"].startswith("message_")
        and (posted.get("author") or {}).get("bot")
        and reference.get("message_id") == message["id"]
    )


def is_artwork(event: Json, message: Json) -> bool:
    """Say whether an event is the final reply with the artwork."""
    return is_reply(event, message) and "artwork is ready" in event["message"]["content"]


def buttons(message: Json) -> list[Json]:
    """Return the buttons of a message."""
    return [button for row in message.get("components", []) for button in row["components"]]


def words(message: Json) -> str:
    """Return all text of a message: content and embeds."""
    embeds = message.get("embeds", [])
    texts = [
        message["content"],
        *(e.get("title", "") + " " + e.get("description", "") for e in embeds),
    ]
    return " ".join(texts)


def pictures_of(message: Json) -> list[str]:
    """Return the addresses of a message's pictures."""
    attached = [attachment["url"] for attachment in message.get("attachments", [])]
    shown = [e["image"]["url"] for e in message.get("embeds", []) if e.get("image")]
    return list(dict.fromkeys([*attached, *shown]))


def png(picture: Image.Image) -> bytes:
    """Return a picture as the bytes of a PNG file."""
    return encode(picture)


def children(pid: int) -> set[int]:
    """Return the ids of the processes that `pid` has started."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.add(int(status.parent.name))
    return found


def alive(pid: int) -> bool:
    """Say whether a process still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"
