"""All pictures of a run, made ready: scaled, recoloured, and at every size they are needed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PIL import Image

from stylecore.colours import match_colours
from stylecore.errors import StyleError
from stylecore.images import MIN_SIDE, fit
from stylecore.options import StyleOptions
from stylecore.paintings import Painting, listed

__all__ = ["Scene", "set_scene"]


@dataclass(frozen=True)
class Scene:
    """The photo, the paintings, the photo's regions, and what to start from instead of it."""

    content: Image.Image
    paintings: tuple[Painting, ...]
    mask: Image.Image | None = None
    start: Image.Image | None = None

    def at(self, size: tuple[int, int], scale: float) -> Scene:
        """Return the scene with a photo of `size` and paintings scaled alike."""
        if size == self.content.size:
            return self
        return replace(
            self,
            content=_resized(self.content, size),
            paintings=tuple(
                replace(p, picture=_resized(p.picture, _times(p.picture.size, scale)))
                for p in self.paintings
            ),
            start=self.start and _resized(self.start, size),
        )

    def pictures(self) -> Iterator[Image.Image | None]:
        """Yield everything to look at, in order."""
        yield from (self.content, self.mask, self.start)
        for painting in self.paintings:
            yield from (painting.picture, painting.mask)


def set_scene(
    content: Image.Image,
    style: Image.Image | Sequence[Painting],
    options: StyleOptions,
    mask: Image.Image | None = None,
    start: Image.Image | None = None,
) -> Scene:
    """Scale everything to the long edge; match the paintings' colours to the photo's if asked."""
    paintings = listed(style)
    if any((p.mask is None) != (mask is None) for p in paintings):
        raise StyleError("Masks go together: give one for the photo and one for each painting.")
    content = fit(content, options.max_long_edge)
    return Scene(
        content,
        tuple(replace(p, picture=_prepared(p.picture, content, options)) for p in paintings),
        mask,
        start and _resized(start.convert("RGB"), content.size),
    )


def _prepared(painting: Image.Image, photo: Image.Image, options: StyleOptions) -> Image.Image:
    """Scale a painting, from the original, and match its colours to the photo's if asked."""
    scaled = fit(painting, options.max_long_edge)
    if options.style_scale != 1:
        scaled = _resized(painting, _times(scaled.size, options.style_scale))
    return match_colours(scaled, photo) if options.colours == "match" else scaled


def _times(size: tuple[int, int], scale: float) -> tuple[int, int]:
    width, height = (max(MIN_SIDE, round(side * scale)) for side in size)
    return width, height


def _resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    return picture.resize(size, Image.Resampling.LANCZOS)
