"""Decoding strangers' pictures in a short-lived process of its own, without torch.

A decoder is the code most likely to be attacked. It gets little memory, little time and no files;
what it says back is a PNG of known size, or one line of why not.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import struct
import sys
from dataclasses import dataclass

from bot.engines.children import environment
from stylecore.errors import ImageError

__all__ = ["Decoded", "decode"]

log = logging.getLogger(__name__)

MEMORY = 1536 * 1024 * 1024
CPU_SECONDS = 20
SECONDS = 40.0
MAX_REASON = 500
REFUSED = 2
"""The exit status that goes with a reason on the last line of stderr."""

TOO_LONG = "The picture takes too long to open. Send a smaller copy, or save it as PNG first."
TOO_LARGE = "The picture takes too much memory to open. Send a smaller copy."
BROKEN = "The picture cannot be opened. Save it anew as PNG or JPEG and send that."

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Decoded:
    """A picture as PNG: RGB, upright, sRGB, scaled down, without anything else in the file."""

    png: bytes
    width: int
    height: int


async def decode(
    data: bytes, max_long_edge: int, *, seconds: float = SECONDS, memory: int = MEMORY
) -> Decoded:
    """Decode a picture of any kind; raise ImageError with a reason for its sender."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.engines.decode", str(max_long_edge), str(memory)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # A pool of threads would eat the memory limit before the picture is there.
        env=environment(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1"),
        start_new_session=True,
    )
    try:
        out, err = await asyncio.wait_for(_talk(process, data, max_long_edge), seconds)
    except TimeoutError:
        raise ImageError(TOO_LONG) from None
    finally:
        await _end(process)
    return _answer(process.returncode, out, err, max_long_edge)


async def _talk(
    process: asyncio.subprocess.Process, data: bytes, max_long_edge: int
) -> tuple[bytes, bytes]:
    """Feed the child and return what it wrote; raise ImageError if that is more than it should."""
    assert process.stdin and process.stdout and process.stderr
    _, out, err, _ = await asyncio.gather(
        _feed(process.stdin, data),
        _drain(process.stdout, 4 * max_long_edge**2 + 65536),
        _drain(process.stderr, 65536),
        process.wait(),
    )
    return out, err


async def _feed(stream: asyncio.StreamWriter, data: bytes) -> None:
    # A child that has seen enough may close its end before the whole file is written.
    with contextlib.suppress(ConnectionError):
        stream.write(data)
        await stream.drain()
    stream.close()


async def _drain(stream: asyncio.StreamReader, most: int) -> bytes:
    data = bytearray()
    while piece := await stream.read(65536):
        data += piece
        if len(data) > most:
            raise ImageError(BROKEN)
    return bytes(data)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _answer(status: int | None, out: bytes, err: bytes, max_long_edge: int) -> Decoded:
    if status == REFUSED:
        lines = err.decode(errors="replace").strip().splitlines() or [BROKEN]
        raise ImageError(lines[-1][:MAX_REASON])
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        raise ImageError(TOO_LONG)
    if status != 0 or len(out) < 24 or out[:8] != PNG:
        log.warning("the decoder ended with %s: %s", status, err[-2000:].decode(errors="replace"))
        raise ImageError(BROKEN)
    width, height = struct.unpack(">II", out[16:24])
    if max(width, height) > max_long_edge:
        raise ImageError(BROKEN)
    return Decoded(out, width, height)


def _limit(memory: int) -> None:
    """Take away from this process what a decoder does not need."""
    import resource

    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _refuse(reason: str) -> int:
    print(" ".join(reason.split()), file=sys.stderr)
    return REFUSED


def _child(max_long_edge: int, memory: int) -> int:
    """Decode stdin to stdout; return the exit status."""
    _limit(memory)
    try:
        from stylecore.images import encode, load_image

        picture = load_image(sys.stdin.buffer.read(), max_long_edge)
        sys.stdout.buffer.write(encode(picture))
        sys.stdout.buffer.flush()
    except ImageError as error:
        return _refuse(str(error))
    except MemoryError:
        return _refuse(TOO_LARGE)
    return 0


if __name__ == "__main__":
    sys.exit(_child(int(sys.argv[1]), int(sys.argv[2])))
