"""Transport compression: one stream for the life of a socket."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable

__all__ = ["compressor"]

Compressor = Callable[[bytes], bytes]


def compressor(name: str | None) -> Compressor | None:
    """Return what turns a payload into the next piece of the stream; None sends text.

    Raises ValueError for a kind that is unknown or that this Python has no library for.
    """
    if not name:
        return None
    if name == "zlib-stream":
        return _zlib()
    if name == "zstd-stream":
        return _zstd()
    raise ValueError(f"unknown compression {name!r}")


def _zlib() -> Compressor:
    stream = zlib.compressobj()
    return lambda data: stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)


def _zstd() -> Compressor:
    """Use whichever library discord.py would have found; it asks for zstd only with one."""
    for source, make in (("zstandard", _zstandard), ("compression.zstd", _stdlib_zstd)):
        try:
            return make(importlib.import_module(source))
        except ModuleNotFoundError:
            continue
    raise ValueError("zstd-stream needs the package 'zstandard' or Python 3.14")


def _zstandard(module: object) -> Compressor:
    stream = module.ZstdCompressor().compressobj()  # type: ignore[attr-defined]
    block = module.COMPRESSOBJ_FLUSH_BLOCK  # type: ignore[attr-defined]

    def compress(data: bytes) -> bytes:
        piece: bytes = stream.compress(data) + stream.flush(block)
        return piece

    return compress


def _stdlib_zstd(module: object) -> Compressor:
    stream = module.ZstdCompressor()  # type: ignore[attr-defined]

    def compress(data: bytes) -> bytes:
        piece: bytes = stream.compress(data, mode=stream.FLUSH_BLOCK)
        return piece

    return compress
