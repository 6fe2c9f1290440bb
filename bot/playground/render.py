"""Messages as Discord writes them."""

from __future__ import annotations

from collections.abc import Callable

from bot.playground.directory import Directory
from bot.playground.message import HAS_THREAD, Message, Origin, Reaction, StoredFile
from bot.playground.payloads import member_payload, user_payload
from bot.playground.world import APPLICATION_ID, BOT_USER, Channel, Json

__all__ = ["Renderer", "redacted"]

Lookup = Callable[[int, int], Message | None]
Threads = Callable[[Channel], Json]
_REPLY, _SLASH, _MENU = 19, 20, 23
_MEDIA = (("image", "url"), ("thumbnail", "url"), ("author", "icon_url"), ("footer", "icon_url"))
_PROXIES = {"url": "proxy_url", "icon_url": "proxy_icon_url"}


class Renderer:
    """Writes messages for readers at `base`, the playground's own address."""

    def __init__(self, base: str, directory: Directory, lookup: Lookup, threads: Threads) -> None:
        self._base = base
        self._directory = directory
        self._lookup = lookup
        self._threads = threads

    def message(self, message: Message, *, follow: bool = True) -> Json:
        """Return a Message object; with `follow` it carries the message that it answers."""
        urls = {file.name: self.url(message.channel_id, file) for file in message.files}
        embeds = [_resolved(embed, message.files, urls) for embed in message.embeds]
        hidden = _embedded(message.embeds)
        shown = [file for file in message.files if file.name not in hidden]
        payload: Json = {
            "id": str(message.id),
            "channel_id": str(message.channel_id),
            "type": _type(message),
            "author": user_payload(self._directory.users[message.author_id]),
            "content": message.content,
            "timestamp": message.timestamp,
            "edited_timestamp": message.edited_timestamp,
            "tts": message.tts,
            "mention_everyone": message.mention_everyone,
            "mentions": [self._mention(message, user) for user in message.mentions],
            "mention_roles": [],
            "attachments": [self.attachment(message.channel_id, file) for file in shown],
            "embeds": embeds,
            "components": list(message.components),
            "pinned": message.pinned,
            "flags": message.flags,
        }
        payload |= {"nonce": message.nonce} if message.nonce is not None else {}
        payload |= {"reactions": _reactions(message.reactions)} if message.reactions else {}
        payload |= self._origin(message, message.origin) if message.origin else {}
        payload |= self._thread(message)
        return payload | (self._reference(message, follow=follow) if message.reference else {})

    def event(self, message: Message) -> Json:
        """Return the message as gateway events carry it."""
        guild = self._directory.guild_of(message.channel_id)
        member = guild.member(message.author_id)
        known = {"member": member_payload(member)} if member else {}
        return self.message(message) | {"guild_id": str(guild.id)} | known

    def url(self, channel_id: int, file: StoredFile) -> str:
        """Return where `file` is served."""
        return f"{self._base}/attachments/{channel_id}/{file.id}/{file.name}"

    def attachment(self, channel_id: int, file: StoredFile) -> Json:
        """Return an Attachment object."""
        url = self.url(channel_id, file)
        payload: Json = {
            "id": str(file.id),
            "filename": file.name,
            "size": file.size,
            "url": url,
            "proxy_url": url,
        }
        extras = {
            "content_type": file.content_type,
            "width": file.width,
            "height": file.height,
            "description": file.description,
        }
        return payload | {key: value for key, value in extras.items() if value is not None}

    def _mention(self, message: Message, user_id: int) -> Json:
        member = self._directory.guild_of(message.channel_id).member(user_id)
        user = user_payload(self._directory.users[user_id])
        return user | ({"member": member_payload(member)} if member else {})

    def _thread(self, message: Message) -> Json:
        thread = self._directory.channels.get(message.id)
        if thread is None:
            return {}
        return {"thread": self._threads(thread), "flags": message.flags | HAS_THREAD}

    def _origin(self, message: Message, origin: Origin) -> Json:
        user = user_payload(self._directory.users[origin.user_id])
        guild = self._directory.guild_of(message.channel_id)
        metadata: Json = {
            "id": str(origin.id),
            "type": origin.kind,
            "user": user,
            "authorizing_integration_owners": {"0": str(guild.id)},
        }
        if origin.message_id is not None:
            key = "target_message_id" if origin.menu else "interacted_message_id"
            metadata[key] = str(origin.message_id)
        told: Json = {"interaction_metadata": metadata}
        if origin.name is not None:
            about = {"id": str(origin.id), "type": origin.kind, "name": origin.name, "user": user}
            told["interaction"] = about
        webhook = {"application_id": str(APPLICATION_ID), "webhook_id": str(APPLICATION_ID)}
        return webhook | told

    def _reference(self, message: Message, *, follow: bool) -> Json:
        assert message.reference is not None
        channel_id, message_id = message.reference.channel_id, message.reference.message_id
        payload: Json = {
            "message_reference": {
                "type": 0,
                "channel_id": str(channel_id),
                "message_id": str(message_id),
                "guild_id": str(self._directory.guild_of(channel_id).id),
            }
        }
        if follow:
            found = self._lookup(channel_id, message_id)
            payload["referenced_message"] = found and self.message(found, follow=False)
        return payload


def redacted(payload: Json) -> Json:
    """Return a message event as a bot without the message-content intent gets it.

    Its own messages and those that mention it come whole, as on Discord.
    """
    mentioned = {user["id"] for user in payload["mentions"]} | {payload["author"]["id"]}
    if str(BOT_USER.id) in mentioned:
        return payload
    empty: Json = {"content": "", "attachments": [], "embeds": [], "components": []}
    if payload.get("referenced_message"):
        empty["referenced_message"] = redacted(payload["referenced_message"])
    return payload | empty


def _embedded(embeds: tuple[Json, ...]) -> set[str]:
    """Return the files that embeds show; Discord then leaves them out of `attachments`."""
    urls = (embed.get(part, {}).get(key, "") for embed in embeds for part, key in _MEDIA)
    return {url.removeprefix("attachment://") for url in urls if url.startswith("attachment://")}


def _resolved(embed: Json, files: tuple[StoredFile, ...], urls: dict[str, str]) -> Json:
    by_name = {file.name: file for file in files}
    done = dict(embed)
    for part, key in _MEDIA:
        name = embed.get(part, {}).get(key, "").removeprefix("attachment://")
        if name in by_name:
            file = by_name[name]
            size = {"width": file.width, "height": file.height} if key == "url" else {}
            done[part] = embed[part] | {key: urls[name], _PROXIES[key]: urls[name]} | size
    return done


def _type(message: Message) -> int:
    if message.origin is not None and message.origin.name is not None and not message.reference:
        return _MENU if message.origin.menu else _SLASH
    return _REPLY if message.reference else 0


def _reactions(reactions: tuple[Reaction, ...]) -> list[Json]:
    return [
        {
            "emoji": {"id": None, "name": mark.emoji},
            "count": len(mark.users),
            "count_details": {"burst": 0, "normal": len(mark.users)},
            "me": BOT_USER.id in mark.users,
            "me_burst": False,
            "burst_colors": [],
        }
        for mark in reactions
    ]
