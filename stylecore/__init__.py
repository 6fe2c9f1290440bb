"""The art: two pictures in, an artwork out. Knows neither Discord nor asyncio.

    from stylecore import StyleOptions, load_image, stylize

Names are loaded when first used, so that reading options or pictures does not load torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stylecore.checkpoint import Checkpoint
    from stylecore.errors import ImageError, StyleError
    from stylecore.images import load_alpha, load_image, with_alpha
    from stylecore.options import StyleOptions
    from stylecore.paintings import Painting
    from stylecore.transfer import Artwork, Progress, stylize

__all__ = [
    "Artwork",
    "Checkpoint",
    "ImageError",
    "Painting",
    "Progress",
    "StyleError",
    "StyleOptions",
    "load_alpha",
    "load_image",
    "stylize",
    "with_alpha",
]

_HOMES = {
    "Artwork": "transfer",
    "Checkpoint": "checkpoint",
    "ImageError": "errors",
    "Painting": "paintings",
    "Progress": "transfer",
    "StyleError": "errors",
    "StyleOptions": "options",
    "load_alpha": "images",
    "load_image": "images",
    "stylize": "transfer",
    "with_alpha": "images",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
