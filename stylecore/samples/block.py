"""A woodblock press: graded flat colour from one block, dark swelling lines from another.

Points are (N, 2) in finished pixels; the blocks are larger, so that cut edges come out smooth.
"""

import numpy as np
from PIL import Image, ImageDraw

from stylecore.samples.brush import (
    HEIGHT,
    WIDTH,
    Array,
    Colour,
    grid,
    noise,
    ramp,
    to_image,
    unit,
)

SCALE = 3  # block pixels per finished pixel
SIZE = (WIDTH * SCALE, HEIGHT * SCALE)


class Press:
    """A colour block and a key block; a nearer shape covers what both held before."""

    def __init__(self, paper: Image.Image) -> None:
        """Start from paper of the finished size."""
        self.colour = paper.resize(SIZE, Image.Resampling.BICUBIC)
        self.key = Image.new("L", SIZE, 0)
        self._colour_draw = ImageDraw.Draw(self.colour)
        self._key_draw = ImageDraw.Draw(self.key)

    def shape(self, points: Array, colour: Colour, outline: float = 0.0) -> None:
        """Print a flat polygon, with an outline of the given width on the key block."""
        flat = (points * SCALE).ravel().tolist()
        self._colour_draw.polygon(flat, fill=_ink(colour))
        self._key_draw.polygon(flat, fill=0)
        if outline:
            self.line(np.concatenate([points, points[:1]]), outline)

    def graded(self, points: Array, colours: Array) -> None:
        """Print a polygon whose colour (H, W, 3) varies from place to place (bokashi)."""
        flat = (points * SCALE).ravel().tolist()
        mask = Image.new("L", SIZE, 0)
        ImageDraw.Draw(mask).polygon(flat, fill=255)
        shade = to_image(colours).resize(SIZE, Image.Resampling.BILINEAR)
        self.colour.paste(shade, mask=mask)
        self._key_draw.polygon(flat, fill=0)

    def line(self, points: Array, width: float) -> None:
        """Cut an even line into the key block."""
        flat = (points * SCALE).ravel().tolist()
        self._key_draw.line(flat, fill=255, width=round(width * SCALE), joint="curve")

    def swelling(self, points: Array, width: float) -> None:
        """Cut a line into the key block that swells to `width` and tapers off at both ends."""
        self._key_draw.polygon((ribbon(points, width) * SCALE).ravel().tolist(), fill=255)

    def cluster(self, shapes: list[Array], colour: Colour, outline: float) -> None:
        """Print overlapping polygons as one, outlined together."""
        for points in shapes:
            self.line(np.concatenate([points, points[:2]]), 2 * outline)
        for points in shapes:
            self.shape(points, colour)

    def pull(self, ink: Colour, slip: tuple[int, int], rng: np.random.Generator) -> Image.Image:
        """Print both blocks, the key a little off register, on paper that shows its fibres."""
        key = Image.new("L", SIZE, 0)
        key.paste(self.key, slip)
        sheet = self.colour.copy()
        sheet.paste(Image.new("RGB", SIZE, _ink(ink)), mask=key)
        small = sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        return to_image(_printed(np.asarray(small, dtype=np.float64), rng))


def ribbon(points: Array, width: float) -> Array:
    """Return the outline of a line (N, 2), `width` wide in its middle and pointed at its ends."""
    tangent = unit(np.gradient(points, axis=0))
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], axis=-1)
    half = 0.5 * width * np.sin(np.linspace(0, np.pi, len(points)))[:, None] ** 0.7
    return np.concatenate([points + normal * half, (points - normal * half)[::-1]])


def smooth(knots: Array, count: int) -> Array:
    """Run a Catmull-Rom curve through knots (N, 2), as `count` points at even distances."""
    padded = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    t = np.linspace(0, 1, 40, endpoint=False)[:, None]
    pieces = [_catmull(padded[i : i + 4], t) for i in range(len(knots) - 1)]
    curve = np.concatenate([*pieces, knots[-1:]])
    walked = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))])
    even = np.linspace(0, walked[-1], count)
    return np.stack([np.interp(even, walked, curve[:, axis]) for axis in (0, 1)], axis=-1)


def disc(centre: Array, radius: float) -> Array:
    """Return a circle as a polygon."""
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    return centre + radius * np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def capsule(left: Array, length: float, thickness: float) -> Array:
    """Return a lying bar with round ends, from the middle of its left end."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, 20)
    cap = 0.5 * thickness * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return np.concatenate([left + np.array([length, 0.0]) + cap, left - cap])


def paper(rng: np.random.Generator, stops: tuple[Colour, ...]) -> Array:
    """Return paper (H, W, 3) graded from top to bottom, its edge wavering as a wiped block does."""
    y = grid()[1] / HEIGHT
    return ramp(stops, np.clip(y + 0.025 * noise(rng, 200, 2), 0, 1))


def _catmull(p: Array, t: Array) -> Array:
    a, b, c, d = p
    bend = (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    curve: Array = 0.5 * (2 * b + (c - a) * t + bend)
    return curve


def _ink(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = (int(c) for c in colour)
    return red, green, blue


def _printed(flat: Array, rng: np.random.Generator) -> Array:
    """Let wood grain and paper show in the ink: the darker the ink, the more of it."""
    _, y = grid()
    grain = np.sin(y * 1.15 + 7 * noise(rng, 240, 2)) * (0.6 + 0.4 * noise(rng, 60))
    mottle = noise(rng, 9, 2) + 0.8 * rng.normal(0, 1, y.shape)
    depth = 1 - flat.mean(axis=2) / 255
    light = 7.5 * grain * (0.45 + depth) + 4.2 * mottle * (0.7 + depth)
    bare = np.clip(noise(rng, 4) + 0.5 * noise(rng, 30) - 0.95, 0, 1) * 70 * depth
    inked: Array = flat + (light + bare - 11 * _fibres(rng))[..., None]
    return inked


def _fibres(rng: np.random.Generator) -> Array:
    """Return the long fibres of the paper, 0..1 (H, W)."""
    sheet = Image.new("L", (WIDTH * 2, HEIGHT * 2), 0)
    draw = ImageDraw.Draw(sheet)
    for start in rng.uniform(0, (WIDTH * 2, HEIGHT * 2), (420, 2)):
        turns = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.3, 8))
        steps = 5 * np.stack([np.cos(turns), np.sin(turns)], axis=-1)
        draw.line(
            (start + np.cumsum(steps, axis=0)).ravel().tolist(),
            fill=int(rng.uniform(60, 255)),
            width=1,
        )
    return np.asarray(sheet.resize((WIDTH, HEIGHT), Image.Resampling.BOX), dtype=np.float64) / 127
