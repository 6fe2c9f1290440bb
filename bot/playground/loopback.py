"""The loopback Discord's state, and everything that can happen in it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.playground.broadcast import Broadcast
from bot.playground.files import Files
from bot.playground.gateway.codes import Intent
from bot.playground.gateway.hub import Hub
from bot.playground.interactions import Interactions
from bot.playground.mentions import pinged, pings_everyone
from bot.playground.message import LOADING, Draft, Message, StoredFile, Upload
from bot.playground.payloads import channel_payload, guild_create, member_payload
from bot.playground.permissions import Permission
from bot.playground.ratelimit import Limiter
from bot.playground.render import Renderer
from bot.playground.snowflake import Snowflakes, moment
from bot.playground.store import Store
from bot.playground.world import BOT_USER, GUILD_ID, Channel, Json, User, permissions_of

__all__ = ["PREFIX", "Loopback", "Revision"]

PREFIX = "/api/v10"


@dataclass(frozen=True)
class Revision:
    """What an edit changes; None leaves things as they are."""

    content: str | None = None
    embeds: tuple[Json, ...] | None = None
    components: tuple[Json, ...] | None = None
    flags: int | None = None
    kept: frozenset[int] | None = None
    uploads: tuple[Upload, ...] = ()


class Loopback:
    """Owns the parts. Each deed is stored first, then told to the bot and the pages."""

    def __init__(self, data: Path, *, heartbeat: float = 41.25) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.heartbeat = heartbeat
        self.store = Store(data / "playground.sqlite3")
        self.files = Files(data / "attachments")
        self.ids = Snowflakes(after=self.store.last_id())
        self.hub = Hub(lambda online: self.pages.send("bot", online=online))
        self.pages = Broadcast()
        self.interactions = Interactions()
        self.limiter = Limiter()
        self.denied = Permission(0)
        self._whispers: dict[int, Message] = {}
        self.listen_at("127.0.0.1", 0)

    def listen_at(self, host: str, port: int) -> None:
        """Note the address under which all this is served."""
        netloc = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.url = f"http://{netloc}"
        self.gateway_url = f"ws://{netloc}/gateway"
        self.render = Renderer(self.url, self.message)

    def places(self) -> Json:
        """Return the addresses of the page, the API, the gateway and the host of the files."""
        host = self.url.removeprefix("http://")
        api = self.url + PREFIX
        return {"url": self.url, "api": api, "gateway": self.gateway_url, "cdn": host}

    def may(self, permission: Permission) -> bool:
        """Say whether the bot may do something."""
        return permission in permissions_of(BOT_USER) & ~self.denied

    def channel(self, channel: Channel) -> Json:
        """Return the Channel object."""
        return channel_payload(channel, self.store.last_in(channel.id), self.denied)

    def guild(self) -> Json:
        """Return what GUILD_CREATE carries."""
        return guild_create(self.channel(c) for c in self.store.channels().values())

    def message(self, channel_id: int, message_id: int) -> Message | None:
        """Return a message, also one that only one person sees."""
        return self._whispers.get(message_id) or self.store.message(channel_id, message_id)

    def find(self, message_id: int) -> Message | None:
        """Return a message of whichever channel."""
        return self._whispers.get(message_id) or self.store.find(message_id)

    async def post(self, author: User, channel_id: int, draft: Draft) -> Message:
        """Post `draft`."""
        files = await self._save(channel_id, draft.uploads)
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
            mentions=pinged(draft, answered),
            mention_everyone=pings_everyone(draft, author),
            reference=draft.reference,
            origin=draft.origin,
            only_for=draft.only_for,
        )
        self._keep(message)
        self._tell("CREATE", message)
        return message

    async def edit(self, message: Message, revision: Revision) -> Message:
        """Change `message`; files that it no longer shows are deleted."""
        new = await self._save(message.channel_id, revision.uploads)
        # another edit may have come in between
        current = self.message(message.channel_id, message.id) or message
        stay = current.files
        if revision.kept is not None:
            stay = tuple(file for file in current.files if file.id in revision.kept)
        changes = {
            "content": revision.content,
            "embeds": revision.embeds,
            "components": revision.components,
            "flags": revision.flags,
        }
        changed = dataclasses.replace(
            current,
            files=stay + new,
            edited_timestamp=datetime.now(UTC).isoformat(),
            **{name: value for name, value in changes.items() if value is not None},  # type: ignore[arg-type]
        )
        changed = dataclasses.replace(changed, flags=changed.flags & ~LOADING)
        self._keep(changed)
        self._tell("UPDATE", changed)
        for file in set(current.files) - set(stay):
            await self.files.retire(message.channel_id, file)
        return changed

    async def delete(self, message: Message) -> None:
        """Delete `message` and its files."""
        self._whispers.pop(message.id, None)
        self.store.remove(message.id)
        ids = {"id": str(message.id), "channel_id": str(message.channel_id)}
        if message.only_for is None:
            gone = ids | {"guild_id": str(GUILD_ID)}
            self.hub.dispatch("MESSAGE_DELETE", gone, Intent.GUILD_MESSAGES)
        self.pages.send("message_deleted", **ids)
        for file in message.files:
            await self.files.retire(message.channel_id, file)

    def typing(self, user: User, channel_id: int) -> None:
        """Show that `user` is typing."""
        event = {
            "channel_id": str(channel_id),
            "guild_id": str(GUILD_ID),
            "user_id": str(user.id),
            "timestamp": int(datetime.now(UTC).timestamp()),
            "member": member_payload(user),
        }
        self.hub.dispatch("TYPING_START", event, Intent.GUILD_MESSAGE_TYPING)
        self.pages.send("typing", channel_id=str(channel_id), user_id=str(user.id))

    def add_channel(self, name: str, topic: str = "") -> Channel:
        """Make a channel."""
        channel = Channel(self.ids.next(), name, topic, position=len(self.store.channels()))
        self.store.add_channel(channel)
        self.hub.dispatch("CHANNEL_CREATE", self.channel(channel), Intent.GUILDS)
        self.pages.send("channel_created", channel=self.channel(channel))
        return channel

    def deny(self, permissions: Permission) -> None:
        """Take permissions from the bot, in every channel; Permission(0) gives all back."""
        self.denied = permissions
        for channel in self.store.channels().values():
            self.hub.dispatch("CHANNEL_UPDATE", self.channel(channel), Intent.GUILDS)

    def close(self) -> None:
        """Close what is open."""
        self.files.close()
        self.store.close()

    async def _save(self, channel_id: int, uploads: tuple[Upload, ...]) -> tuple[StoredFile, ...]:
        return tuple(
            [await self.files.save(channel_id, self.ids.next(), upload) for upload in uploads]
        )

    def _keep(self, message: Message) -> None:
        if message.only_for is None:
            self.store.put(message)
        else:
            self._whispers[message.id] = message

    def _tell(self, what: str, message: Message) -> None:
        if message.only_for is None:
            event = self.render.event(message)
            self.hub.dispatch(f"MESSAGE_{what}", event, Intent.GUILD_MESSAGES)
        only = {"only_for": str(message.only_for)} if message.only_for else {}
        kind = f"message_{what.lower()}d"
        self.pages.send(kind, message=self.render.message(message) | only)
