"""Pictures in: every kind people send comes out upright, RGB, sRGB; everything else is refused."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from stylecore.errors import ImageError
from stylecore.images import encode, fit, load_image, save_image


def _file(picture: Image.Image, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, **options)
    return out.getvalue()


def _gradient(width: int = 40, height: int = 30) -> Image.Image:
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return Image.fromarray(np.stack([x, y, 255 - x], axis=-1).astype(np.uint8))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF"])
def test_known_formats_come_out_as_rgb(format: str) -> None:
    loaded = load_image(_file(_gradient(), format=format))
    assert (loaded.mode, loaded.size) == ("RGB", (40, 30))
    difference = np.abs(np.asarray(loaded, int) - np.asarray(_gradient(), int)).mean()
    assert difference < 12


def test_exif_orientation_is_honoured() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn by 90 degrees
    loaded = load_image(_file(_gradient(), format="JPEG", exif=exif, quality=95))
    assert loaded.size == (30, 40)
    expected = np.asarray(_gradient().rotate(-90, expand=True), int)
    assert np.abs(np.asarray(loaded, int) - expected).mean() < 8


def test_transparency_is_laid_on_white() -> None:
    loaded = load_image(_file(Image.new("RGBA", (20, 20), (255, 0, 0, 0)), format="PNG"))
    assert loaded.getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bit_greys_keep_their_shades() -> None:
    values = np.linspace(0, 65535, 20 * 20).reshape(20, 20).astype(np.uint16)
    loaded = np.asarray(load_image(_file(Image.fromarray(values), format="PNG")))
    assert loaded[0, 0, 0] == 0
    assert loaded[-1, -1, 0] == 255
    assert abs(int(loaded[10, 0, 0]) - 128) < 4


def test_cmyk_and_palette_pictures_are_read() -> None:
    cmyk = load_image(_file(_gradient().convert("CMYK"), format="JPEG", quality=95))
    palette = load_image(_file(_gradient().convert("P"), format="PNG"))
    for loaded in (cmyk, palette):
        assert loaded.mode == "RGB"
        assert np.abs(np.asarray(loaded, int) - np.asarray(_gradient(), int)).mean() < 25


def test_a_broken_colour_profile_does_no_harm_and_srgb_changes_nothing() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"not a profile"):
        loaded = load_image(_file(_gradient(), format="PNG", icc_profile=profile))
        assert np.abs(np.asarray(loaded, int) - np.asarray(_gradient(), int)).max() <= 1


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "not a picture"),
        (b"just a text file", "not a picture"),
        (_file(Image.new("RGB", (1, 1)), format="PNG"), "too small"),
        (_file(_gradient(), format="PNG")[:90], "damaged"),
        (_file(_gradient(), format="BMP"), "BMP files are not taken"),
    ],
)
def test_what_cannot_be_painted_is_refused_in_words(data: bytes, word: str) -> None:
    with pytest.raises(ImageError, match=word):
        load_image(data)


def test_a_bomb_is_refused_by_its_header() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99))
    with pytest.raises(ImageError, match="too large"):
        load_image(bomb)


def test_scaling_keeps_the_aspect_and_never_enlarges() -> None:
    assert fit(_gradient(400, 300), 100).size == (100, 75)
    assert fit(_gradient(40, 30), 100).size == (40, 30)
    assert load_image(_file(_gradient(4000, 300), format="PNG"), 100).size == (100, 16)


@pytest.mark.parametrize("name", ["a.png", "a.JPG", "a.jpeg", "a.webp"])
def test_saving_follows_the_ending(tmp_path: Path, name: str) -> None:
    save_image(_gradient(), tmp_path / name)
    assert load_image(tmp_path / name).size == (40, 30)


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"\.png"):
        save_image(_gradient(), tmp_path / "a.bmp")


def test_encoding_keeps_every_pixel_of_a_png() -> None:
    assert np.array_equal(np.asarray(load_image(encode(_gradient()))), np.asarray(_gradient()))
