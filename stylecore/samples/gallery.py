"""The sample pictures by name; each is made once in a process."""

from collections.abc import Callable
from functools import cache

from PIL import Image
from skimage import data

from stylecore.errors import StyleError
from stylecore.samples import facets, starry, wave

PHOTOS = ("astronaut", "chelsea", "coffee")
PAINTINGS = ("starry", "wave", "facets")
PAIRS: tuple[tuple[str, str], ...] = (
    ("chelsea", "starry"),
    ("astronaut", "wave"),
    ("coffee", "facets"),
)

_PAINTERS: dict[str, Callable[[], Image.Image]] = {
    "starry": starry.paint,
    "wave": wave.paint,
    "facets": facets.paint,
}


def load(name: str) -> Image.Image:
    """Return a copy of a sample picture, in RGB; StyleError for an unknown name."""
    if name not in PHOTOS + PAINTINGS:
        known = ", ".join(PHOTOS + PAINTINGS)
        raise StyleError(f"There is no sample picture called {name!r}. Choose one of: {known}.")
    return _made(name).copy()


@cache
def _made(name: str) -> Image.Image:
    picture = _PAINTERS[name]() if name in _PAINTERS else _photo(name)
    return picture.convert("RGB")


def _photo(name: str) -> Image.Image:
    # The photos lie inside the scikit-image wheel: nothing is downloaded.
    return Image.fromarray(getattr(data, name)())
