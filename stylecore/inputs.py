"""The files of a run from the command line, read; what is wrong is said with the file's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PIL import Image

from stylecore.errors import ImageError
from stylecore.images import load_alpha, load_image
from stylecore.options import RunOptions
from stylecore.paintings import Painting

__all__ = ["Inputs", "read_inputs", "read_picture"]

Found = TypeVar("Found")


@dataclass(frozen=True)
class Inputs:
    """What a run is made of; `alpha` is how opaque the photo is, None where all of it is."""

    content: Image.Image
    alpha: Image.Image | None
    paintings: tuple[Painting, ...]
    mask: Image.Image | None
    start: Image.Image | None


def read_inputs(options: RunOptions) -> Inputs:
    """Read every file that the options name. Raises ImageError naming the first that is wrong."""
    masks = options.style_mask or (None,) * len(options.style_image)
    paintings = [
        Painting(read_picture(path), weight, _maybe(mask))
        for (path, weight), mask in zip(options.style_image, masks, strict=True)
    ]
    return Inputs(
        read_picture(options.content_image),
        _named(load_alpha, options.content_image),
        tuple(paintings),
        _maybe(options.content_mask),
        _maybe(options.start_image),
    )


def read_picture(path: Path) -> Image.Image:
    """Read one picture."""
    return _named(load_image, path)


def _maybe(path: Path | None) -> Image.Image | None:
    return None if path is None else read_picture(path)


def _named(read: Callable[[Path], Found], path: Path) -> Found:
    """Read a file; say its name with whatever is wrong."""
    try:
        return read(path)
    except ImageError as error:
        raise ImageError(f"{path}: {error}") from error
    except OSError as error:
        raise ImageError(f"{path}: {error.strerror}.") from error
