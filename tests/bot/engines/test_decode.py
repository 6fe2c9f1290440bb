import asyncio
import io
import os
import subprocess
import sys
import time
import zlib

import numpy as np
import pytest
from PIL import Image

from bot.engines import decode as module
from bot.engines.decode import decode
from stylecore.errors import ImageError


def picture(mode="RGB", size=(300, 200), format="PNG", **how) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode != "L" else 80).save(out, format, **how)
    return out.getvalue()


def bomb(side: int = 50_000) -> bytes:
    """A PNG of a few kilobytes that claims to be enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + check

    size = side.to_bytes(4, "big")
    rows = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + size + bytes([8, 2, 0, 0, 0]))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_a_picture_comes_back_as_png_at_the_size_asked_for(format):
    decoded = await decode(picture(format=format), 100)
    again = Image.open(io.BytesIO(decoded.png))
    assert (again.format, again.mode, again.size) == ("PNG", "RGB", (100, 67))
    assert (decoded.width, decoded.height) == again.size
    red = np.asarray(again)[33, 50]
    assert red[0] > 240 and red[1] < 15


async def test_nothing_of_the_file_but_its_pixels_comes_back():
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    decoded = await decode(picture(format="JPEG", exif=exif, comment=b"secret"), 100)
    assert b"where I live" not in decoded.png and b"secret" not in decoded.png


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "not a picture"),
        (b"hello, I am cat.png", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (picture()[:-40], "damaged|cannot"),
        (picture(size=(1, 1)), "too small"),
        (bomb(), "too large"),
    ],
)
async def test_what_is_no_good_is_refused_with_a_reason(data, word):
    with pytest.raises(ImageError, match=word):
        await decode(data, 256)


async def test_a_picture_beyond_the_memory_limit_is_refused_not_fatal():
    large = picture("RGBA", (6000, 6000), compress_level=1)
    with pytest.raises(ImageError, match="memory"):
        await decode(large, 256, memory=400 * 2**20)


async def test_a_decoder_that_takes_too_long_is_killed():
    started = time.monotonic()
    with pytest.raises(ImageError, match="too long"):
        await decode(picture(), 256, seconds=0.01)
    assert time.monotonic() - started < 5


async def test_the_event_loop_is_free_meanwhile():
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await decode(picture(size=(3000, 3000)), 256)
    ticking.cancel()
    assert ticks > 5


def test_the_decoder_holds_no_torch_and_no_token():
    probe = (
        "import sys, bot.engines.decode, stylecore.images;"
        "sys.exit(any(m.split('.')[0] in ('torch', 'discord') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
    os.environ["DISCORD_TOKEN"] = "secret"
    try:
        assert "secret" not in module.environment().values()
    finally:
        del os.environ["DISCORD_TOKEN"]
