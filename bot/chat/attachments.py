"""Which pictures a request means, and whether they are worth downloading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import discord
from yarl import URL

from bot.chat.words import said
from stylecore.errors import StyleError
from stylecore.images import FORMATS

__all__ = [
    "ROLES",
    "Found",
    "IntakeError",
    "attached",
    "check",
    "choose",
    "of",
    "replied",
    "too_large",
]

ROLES = ("photo", "painting")
TYPES = {form.lower(): f"image/{form.lower()}" for form in FORMATS} | {"jpg": "image/jpeg"}
KINDS = "PNG, JPEG, WebP or GIF"


class IntakeError(StyleError):
    """Pictures that are missing, too many, too large or out of reach; the text says what to do."""


@dataclass(frozen=True)
class Found:
    """A picture in the chat: what Discord claims of it. `size` is 0 where it claims none."""

    filename: str
    url: str
    size: int = 0
    content_type: str | None = None

    @classmethod
    def attached(cls, file: discord.Attachment) -> Self:
        """Read an attachment."""
        return cls(file.filename, file.url, file.size, file.content_type)


def attached(message: discord.Message) -> list[Found]:
    """Return what is attached to a message."""
    return [Found.attached(file) for file in message.attachments]


def of(message: discord.Message) -> list[Found]:
    """Return the pictures of a message: those attached or else those that its embeds show."""
    shown = [embed.image.url for embed in message.embeds if embed.image.url]
    return attached(message) or [Found(URL(url).name or "picture", url) for url in shown]


async def replied(message: discord.Message) -> list[Found]:
    """Return the pictures of the message that `message` replies to, if it is one."""
    reference = message.reference
    if reference is None or reference.message_id is None:
        return []
    if reference.channel_id != message.channel.id or reference.type != (
        discord.MessageReferenceType.reply
    ):
        return []
    if isinstance(reference.resolved, discord.Message):
        return of(reference.resolved)
    try:
        return of(await message.channel.fetch_message(reference.message_id))
    except discord.NotFound:
        return []
    except discord.Forbidden:
        raise IntakeError(
            "I may not look at the message you replied to. Attach the pictures to your own, or "
            "ask a moderator to give me Read Message History here."
        ) from None


def choose(own: Sequence[Found], others: Sequence[Found], style: str = "") -> tuple[Found, ...]:
    """Return the photo and, unless a named style stands for it, the painting.

    `own` are the request's pictures, `others` those of the message it replies to. Two of its own
    are enough; one of its own is the painting for a photo that it replies to.
    """
    if style:
        return (_photo(own or others, style),)
    if len(own) > 2:
        raise IntakeError(
            f"That's {len(own)} attachments, and I can't tell which two you mean. "
            "Send exactly two: the photo first, then the painting."
        )
    pictures = own if len(own) == 2 else [*others, *own]
    if not pictures:
        raise IntakeError(
            "I need two pictures: attach a photo and then a painting to your message, "
            "or reply to a message that has them."
        )
    if len(pictures) == 1:
        raise IntakeError(
            "That's one picture, and I need two: the photo first, then the painting whose "
            "style it gets. Attach both, reply to a message with the photo, or name a style, "
            "like `style=starry`."
        )
    if len(pictures) > 2:
        raise IntakeError(
            f"With the message you replied to that's {len(pictures)} pictures, and I need "
            "two. Attach just the photo and the painting to your own message."
        )
    return tuple(pictures)


def _photo(pictures: Sequence[Found], style: str) -> Found:
    """Return the only picture that a named style needs."""
    if not pictures:
        raise IntakeError(
            f"I need a photo to paint in the style `{style}`: attach one, or reply to a message "
            "that has one."
        )
    if len(pictures) > 1:
        raise IntakeError(
            f"With `style={style}` I need one picture, the photo, and that's {len(pictures)}. "
            "Leave the others out, or leave the style out."
        )
    return pictures[0]


def check(role: str, picture: Found, most: int) -> None:
    """Refuse by what Discord says of a picture, before a byte of it is downloaded."""
    if _type(picture) not in TYPES.values():
        raise IntakeError(
            f"Your {role} ({said(picture.filename)}) is not a picture I can use. "
            f"Send it as {KINDS}."
        )
    if picture.size > most:
        raise IntakeError(too_large(role, picture.filename, most))


def too_large(role: str, name: str, most: int) -> str:
    """Say that a file is above the host's limit."""
    return (
        f"Your {role} ({said(name)}) is larger than the {most / 1024 / 1024:.3g} MiB I take. "
        "Scale it down or save it as JPEG, then try again."
    )


def _type(picture: Found) -> str:
    """Return the claimed media type, by the file's ending where Discord claims none."""
    if picture.content_type:
        return picture.content_type.split(";")[0].strip().lower()
    return TYPES.get(picture.filename.rpartition(".")[2].lower(), "")
