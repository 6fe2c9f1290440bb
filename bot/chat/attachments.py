"""Which two pictures a request means, and whether they are worth downloading."""

from __future__ import annotations

import discord

from bot.chat.words import said
from stylecore.errors import StyleError

__all__ = ["IntakeError", "check", "choose", "replied"]

ROLES = ("photo", "painting")
TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
}


class IntakeError(StyleError):
    """Pictures that are missing, too many, too large or out of reach; the text says what to do."""


async def replied(message: discord.Message) -> list[discord.Attachment]:
    """Return the attachments of the message that `message` replies to, if it is one."""
    reference = message.reference
    if reference is None or reference.message_id is None:
        return []
    if reference.channel_id != message.channel.id or reference.type != (
        discord.MessageReferenceType.reply
    ):
        return []
    if isinstance(reference.resolved, discord.Message):
        return reference.resolved.attachments
    try:
        return (await message.channel.fetch_message(reference.message_id)).attachments
    except (discord.NotFound, discord.Forbidden):
        return []


def choose(
    own: list[discord.Attachment], others: list[discord.Attachment]
) -> tuple[discord.Attachment, discord.Attachment]:
    """Return photo and painting: the message's own first, completed by the replied-to one's."""
    if len(own) > 2:
        raise IntakeError(
            f"That's {len(own)} attachments, and I can't tell which two you mean. "
            "Send exactly two: the photo first, then the painting."
        )
    pictures = own if len(own) == 2 else [*own, *others]
    if not pictures:
        raise IntakeError(
            "I need two pictures: attach a photo and then a painting to your message, "
            "or reply to a message that has them."
        )
    if len(pictures) == 1:
        raise IntakeError(
            "That's one picture, and I need two: the photo first, then the painting whose "
            "style it gets. Attach both to one message, or reply to a message with the other."
        )
    if len(pictures) > 2:
        raise IntakeError(
            f"With the message you replied to that's {len(pictures)} pictures, and I need "
            "two. Attach just the photo and the painting to your own message."
        )
    return pictures[0], pictures[1]


def check(role: str, attachment: discord.Attachment, most: int) -> None:
    """Refuse by what Discord says of an attachment, before a byte of it is downloaded."""
    if _type(attachment) not in TYPES.values():
        raise IntakeError(
            f"Your {role} ({said(attachment.filename)}) is not a picture I can use. "
            "Send it as PNG, JPEG, WebP, GIF, BMP or TIFF."
        )
    if attachment.size > most:
        raise IntakeError(too_large(role, attachment.filename, most))


def too_large(role: str, name: str, most: int) -> str:
    """Say that a file is above the host's limit."""
    return (
        f"Your {role} ({said(name)}) is larger than the {most / 1024 / 1024:.3g} MiB I take. "
        "Scale it down or save it as JPEG, then try again."
    )


def _type(attachment: discord.Attachment) -> str:
    """Return the claimed media type, by the file's ending where Discord claims none."""
    if attachment.content_type:
        return attachment.content_type.split(";")[0].strip().lower()
    return TYPES.get(attachment.filename.rpartition(".")[2].lower(), "")
