"""The pictures that are painted: four pairs of the project's own samples, as files of a size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from stylecore.samples import load
from tests.benchmarks.places import CACHE

__all__ = ["PAIRS", "Scene", "scene"]

PAIRS = (
    ("astronaut", "starry"),
    ("chelsea", "starry"),
    ("astronaut", "wave"),
    ("coffee", "facets"),
)


@dataclass(frozen=True)
class Scene:
    """A photo and a painting as PNG files, both with a long edge of `size`."""

    name: str
    size: int
    photo: Path
    painting: Path


@cache
def scene(photo: str, painting: str, size: int) -> Scene:
    """Return the pair, its files made if need be: scaled once, here, for all programs alike."""
    return Scene(f"{photo}+{painting}", size, _file(photo, size), _file(painting, size))


def _file(name: str, size: int) -> Path:
    path = CACHE / "pictures" / f"{name}-{size}.png"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = load(name)
        scale = size / max(picture.size)
        width, height = (max(16, round(side * scale)) for side in picture.size)
        picture.resize((width, height), Image.Resampling.LANCZOS).save(path)
    return path
