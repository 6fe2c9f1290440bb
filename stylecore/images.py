"""Pictures in and out: decode, orient, bring to sRGB, scale, encode, and every limit on the way.

Needs no torch, so that strangers' files can be decoded in a small process of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from stylecore.errors import ImageError

__all__ = [
    "FORMATS",
    "MAX_PIXELS",
    "MIN_SIDE",
    "encode",
    "fit",
    "load_alpha",
    "load_image",
    "save_image",
    "with_alpha",
]

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MIN_SIDE = 16
"""Pixels. The network halves a picture four times: below this nothing would be left of it."""
MAX_PIXELS = 100_000_000
"""Refused before decoding: a small file can claim to be a picture of any size."""

OUTPUTS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}

# Our own limit is checked first, and answers in words instead of a warning.
Image.MAX_IMAGE_PIXELS = None


def load_image(source: Path | bytes, max_long_edge: int | None = None) -> Image.Image:
    """Return the picture as RGB, upright, in sRGB, its long edge at most `max_long_edge` pixels.

    Of an animation the first frame is taken; transparency is laid on white. Raises ImageError for
    anything that is not a picture of a known format, is damaged, or is too small or too large.
    """
    with _opened(source) as opened:
        if max_long_edge is not None:
            opened.draft("RGB", (max_long_edge, max_long_edge))  # a JPEG decodes smaller
        return fit(_to_srgb(ImageOps.exif_transpose(opened)), max_long_edge)


def load_alpha(source: Path | bytes, max_long_edge: int | None = None) -> Image.Image | None:
    """Return how opaque each pixel of `load_image(source, max_long_edge)` is, 0..255, mode L.

    None where all are opaque.
    """
    with _opened(source) as opened:
        if not opened.has_transparency_data:
            return None
        alpha = ImageOps.exif_transpose(opened).convert("RGBA").getchannel("A")
        return None if alpha.getextrema() == (255, 255) else fit(alpha, max_long_edge)


def with_alpha(picture: Image.Image, alpha: Image.Image | None) -> Image.Image:
    """Return the picture as RGBA, as opaque as `alpha` says, which is scaled to it; None: as is."""
    if alpha is None:
        return picture
    picture = picture.convert("RGB")
    picture.putalpha(alpha.resize(picture.size, Image.Resampling.LANCZOS))
    return picture


def fit(picture: Image.Image, max_long_edge: int | None) -> Image.Image:
    """Return the picture scaled down to the long edge, aspect kept; never scaled up."""
    if max_long_edge is None or max(picture.size) <= max_long_edge:
        return picture
    scale = max_long_edge / max(picture.size)
    size = tuple(max(MIN_SIDE, round(side * scale)) for side in picture.size)
    return picture.resize((size[0], size[1]), Image.Resampling.LANCZOS)


def encode(picture: Image.Image, format: str = "PNG", quality: int = 92) -> bytes:
    """Return the picture as a file's bytes: `PNG`, `JPEG` or `WEBP`; PNG ignores `quality`.

    JPEG knows no transparency: there it is laid on white.
    """
    out = BytesIO()
    if format == "JPEG" and picture.mode == "RGBA":
        picture = _on_white(picture)
    picture.save(out, format=format, quality=quality)
    return out.getvalue()


def save_image(picture: Image.Image, path: Path) -> None:
    """Write the picture; its ending chooses the format. Raises ImageError for any other ending."""
    path.write_bytes(encode(picture, output_format(path)))


def output_format(path: Path) -> str:
    """Return the format that a file's ending stands for."""
    try:
        return OUTPUTS[path.suffix.lower()]
    except KeyError:
        raise ImageError(
            f"Cannot write {path.name}: end the name with {', '.join(OUTPUTS)}."
        ) from None


@contextmanager
def _opened(source: Path | bytes) -> Iterator[Image.Image]:
    """Open a picture and check its header; what goes wrong inside becomes an ImageError."""
    try:
        with Image.open(BytesIO(source) if isinstance(source, bytes) else source) as opened:
            _check(opened)
            yield opened
    except ImageError:
        raise
    except FileNotFoundError as error:
        raise ImageError(f"There is no file {source!s}.") from error
    except (UnidentifiedImageError, IsADirectoryError) as error:
        raise ImageError("That is not a picture. Use a PNG, JPEG, WebP or GIF file.") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ImageError("The picture is damaged: it cannot be decoded to its end.") from error


def _check(opened: Image.Image) -> None:
    if opened.format not in FORMATS:
        raise ImageError(f"{opened.format} files are not taken. Use PNG, JPEG, WebP or GIF.")
    width, height = opened.size
    if min(width, height) < MIN_SIDE:
        raise ImageError(
            f"The picture is {width} x {height} pixels: too small to paint. "
            f"Each side needs {MIN_SIDE} pixels or more."
        )
    if width * height > MAX_PIXELS:
        raise ImageError(
            f"The picture is {width} x {height} pixels: too large to open safely. "
            f"The limit is {MAX_PIXELS // 1_000_000} million pixels; send a smaller copy."
        )


def _to_srgb(picture: Image.Image) -> Image.Image:
    """Return RGB of 8 bits: colours converted by the picture's profile, transparency on white."""
    if picture.mode.startswith(("I", "F")):
        picture = _eight_bits(picture)
    profile = picture.info.get("icc_profile")
    if picture.mode in ("P", "LA", "PA", "RGBA", "RGBa") or "transparency" in picture.info:
        picture = _on_white(picture.convert("RGBA"))
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        picture = _convert(picture, profile)
    return picture.convert("RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    """Return RGBA as RGB, with white behind what can be seen through."""
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture).convert("RGB")


def _convert(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert by the embedded profile; where that is broken, take the colours as they are."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted or picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Bring 16-bit greys down to 8; Pillow's own conversion would cut them at 255."""
    values = np.asarray(picture).astype(np.float64)
    return Image.fromarray((values / max(257.0, values.max() / 255)).round().astype(np.uint8))
