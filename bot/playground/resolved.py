"""The people, roles, channels and files that an interaction names, as Discord resolves them."""

from __future__ import annotations

from bot.playground.loopback import Loopback
from bot.playground.message import Message, StoredFile
from bot.playground.payloads import member_payload, role_payload, user_payload
from bot.playground.world import Channel, Guild, Json, Role, User

__all__ = ["Resolver"]


class Resolver:
    """Collects what is named within one channel."""

    def __init__(self, loopback: Loopback, channel_id: int) -> None:
        self._loopback = loopback
        self._channel_id = channel_id
        self.found: dict[str, Json] = {}

    @property
    def guild(self) -> Guild:
        """The guild of the channel."""
        return self._loopback.directory.guild_of(self._channel_id)

    def person(self, name: str) -> str | None:
        """Return the id of the member called `name`, or None; likewise for the others."""
        user = self._loopback.directory.find_user(name.strip("<@!>"))
        member = user and self.guild.member(user.id)
        if not isinstance(user, User) or not member:
            return None
        self._add("users", user.id, user_payload(user))
        may = str(int(self._loopback.directory.may(user.id, self._channel_id)))
        self._add("members", user.id, member_payload(member) | {"permissions": may})
        return str(user.id)

    def role(self, name: str) -> str | None:
        """Return a role's id."""
        role = self.guild.role(name.removeprefix("@") if name != "@everyone" else name)
        if not isinstance(role, Role):
            return None
        self._add("roles", role.id, role_payload(role))
        return str(role.id)

    def channel(self, name: str) -> str | None:
        """Return a channel's id."""
        found = self._loopback.directory.find_channel(name.removeprefix("#"), self.guild.id)
        if not isinstance(found, Channel) or found.guild_id != self.guild.id:
            return None
        whole = self._loopback.affairs.channel(found)
        parts = ("id", "name", "type", "parent_id", "thread_metadata", "position", "nsfw", "flags")
        partial = {key: whole[key] for key in parts if key in whole}
        self._add("channels", found.id, partial | {"permissions": "0"})
        return str(found.id)

    def file(self, file: StoredFile) -> str:
        """Return an uploaded file's id."""
        shown = self._loopback.render.attachment(self._channel_id, file)
        self._add("attachments", file.id, shown | {"ephemeral": True})
        return str(file.id)

    def message(self, message: Message) -> str:
        """Return a message's id."""
        self._add("messages", message.id, self._loopback.render.message(message))
        return str(message.id)

    def _add(self, kind: str, thing_id: int, payload: Json) -> None:
        self.found.setdefault(kind, {})[str(thing_id)] = payload
