"""From checked bodies to drafts and revisions."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TypeVar

from pydantic import ValidationError

from bot.playground.loopback import Loopback
from bot.playground.message import EPHEMERAL, Draft, Message, Reference, Revision, Upload
from bot.playground.permissions import Permission
from bot.playground.rest.body import MAX_FILES, Body
from bot.playground.rest.errors import ApiError, from_validation, invalid
from bot.playground.schemas.base import Schema
from bot.playground.schemas.components import repeated_id
from bot.playground.schemas.embeds import MAX_TEXT, text_length
from bot.playground.schemas.messages import Attachment, Create, Edit
from bot.playground.world import Json

__all__ = ["checked", "draft", "json_of", "reference", "revision"]

M = TypeVar("M", bound=Schema)

_SUPPRESS = (1 << 2) | (1 << 12)


def checked(model: type[M], data: object) -> M:
    """Read `data` as `model`; raises ApiError 50035."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise from_validation(error) from None


def draft(body: Edit, uploads: dict[int, Upload], *, may_hide: bool = False) -> Draft:
    """Return what is to be posted; raises ApiError when that is nothing or too much."""
    _check(body, may_hide=may_hide)
    files, kept = _split(body.attachments, uploads)
    if kept:
        raise invalid(("attachments",), "ATTACHMENT_NOT_FOUND", "There is no such file.")
    if not (body.content or body.embeds or files):
        raise ApiError(400, 50006, "Cannot send an empty message")
    rules = body.allowed_mentions
    return Draft(
        content=body.content or "",
        embeds=_plain(body.embeds),
        components=_plain(body.components),
        uploads=files,
        flags=body.flags or 0,
        tts=body.tts,
        allowed_mentions=None if rules is None else rules.model_dump(),
    )


def revision(body: Edit, uploads: dict[int, Upload], current: Message) -> Revision:
    """Return what is to be changed in `current`."""
    _check(body, may_hide=bool(current.flags & EPHEMERAL))
    files, kept = _split(body.attachments, uploads)
    there = {file.id for file in current.files}
    if not kept <= there:
        raise invalid(("attachments",), "ATTACHMENT_NOT_FOUND", "There is no such file.")
    stay = there if body.attachments is None else kept
    if len(stay) + len(files) > MAX_FILES:
        raise invalid(("attachments",), "BASE_TYPE_BAD_LENGTH", "Must be 10 or fewer in length.")
    given = body.model_fields_set
    changed = Revision(
        content=(body.content or "") if "content" in given else None,
        embeds=_plain(body.embeds) if "embeds" in given else None,
        components=_plain(body.components) if "components" in given else None,
        flags=(current.flags & ~_SUPPRESS) | body.flags if body.flags is not None else None,
        kept=None if body.attachments is None else frozenset(kept),
        uploads=files,
    )
    _not_empty(changed, current, left=len(stay) + len(files))
    return changed


def reference(body: Create, channel_id: int, loopback: Loopback) -> Reference | None:
    """Return the message that `body` answers; raises ApiError unless it is there."""
    wanted = body.message_reference
    if wanted is None:
        return None
    if not loopback.may(Permission.READ_MESSAGE_HISTORY, channel_id):
        raise ApiError(403, 160002, "Cannot reply without permission to read message history")
    place = ("message_reference",)
    if wanted.channel_id not in (None, channel_id):
        words = "Cannot reply to a message in a different channel"
        raise invalid(place, "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL", words)
    if loopback.store.message(channel_id, wanted.message_id) is None:
        if wanted.fail_if_not_exists:
            raise invalid(place, "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
        return None
    return Reference(channel_id, wanted.message_id)


def json_of(body: Body) -> object:
    """Return the JSON of `body`; files may come without any."""
    return {} if body.data is None and body.uploads else body.data


def _check(body: Edit, *, may_hide: bool) -> None:
    if text_length(body.embeds or []) > MAX_TEXT:
        raise invalid(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum of 6000")
    for index, embed in enumerate(body.embeds or []):
        if not embed.model_dump(exclude_defaults=True, exclude={"type", "color", "timestamp"}):
            raise invalid(("embeds", index), "BASE_TYPE_REQUIRED", "An embed cannot be empty")
    twice = repeated_id(body.components or [])
    if twice is not None:
        place = ("components", twice[0], "components", twice[1], "custom_id")
        words = "Component custom id cannot be duplicated"
        raise invalid(place, "COMPONENT_CUSTOM_ID_DUPLICATED", words)
    if (body.flags or 0) & ~(_SUPPRESS | (EPHEMERAL if may_hide else 0)):
        raise invalid(("flags",), "MESSAGE_FLAGS_INVALID", "Those flags cannot be set.")


def _not_empty(changed: Revision, current: Message, *, left: int) -> None:
    content = current.content if changed.content is None else changed.content
    embeds = current.embeds if changed.embeds is None else changed.embeds
    if not (content or embeds or left):
        raise ApiError(400, 50006, "Cannot send an empty message")


def _split(
    listed: list[Attachment] | None, uploads: dict[int, Upload]
) -> tuple[tuple[Upload, ...], set[int]]:
    """Return the new files in order, and the ids of those to keep."""
    if listed is None:
        return tuple(uploads[number] for number in sorted(uploads)), set()
    new, kept = [], set()
    for entry in listed:
        if entry.id in uploads:
            new.append(_described(uploads[entry.id], entry))
        else:
            kept.add(entry.id)
    return tuple(new), kept


def _described(upload: Upload, entry: Attachment) -> Upload:
    name = entry.filename or upload.name
    return dataclasses.replace(upload, name=name, description=entry.description)


def _plain(parts: Sequence[Schema] | None) -> tuple[Json, ...]:
    return tuple(part.model_dump(exclude_none=True) for part in parts or [])
