"""A message as the playground keeps it, free of addresses, and a draft of one."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Self

from bot.playground.world import Json

__all__ = [
    "EPHEMERAL",
    "HAS_THREAD",
    "LOADING",
    "Draft",
    "Message",
    "Origin",
    "Reaction",
    "Reference",
    "Revision",
    "StoredFile",
    "Upload",
]

HAS_THREAD = 1 << 5
EPHEMERAL = 1 << 6
LOADING = 1 << 7


@dataclass(frozen=True)
class Upload:
    """A file on its way in."""

    name: str
    data: bytes
    description: str | None = None


@dataclass(frozen=True)
class StoredFile:
    """A file that the playground serves."""

    id: int
    name: str
    size: int
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    description: str | None = None


@dataclass(frozen=True)
class Reference:
    """The message that a message answers."""

    channel_id: int
    message_id: int


@dataclass(frozen=True)
class Origin:
    """The interaction that a message came from; `name` is the command's, if it was one."""

    id: int
    user_id: int
    message_id: int | None = None
    kind: int = 3
    name: str | None = None
    menu: bool = False


@dataclass(frozen=True)
class Reaction:
    """An emoji under a message, and who has put it there."""

    emoji: str
    users: tuple[int, ...]


@dataclass(frozen=True)
class Message:
    """A message. Embeds keep their `attachment://` addresses; rendering resolves them."""

    id: int
    channel_id: int
    author_id: int
    content: str = ""
    timestamp: str = ""
    edited_timestamp: str | None = None
    flags: int = 0
    tts: bool = False
    nonce: str | None = None
    embeds: tuple[Json, ...] = ()
    components: tuple[Json, ...] = ()
    files: tuple[StoredFile, ...] = ()
    mentions: tuple[int, ...] = ()
    mention_everyone: bool = False
    reference: Reference | None = None
    origin: Origin | None = None
    only_for: int | None = None
    reactions: tuple[Reaction, ...] = ()
    pinned: bool = False

    def to_json(self) -> Json:
        """Return the message as plain JSON data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read back what `to_json` wrote."""
        return cls(
            **data
            | {
                "embeds": tuple(data["embeds"]),
                "components": tuple(data["components"]),
                "mentions": tuple(data["mentions"]),
                "files": tuple(StoredFile(**file) for file in data["files"]),
                "reference": data["reference"] and Reference(**data["reference"]),
                "origin": data["origin"] and Origin(**data["origin"]),
                "reactions": tuple(
                    Reaction(mark["emoji"], tuple(mark["users"]))
                    for mark in data.get("reactions", ())
                ),
            }
        )


@dataclass(frozen=True)
class Draft:
    """What somebody asks to be posted; it has been checked."""

    content: str = ""
    embeds: tuple[Json, ...] = ()
    components: tuple[Json, ...] = ()
    uploads: tuple[Upload, ...] = ()
    flags: int = 0
    tts: bool = False
    nonce: str | None = None
    reference: Reference | None = None
    origin: Origin | None = None
    only_for: int | None = None
    allowed_mentions: Json | None = field(default=None)


@dataclass(frozen=True)
class Revision:
    """What an edit changes; None leaves things as they are."""

    content: str | None = None
    embeds: tuple[Json, ...] | None = None
    components: tuple[Json, ...] | None = None
    flags: int | None = None
    kept: frozenset[int] | None = None
    uploads: tuple[Upload, ...] = ()

    def changes(self) -> Json:
        """Return the fields of a message that change."""
        fields = {
            "content": self.content,
            "embeds": self.embeds,
            "components": self.components,
            "flags": self.flags,
        }
        return {name: value for name, value in fields.items() if value is not None}
