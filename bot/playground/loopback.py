"""The loopback Discord's state, and what happens to messages in it."""

from __future__ import annotations

import dataclasses
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.playground.affairs import Affairs
from bot.playground.broadcast import Broadcast
from bot.playground.directory import Directory
from bot.playground.files import Files
from bot.playground.gateway.codes import Intent
from bot.playground.gateway.hub import Hub
from bot.playground.interactions import Interactions
from bot.playground.mentions import pinged, pings_everyone
from bot.playground.message import LOADING, Draft, Message, Revision, StoredFile, Upload
from bot.playground.payloads import member_payload
from bot.playground.permissions import Permission
from bot.playground.ratelimit import Limiter
from bot.playground.render import Renderer
from bot.playground.snowflake import Snowflakes, moment
from bot.playground.store import Store
from bot.playground.world import BOT_USER, Json, User

__all__ = ["PREFIX", "GoneError", "Loopback"]

PREFIX = "/api/v10"


class GoneError(LookupError):
    """The message was deleted while its edit was on the way."""


class Loopback:
    """Owns the parts. Each deed is stored first, then told to the bot and the pages."""

    def __init__(self, data: Path, *, heartbeat: float = 41.25) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.heartbeat = heartbeat
        self.store = Store(data / "playground.sqlite3")
        self.files = Files(data / "attachments")
        self.directory = Directory(self.store)
        self.ids = Snowflakes(after=self.store.last_id())
        self.hub = Hub(lambda online: self.pages.send("bot", online=online))
        self.pages = Broadcast()
        self.affairs = Affairs(self.directory, self.store, self.ids, self.hub, self.pages)
        self.interactions = Interactions()
        self.limiter = Limiter()
        self._whispers: dict[int, Message] = {}
        self._aged: dict[int, float] = {}
        self.listen_at("127.0.0.1", 0)

    def listen_at(self, host: str, port: int) -> None:
        """Note the address under which all this is served."""
        netloc = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.url = f"http://{netloc}"
        self.gateway_url = f"ws://{netloc}/gateway"
        self.render = Renderer(self.url, self.directory, self.message, self.affairs.channel)

    def places(self) -> Json:
        """Return the addresses of the page, the API, the gateway and the host of the files."""
        host = self.url.removeprefix("http://")
        api = self.url + PREFIX
        return {"url": self.url, "api": api, "gateway": self.gateway_url, "cdn": host}

    def may(self, permission: Permission, channel_id: int) -> bool:
        """Say whether the bot may do something in a channel."""
        return permission in self.directory.may(BOT_USER.id, channel_id)

    def message(self, channel_id: int, message_id: int) -> Message | None:
        """Return a message, also one that only one person sees."""
        return self._whispers.get(message_id) or self.store.message(channel_id, message_id)

    def find(self, message_id: int) -> Message | None:
        """Return a message of whichever channel."""
        return self._whispers.get(message_id) or self.store.find(message_id)

    def whispers(self, channel_id: int, user_id: int) -> list[Message]:
        """Return what only `user_id` sees in a channel."""
        own = (w for w in self._whispers.values() if w.only_for == user_id)
        return [whisper for whisper in own if whisper.channel_id == channel_id]

    def age(self, message: Message) -> float:
        """Return for how many seconds a message has been there."""
        return time.time() - moment(message.id).timestamp() + self._aged.get(message.id, 0.0)

    def make_older(self, message: Message, seconds: float) -> None:
        """Let a message count as older than it is, for tests."""
        self._aged[message.id] = self._aged.get(message.id, 0.0) + seconds

    async def post(self, author: User, channel_id: int, draft: Draft) -> Message:
        """Post `draft`."""
        files = await self.save(channel_id, draft.uploads)
        answered = self.message(channel_id, draft.reference.message_id) if draft.reference else None
        message_id = self.ids.next()
        message = Message(
            id=message_id,
            channel_id=channel_id,
            author_id=author.id,
            content=draft.content,
            timestamp=moment(message_id).isoformat(),
            flags=draft.flags,
            tts=draft.tts,
            nonce=draft.nonce,
            embeds=draft.embeds,
            components=draft.components,
            files=files,
            mentions=pinged(draft, answered, self.directory.guild_of(channel_id)),
            mention_everyone=pings_everyone(draft, self.directory.may(author.id, channel_id)),
            reference=draft.reference,
            origin=draft.origin,
            only_for=draft.only_for,
        )
        self._keep(message)
        self._tell("CREATE", message)
        return message

    async def edit(self, message: Message, revision: Revision) -> Message:
        """Change `message`; files that it no longer shows are deleted. Raises GoneError."""
        new = await self.save(message.channel_id, revision.uploads)
        # another edit, or its end, may have come in between
        current = self.message(message.channel_id, message.id)
        if current is None:
            for file in new:
                await self.files.retire(message.channel_id, file)
            raise GoneError(message.id)
        stay = current.files
        if revision.kept is not None:
            stay = tuple(file for file in current.files if file.id in revision.kept)
        changed = dataclasses.replace(
            current,
            files=stay + new,
            edited_timestamp=datetime.now(UTC).isoformat(),
            **revision.changes(),
        )
        self.change(dataclasses.replace(changed, flags=changed.flags & ~LOADING))
        for file in set(current.files) - set(stay):
            await self.files.retire(message.channel_id, file)
        return self.message(message.channel_id, message.id) or changed

    def change(self, message: Message) -> None:
        """Keep `message` as it is now, and say so."""
        self._keep(message)
        self._tell("UPDATE", message)

    async def delete(self, message: Message) -> None:
        """Delete `message` and its files."""
        self._whispers.pop(message.id, None)
        self._aged.pop(message.id, None)
        self.store.remove(message.id)
        ids = {"id": str(message.id), "channel_id": str(message.channel_id)}
        if message.only_for is None:
            self.tell_bot("MESSAGE_DELETE", ids, Intent.GUILD_MESSAGES)
        self.pages.send("message_deleted", **ids)
        for file in message.files:
            await self.files.retire(message.channel_id, file)

    def typing(self, user: User, channel_id: int) -> None:
        """Show that `user` is typing."""
        member = self.directory.guild_of(channel_id).member(user.id)
        event = {
            "channel_id": str(channel_id),
            "user_id": str(user.id),
            "timestamp": int(datetime.now(UTC).timestamp()),
        } | ({"member": member_payload(member, user)} if member else {})
        self.tell_bot("TYPING_START", event, Intent.GUILD_MESSAGE_TYPING)
        self.pages.send("typing", channel_id=str(channel_id), user_id=str(user.id))

    def tell_bot(self, name: str, event: Json, intent: Intent) -> None:
        """Send the bot an event of the channel that it names, if the bot may see that channel."""
        channel_id = int(event["channel_id"])
        if self.may(Permission.VIEW_CHANNEL, channel_id):
            guild = {"guild_id": str(self.directory.guild_of(channel_id).id)}
            self.hub.dispatch(name, event | guild, intent)

    async def save(self, channel_id: int, uploads: tuple[Upload, ...]) -> tuple[StoredFile, ...]:
        """Keep files that somebody has uploaded."""
        return tuple(
            [await self.files.save(channel_id, self.ids.next(), upload) for upload in uploads]
        )

    def close(self) -> None:
        """Close what is open."""
        self.files.close()
        self.store.close()

    def _keep(self, message: Message) -> None:
        if message.only_for is None:
            self.store.put(message)
        else:
            self._whispers[message.id] = message

    def _tell(self, what: str, message: Message) -> None:
        if message.only_for is None:
            event = self.render.event(message)
            self.tell_bot(f"MESSAGE_{what}", event, Intent.GUILD_MESSAGES)
        only = {"only_for": str(message.only_for)} if message.only_for else {}
        kind = f"message_{what.lower()}d"
        self.pages.send(kind, message=self.render.message(message) | only)
