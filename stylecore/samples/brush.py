"""Brushes and a canvas: strokes of many bristles, thick enough to catch the light.

Coordinates are pixels of the finished picture, (x, y) from the upper left corner; the canvas itself
is larger, so that edges come out smooth. Colours are RGB in 0..255.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Array = NDArray[np.float64]
Colour = tuple[float, float, float]

WIDTH, HEIGHT = 640, 512
SCALE = 2  # canvas pixels per finished pixel
LIGHT = np.array([-0.6, -0.8])  # the lamp stands above, to the left


@dataclass(frozen=True)
class Strokes:
    """A batch of strokes: paths (N, S, 2), widths (N,), colours (N, 3)."""

    paths: Array
    widths: Array
    colours: Array


@dataclass(frozen=True)
class Brush:
    """How a brush lays paint: its bristles, how they differ in tone, and how ragged it starts."""

    bristles: int = 6
    streak: float = 0.10
    shading: float = 0.12
    ragged: float = 3.0
    body: float = 0.5  # thickness of the paint, 0..1
    taper: float = 0.6  # how much the ends narrow, 0..1


class Canvas:
    """A ground that takes strokes; the alpha channel holds the thickness of the paint."""

    def __init__(self, ground: Image.Image) -> None:
        """Start from a ground of the finished size."""
        large = ground.resize((WIDTH * SCALE, HEIGHT * SCALE), Image.Resampling.BICUBIC)
        self.image = large.convert("RGBA")
        self.image.putalpha(60)
        self.draw = ImageDraw.Draw(self.image)

    def paint(self, strokes: Strokes, brush: Brush, rng: np.random.Generator) -> None:
        """Lay a batch of strokes down in its order, every bristle a line of its own."""
        lines = _bristle_lines(strokes, brush, rng) * SCALE
        count, bristles = lines.shape[:2]
        tones = _bristle_tones(strokes, brush, rng).reshape(count * bristles, 4)
        pens = np.repeat(_pens(strokes.widths, bristles), bristles)
        flat = lines.reshape(count * bristles, -1)
        for line, tone, pen in zip(flat.tolist(), tones.tolist(), pens.tolist(), strict=True):
            self.draw.line(line, fill=tuple(tone), width=pen)

    def fill(self, points: Array, colour: Colour, thickness: int = 60) -> None:
        """Fill a polygon (N, 2) with flat paint."""
        tone = (*(int(c) for c in colour), thickness)
        self.draw.polygon((points * SCALE).ravel().tolist(), fill=tone)

    @contextmanager
    def within(self, polygon: Array, margin: float = 16.0) -> Iterator[None]:
        """Keep what is painted meanwhile inside a polygon (N, 2), as if its outside were masked."""
        low, high = polygon.min(axis=0) - margin, polygon.max(axis=0) + margin
        left, upper, right, lower = (np.array([*low, *high]) * SCALE).astype(int).tolist()
        before = self.image.crop((left, upper, right, lower))
        yield
        outside = Image.new("L", before.size, 255)
        shifted = polygon * SCALE - (left, upper)
        ImageDraw.Draw(outside).polygon(shifted.ravel().tolist(), fill=0)
        self.image.paste(before, (left, upper), outside)

    def finish(self, relief: float, cloth: Array | None = None) -> Image.Image:
        """Light the paint from the side and reduce it to the finished size."""
        pixels = np.asarray(self.image, dtype=np.float64)
        height = pixels[..., 3] if cloth is None else pixels[..., 3] + cloth
        lit = pixels[..., :3] * (1.0 + relief * _slope(height))[..., None]
        return to_image(lit).resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def to_image(pixels: NDArray[np.floating]) -> Image.Image:
    """Turn (H, W, 3) values in 0..255 into a picture, clipping what lies outside."""
    return Image.fromarray(np.clip(pixels + 0.5, 0, 255).astype(np.uint8))


def grid(scale: int = 1) -> tuple[Array, Array]:
    """Return x and y (H, W) of every pixel, in finished pixels."""
    y, x = np.mgrid[0 : HEIGHT * scale, 0 : WIDTH * scale].astype(np.float64) / scale
    return x, y


def noise(rng: np.random.Generator, cell: float, octaves: int = 1, scale: int = 1) -> Array:
    """Return smooth noise (H, W) of about -1..1 whose largest features are `cell` pixels wide."""
    size = (WIDTH * scale, HEIGHT * scale)
    total = np.zeros((size[1], size[0]))
    for octave in range(octaves):
        step = cell / 2**octave
        coarse = rng.uniform(-1, 1, (int(HEIGHT / step) + 2, int(WIDTH / step) + 2))
        layer = Image.fromarray(coarse.astype(np.float32)).resize(size, Image.Resampling.BICUBIC)
        total += np.asarray(layer, dtype=np.float64) / 2**octave
    return total


def weave(rng: np.random.Generator, strength: float, pitch: float = 2.6) -> Array:
    """Return the height of a linen weave on the large canvas."""
    x, y = grid(SCALE)
    threads = np.sin(2 * np.pi * x / pitch) * np.sin(2 * np.pi * y / pitch)
    slubs = rng.normal(0, 0.5, threads.shape)
    return strength * (threads + slubs)


def ramp(stops: Iterable[Colour], t: Array) -> Array:
    """Mix evenly spaced colour stops at t in 0..1; returns t's shape with a last axis of 3."""
    table = np.array(list(stops), dtype=np.float64)
    at = np.linspace(0, 1, len(table))
    return np.stack([np.interp(t, at, table[:, c]) for c in range(3)], axis=-1)


def sample(field: Array, points: Array) -> Array:
    """Read a field (H, W, ...) at points (..., 2), holding its border beyond the edge."""
    column = np.clip(points[..., 0].astype(int), 0, field.shape[1] - 1)
    row = np.clip(points[..., 1].astype(int), 0, field.shape[0] - 1)
    picked: Array = field[row, column]
    return picked


def scatter(rng: np.random.Generator, spacing: float, margin: float = 12.0) -> Array:
    """Return points (N, 2) of a shaken grid over the picture and a margin, in random order."""
    xs = np.arange(-margin, WIDTH + margin, spacing)
    ys = np.arange(-margin, HEIGHT + margin, spacing)
    points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    return rng.permutation(points + rng.uniform(-0.7, 0.7, points.shape) * spacing)


def follow(flow: Array, seeds: Array, lengths: Array, steps: int = 9) -> Array:
    """Trace paths (N, steps, 2) of the given lengths through a field of unit vectors (H, W, 2)."""
    stride = (lengths / (steps - 1))[:, None]
    half = steps // 2
    back, ahead = [seeds], [seeds]
    for _ in range(half):
        ahead.append(ahead[-1] + sample(flow, ahead[-1]) * stride)
        back.append(back[-1] - sample(flow, back[-1]) * stride)
    return np.stack(back[:0:-1] + ahead, axis=1)


def strokes_along(
    flow: Array, seeds: Array, colours: Array, size: tuple[float, float], rng: np.random.Generator
) -> Strokes:
    """Return strokes of about size (width, length) through seeds, coloured as the picture there."""
    count = len(seeds)
    width, length = size
    paths = follow(flow, seeds, length * rng.uniform(0.6, 1.3, count))
    mixed = sample(colours, seeds) + rng.normal(0, 7, (count, 3)) + rng.normal(0, 15, (count, 1))
    return Strokes(paths, width * rng.uniform(0.7, 1.3, count), mixed)


def unit(vectors: Array) -> Array:
    """Scale vectors (..., 2) to length one."""
    scaled: Array = vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9)
    return scaled


def _normals(paths: Array) -> Array:
    tangent = unit(np.gradient(paths, axis=1))
    return np.stack([-tangent[..., 1], tangent[..., 0]], axis=-1)


def _across(bristles: int) -> Array:
    return np.linspace(-1, 1, bristles) if bristles > 1 else np.zeros(1)


def _bristle_lines(strokes: Strokes, brush: Brush, rng: np.random.Generator) -> Array:
    count, steps = strokes.paths.shape[:2]
    normals = _normals(strokes.paths)
    swell = 1 - brush.taper * (1 - np.sin(np.linspace(0.12, np.pi - 0.12, steps)))
    reach = 0.5 * strokes.widths[:, None, None] * _across(brush.bristles)[None, :, None]
    spread = normals[:, None] * (reach * swell)[..., None]
    along = np.stack([normals[..., 1], -normals[..., 0]], axis=-1)[:, None]
    shift = rng.normal(0, brush.ragged, (count, brush.bristles, 1, 1))
    return strokes.paths[:, None] + spread + along * shift


def _bristle_tones(strokes: Strokes, brush: Brush, rng: np.random.Generator) -> NDArray[np.uint8]:
    count, across = len(strokes.paths), _across(brush.bristles)
    middle = strokes.paths.shape[1] // 2
    facing = _normals(strokes.paths)[:, middle] @ LIGHT
    side = brush.shading * facing[:, None] * across[None]
    streak = rng.normal(0, brush.streak, (count, brush.bristles))
    colour = strokes.colours[:, None] * (1 + side + streak)[..., None]
    ridge = 0.5 * np.abs(across) ** 2 + rng.uniform(0, 0.8, (count, brush.bristles))
    thickness = 60 + 195 * brush.body * ridge
    tones = np.concatenate([colour, thickness[..., None]], axis=-1)
    rounded: NDArray[np.uint8] = np.clip(tones, 0, 255).astype(np.uint8)
    return rounded


def _pens(widths: Array, bristles: int) -> NDArray[np.int64]:
    pens: NDArray[np.int64] = np.ceil(SCALE * widths / bristles * 1.25).astype(np.int64)
    return np.maximum(1, pens)


def _slope(height: Array) -> Array:
    down, right = np.gradient(_blurred(_blurred(height)))
    slope: Array = np.clip((right * -LIGHT[0] + down * -LIGHT[1]) / 40.0, -0.6, 0.8)
    return slope


def _blurred(height: Array) -> Array:
    """Smooth with the kernel (1, 2, 1) / 4 both ways; twice makes a Gaussian of about sigma 1."""
    padded = np.pad(height, 1, mode="edge")
    rows = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    blurred: Array = (rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:]) / 4
    return blurred
