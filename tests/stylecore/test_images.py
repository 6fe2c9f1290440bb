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
from stylecore.images import encode, fit, load_alpha, load_image, save_image, with_alpha


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


def test_colours_are_converted_by_their_profile() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # Exchange the primaries: what this profile calls red is sRGB's blue.
    swapped = profile.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
    loaded = load_image(_file(Image.new("RGB", (20, 20), "red"), format="PNG", icc_profile=swapped))
    red, green, blue = loaded.getpixel((5, 5))
    assert max(red, green) < 10
    assert blue > 245


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


def _png(header: bytes, rows: bytes) -> bytes:
    """A PNG written by hand, for what Pillow does not write."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    parts = (b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def test_sixteen_bit_colours_keep_their_shades() -> None:
    values = np.asarray(_gradient(), np.uint16) * 257
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    loaded = load_image(_png(struct.pack(">IIBBBBB", 40, 30, 16, 2, 0, 0, 0), rows))
    assert np.abs(np.asarray(loaded, int) - np.asarray(_gradient(), int)).max() <= 1


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_taken(format: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "lime", "blue")]
    moving = _file(frames[0], format=format, save_all=True, append_images=frames[1:], duration=40)
    assert getattr(Image.open(BytesIO(moving)), "n_frames", 1) == 3
    red, green, blue = load_image(moving).getpixel((10, 10))
    assert red > 240
    assert max(green, blue) < 15


def _see_through() -> Image.Image:
    """Opaque on the left, half in the middle, not at all on the right."""
    picture = _gradient(60, 30).convert("RGBA")
    picture.putalpha(
        Image.fromarray(np.repeat([[255, 128, 0]], 30, 0).repeat(20, 1).astype(np.uint8))
    )
    return picture


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_alpha_is_read_and_written(format: str) -> None:
    data = _file(_see_through(), format=format)
    alpha = load_alpha(data)
    assert alpha.mode == "L"
    assert alpha.size == load_image(data).size
    assert [alpha.getpixel((x, 5)) for x in (5, 30, 55)] == [255, 128, 0]
    again = load_alpha(encode(with_alpha(load_image(data), alpha), format))
    assert np.array_equal(np.asarray(again), np.asarray(alpha))


def test_alpha_follows_the_pictures_orientation_and_size() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = _file(_see_through(), format="PNG", exif=exif)
    assert load_alpha(data, 30).size == load_image(data, 30).size == (16, 30)
    assert load_alpha(data).getpixel((5, 5)) == 255
    assert load_alpha(data).getpixel((5, 55)) == 0


def test_a_palette_with_a_clear_colour_has_alpha() -> None:
    picture = Image.new("P", (20, 20), 1)
    picture.putpalette([255, 0, 0, 0, 0, 255])
    picture.paste(0, (0, 0, 10, 20))
    data = _file(picture, format="PNG", transparency=0)
    assert load_image(data).getpixel((5, 5)) == (255, 255, 255)
    assert load_image(data).getpixel((15, 5)) == (0, 0, 255)
    assert [load_alpha(data).getpixel((x, 5)) for x in (5, 15)] == [0, 255]


def test_opaque_pictures_have_no_alpha() -> None:
    for picture in (_gradient(), _gradient().convert("RGBA")):
        assert load_alpha(_file(picture, format="PNG")) is None
    assert with_alpha(_gradient(), None).mode == "RGB"


def test_alpha_is_scaled_to_the_picture_and_laid_on_white_in_a_jpeg() -> None:
    picture = with_alpha(Image.new("RGB", (30, 30), "red"), Image.new("L", (60, 60), 0))
    assert (picture.mode, picture.size) == ("RGBA", (30, 30))
    assert min(load_image(encode(picture, "JPEG")).getpixel((10, 10))) > 250


def test_a_bomb_is_refused_by_its_header() -> None:
    bomb = _png(struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0), b"\0" * 99)
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
