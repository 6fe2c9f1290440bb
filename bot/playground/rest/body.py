"""Request bodies: JSON alone, or a form of `payload_json` and `files[n]`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, MultipartReader, web

from bot.playground.message import Upload
from bot.playground.rest.errors import ApiError, invalid

__all__ = ["MAX_FILES", "MAX_UPLOAD", "Body", "read_body", "read_part"]

MAX_FILES = 10
MAX_UPLOAD = 10 * 1024 * 1024
_MAX_JSON = 1024 * 1024
_FILE_FIELD = re.compile(r"files\[(\d{1,4})\]")


@dataclass
class Body:
    """What came: the JSON, and the files by their number."""

    data: Any = None
    uploads: dict[int, Upload] = field(default_factory=dict)


async def read_body(request: web.Request, most: int = MAX_UPLOAD) -> Body:
    """Read the body of `request`; each of its files may have `most` bytes."""
    if request.content_type == "application/json":
        return Body(_parse(await request.content.read(_MAX_JSON + 1)))
    if request.content_type == "multipart/form-data":
        return await _read_form(await request.multipart(), most)
    raise ApiError(400, 50109, "The request body contains invalid JSON.")


async def read_part(part: BodyPartReader, budget: int) -> bytes:
    """Read one part of a form; raises ApiError 40005 beyond `budget` bytes."""
    data = bytearray()
    while chunk := await part.read_chunk(65536):
        data += chunk
        if len(data) > budget:
            raise ApiError(413, 40005, "Request entity too large")
    return bytes(data)


async def _read_form(reader: MultipartReader, most: int) -> Body:
    body = Body()
    async for part in reader:
        if not isinstance(part, BodyPartReader):
            raise invalid(("form",), "BAD_PART", "Nested forms are not taken.")
        data = await read_part(part, most)
        name = part.name or ""
        if name == "payload_json":
            body.data = _parse(data)
            continue
        match = _FILE_FIELD.fullmatch(name)
        if match is None or part.filename is None:
            raise invalid((name or "form",), "UNKNOWN_FIELD", "This field is not known")
        body.uploads[int(match[1])] = Upload(part.filename, data)
    if len(body.uploads) > MAX_FILES:
        raise invalid(("files",), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
    return body


def _parse(raw: bytes) -> Any:
    if len(raw) > _MAX_JSON:
        raise ApiError(413, 40005, "Request entity too large")
    try:
        return json.loads(raw)
    except ValueError:
        raise ApiError(400, 50109, "The request body contains invalid JSON.") from None
