"""Frames on a pipe: a length, a JSON header, then the named blobs that the header lists.

Never pickle: what a worker sends is data and cannot run in the bot. Every size is checked before
anything of that size is read.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

__all__ = ["Frame", "FrameError", "pack", "read", "receive"]

LENGTH = struct.Struct(">I")
MAX_HEADER = 64 * 1024
MAX_BLOBS = 8
MAX_BYTES = 1024 * 1024 * 1024
"""Of all blobs of a frame together: a checkpoint of the largest picture allowed fits."""

Sizes = list[tuple[str, int]]


class FrameError(Exception):
    """Bytes that are not a frame, or end in the middle of one."""


@dataclass(frozen=True)
class Frame:
    """What is said (`kind` and plain values) and the bytes that go with it."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    blobs: Mapping[str, bytes] = field(default_factory=dict)


def pack(frame: Frame) -> list[bytes]:
    """Return a frame as the pieces to write one after the other."""
    sizes = [[name, len(blob)] for name, blob in frame.blobs.items()]
    header = json.dumps({"kind": frame.kind, "values": frame.values, "blobs": sizes}).encode()
    _check(len(header), [(name, len(blob)) for name, blob in frame.blobs.items()])
    return [LENGTH.pack(len(header)) + header, *frame.blobs.values()]


async def receive(stream: asyncio.StreamReader) -> Frame | None:
    """Read the next frame; None at the end. Raises FrameError."""
    try:
        prefix = await stream.readexactly(LENGTH.size)
    except asyncio.IncompleteReadError as error:
        _refuse(error.partial)
        return None
    try:
        kind, values, sizes = _header(await stream.readexactly(_length(prefix)))
        return Frame(kind, values, {name: await stream.readexactly(size) for name, size in sizes})
    except asyncio.IncompleteReadError as error:
        raise FrameError("the stream ended inside a frame") from error


def read(stream: BinaryIO) -> Frame | None:
    """Read the next frame from a blocking stream; None at the end. Raises FrameError."""
    prefix = stream.read(LENGTH.size)
    if len(prefix) < LENGTH.size:
        _refuse(prefix)
        return None
    kind, values, sizes = _header(_exactly(stream, _length(prefix)))
    return Frame(kind, values, {name: _exactly(stream, size) for name, size in sizes})


def _refuse(partial: bytes) -> None:
    if partial:
        raise FrameError("the stream ended inside a frame")


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise FrameError("the stream ended inside a frame")
    return data


def _length(prefix: bytes) -> int:
    (length,) = LENGTH.unpack(prefix)
    _check(length, ())
    return int(length)


def _header(data: bytes) -> tuple[str, dict[str, Any], Sizes]:
    """Return kind, values and the sizes of the blobs, all checked."""
    try:
        header = json.loads(data)
        kind, values = header["kind"], header["values"]
        sizes = [(name, size) for name, size in header["blobs"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FrameError("not a frame's header") from error
    if not isinstance(kind, str) or not isinstance(values, dict):
        raise FrameError("not a frame's header")
    _check(len(data), sizes)
    return kind, values, sizes


def _check(header: int, sizes: Iterable[tuple[object, object]]) -> None:
    sizes = list(sizes)
    if header > MAX_HEADER or len(sizes) > MAX_BLOBS:
        raise FrameError("a frame's header is too large")
    total = 0
    for name, size in sizes:
        if not isinstance(name, str) or type(size) is not int or size < 0:
            raise FrameError("a blob without a name or a size")
        total += size
    if total > MAX_BYTES or len({name for name, _ in sizes}) < len(sizes):
        raise FrameError("a frame's blobs are too large, or share a name")
