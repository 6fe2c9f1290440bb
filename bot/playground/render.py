"""Messages as Discord writes them."""

from __future__ import annotations

from collections.abc import Callable

from bot.playground.message import Message, Origin, StoredFile
from bot.playground.payloads import member_payload, user_payload
from bot.playground.world import APPLICATION_ID, BOT_USER, GUILD_ID, USERS, Json

__all__ = ["Renderer", "redacted"]

Lookup = Callable[[int, int], Message | None]
_BY_ID = {user.id: user for user in USERS}
_MEDIA = (("image", "url"), ("thumbnail", "url"), ("author", "icon_url"), ("footer", "icon_url"))
_PROXIES = {"url": "proxy_url", "icon_url": "proxy_icon_url"}


class Renderer:
    """Writes messages for readers at `base`, the playground's own address."""

    def __init__(self, base: str, lookup: Lookup) -> None:
        self._base = base
        self._lookup = lookup

    def message(self, message: Message, *, follow: bool = True) -> Json:
        """Return a Message object; with `follow` it carries the message that it answers."""
        urls = {file.name: self.url(message.channel_id, file) for file in message.files}
        embeds = [_resolved(embed, message.files, urls) for embed in message.embeds]
        hidden = _embedded(message.embeds)
        shown = [file for file in message.files if file.name not in hidden]
        payload: Json = {
            "id": str(message.id),
            "channel_id": str(message.channel_id),
            "type": 19 if message.reference else 0,
            "author": user_payload(_BY_ID[message.author_id]),
            "content": message.content,
            "timestamp": message.timestamp,
            "edited_timestamp": message.edited_timestamp,
            "tts": message.tts,
            "mention_everyone": message.mention_everyone,
            "mentions": [_mention(user_id) for user_id in message.mentions],
            "mention_roles": [],
            "attachments": [_attachment(f, self.url(message.channel_id, f)) for f in shown],
            "embeds": embeds,
            "components": list(message.components),
            "pinned": False,
            "flags": message.flags,
        }
        payload |= {"nonce": message.nonce} if message.nonce is not None else {}
        payload |= _origin(message.origin) if message.origin else {}
        return payload | (self._reference(message, follow=follow) if message.reference else {})

    def event(self, message: Message) -> Json:
        """Return the message as gateway events carry it."""
        member = member_payload(_BY_ID[message.author_id], whole=False)
        return self.message(message) | {"guild_id": str(GUILD_ID), "member": member}

    def url(self, channel_id: int, file: StoredFile) -> str:
        """Return where `file` is served."""
        return f"{self._base}/attachments/{channel_id}/{file.id}/{file.name}"

    def _reference(self, message: Message, *, follow: bool) -> Json:
        assert message.reference is not None
        channel_id, message_id = message.reference.channel_id, message.reference.message_id
        payload: Json = {
            "message_reference": {
                "type": 0,
                "channel_id": str(channel_id),
                "message_id": str(message_id),
                "guild_id": str(GUILD_ID),
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


def _attachment(file: StoredFile, url: str) -> Json:
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


def _mention(user_id: int) -> Json:
    user = _BY_ID[user_id]
    return user_payload(user) | {"member": member_payload(user, whole=False)}


def _origin(origin: Origin) -> Json:
    metadata = {
        "id": str(origin.id),
        "type": 3,
        "user": user_payload(_BY_ID[origin.user_id]),
        "authorizing_integration_owners": {"0": str(GUILD_ID)},
        "interacted_message_id": str(origin.message_id),
    }
    return {
        "application_id": str(APPLICATION_ID),
        "webhook_id": str(APPLICATION_ID),
        "interaction_metadata": metadata,
    }
