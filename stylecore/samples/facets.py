"""A cubist still life: shaded facets in ochre, umber, grey and green, built from small dabs."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from stylecore.samples.brush import (
    HEIGHT,
    WIDTH,
    Array,
    Brush,
    Canvas,
    Colour,
    Strokes,
    noise,
    ramp,
    to_image,
    weave,
)
from stylecore.samples.lines import draw_edges, draw_hatching, draw_things
from stylecore.samples.planes import along, area, cut, heading, inside

SEED = 23
DABS = Brush(4, ragged=1.2, body=0.75, streak=0.08)
CENTRE = np.array([318.0, 262.0])

# Each ramp runs from its shadow to its light.
RAMPS: tuple[tuple[Colour, ...], ...] = (
    (
        (40, 28, 20), (96, 68, 40), (158, 120, 70), (206, 170, 112), (240, 222, 176),
    ),  # ochre
    (
        (30, 22, 18), (70, 52, 38), (122, 96, 68), (176, 150, 114), (230, 212, 174),
    ),  # umber
    (
        (32, 32, 32), (80, 79, 74), (134, 131, 120), (184, 178, 162), (238, 230, 206),
    ),  # grey
    (
        (26, 34, 28), (62, 74, 54), (106, 116, 82), (160, 164, 122), (222, 218, 174),
    ),  # green
    (
        (30, 38, 44), (68, 82, 88), (116, 130, 130), (168, 178, 170), (226, 226, 208),
    ),  # slate
)  # fmt: skip
SHARES = (0.30, 0.17, 0.25, 0.16, 0.12)

# Halves of round things: centre x, y, radii, turn of the straight side, ramp.
ROUNDS: tuple[tuple[float, float, float, float, float, int], ...] = (
    (162, 398, 40, 48, 1.6, 3), (330, 330, 96, 80, 1.5, 0), (318, 214, 64, 56, 1.7, 1),
    (186, 178, 34, 38, 3.6, 4), (312, 338, 92, 74, -1.5, 1), (332, 212, 60, 54, -1.4, 0),
    (470, 392, 40, 46, 0.2, 4), (318, 282, 27, 27, 1.57, 1), (320, 282, 27, 27, -1.57, 1),
    (472, 358, 40, 14, 3.14, 2), (440, 168, 46, 52, -0.9, 3), (96, 300, 40, 34, 0.8, 2),
)  # fmt: skip


@dataclass(frozen=True)
class Facet:
    """A plane, the way its light falls, the way its dabs run, how far it fades into the next."""

    polygon: Array
    palette: tuple[Colour, ...]
    light: float
    dab: float
    contrast: float
    passage: float
    hatched: bool = False


def paint() -> Image.Image:
    """Paint the picture, the same at every call."""
    rng = np.random.default_rng(SEED)
    facets = [*_ground(rng), *_still_life(rng)]
    canvas = Canvas(to_image(ramp(RAMPS[1], 0.45 + 0.1 * noise(rng, 80, 2))))
    for facet in facets:
        with canvas.within(facet.polygon):
            canvas.paint(_dabs(facet, rng), DABS, rng)
            if facet.hatched:
                draw_hatching(canvas, facet.polygon, facet.light, rng)
        draw_edges(canvas, facet.polygon, rng)
    draw_things(canvas, rng)
    return canvas.finish(relief=0.5, cloth=weave(rng, 7.0, 3.0))


def _ground(rng: np.random.Generator) -> list[Facet]:
    frame = np.array([(-8, -8), (WIDTH + 8, -8), (WIDTH + 8, HEIGHT + 8), (-8, HEIGHT + 8)], float)
    return [_facet(polygon, rng, passage=0.0) for polygon in _shatter(frame, rng)]


def _shatter(polygon: Array, rng: np.random.Generator) -> Iterator[Array]:
    """Break a plane up until its pieces are small: smallest about the centre."""
    middle = polygon.mean(axis=0)
    far = float(np.hypot(*(middle - CENTRE))) / 330
    if area(polygon) < rng.uniform(1300, 4200) + 9000 * far**1.6:
        yield polygon
        return
    angle = rng.choice([0.35, 1.15, 1.95, 2.75]) + rng.normal(0, 0.16)
    for part in cut(polygon, middle + rng.normal(0, 14, 2), heading(angle)):
        if len(part) > 2:
            yield from _shatter(part, rng)


def _still_life(rng: np.random.Generator) -> list[Facet]:
    """Facets that lean over one another in a loose pyramid."""
    facets = []
    for number in range(72):
        lift = rng.uniform(0, 1)
        x = CENTRE[0] + rng.normal(0, 42 + 110 * lift)
        at = np.array([x, 60 + 400 * lift + rng.normal(0, 14)])
        facets.append(_facet(_sliver(at, rng), rng, passage=rng.uniform(0.1, 0.95)))
        if number % 5 == 4 and number // 5 < len(ROUNDS):
            facets.append(_round(*ROUNDS[number // 5], rng))
    return facets


def _round(
    x: float, y: float, rx: float, ry: float, turn: float, hue: int, rng: np.random.Generator
) -> Facet:
    """Return a half ellipse, lit from its straight side outwards."""
    angle = turn + np.linspace(0, np.pi, 32)
    polygon = np.stack([x + rx * np.cos(angle), y + ry * np.sin(angle)], axis=-1)
    light = turn + np.pi / 2 + np.pi * (rng.random() < 0.5)
    return Facet(polygon, RAMPS[hue], light, turn + 0.4, 1.0, rng.uniform(0.0, 0.45))


def _sliver(at: Array, rng: np.random.Generator) -> Array:
    """Return a three- or four-sided plane that stands steep."""
    lean = rng.choice([-0.55, -0.2, 0.25, 0.6]) + rng.normal(0, 0.1)
    up, out = heading(lean - np.pi / 2), heading(lean + rng.normal(0, 0.3))
    tall, wide = rng.uniform(34, 90), rng.uniform(24, 70)
    corners = [at - up * tall, at + out * wide * 0.7, at + up * tall * 0.8, at - out * wide]
    keep = 3 if rng.random() < 0.3 else 4
    return np.array(corners[:keep])


def _facet(polygon: Array, rng: np.random.Generator, passage: float) -> Facet:
    far = float(np.hypot(*(polygon.mean(axis=0) - CENTRE))) / 400
    palette = RAMPS[rng.choice(len(RAMPS), p=SHARES)]
    light = rng.choice([-2.3, -0.8, 0.7, 2.2]) + rng.normal(0, 0.3)
    dab = rng.choice([0.1, 0.75, 1.5, 2.4]) + rng.normal(0, 0.12)
    contrast = max(0.5, 1.1 - 0.6 * far)
    return Facet(polygon, palette, light, dab, contrast, passage, hatched=rng.random() < 0.18)


def _dabs(facet: Facet, rng: np.random.Generator) -> Strokes:
    low, high = facet.polygon.min(axis=0), facet.polygon.max(axis=0)
    points = rng.uniform(low, high, (int(np.prod(high - low) / 17), 2))
    points = points[inside(facet.polygon, points, margin=3.0)]
    t = along(facet.polygon, points, heading(facet.light))
    shown = rng.random(len(points)) < 1.15 - facet.passage * t
    points, t = points[shown], t[shown]
    tone = 0.52 + facet.contrast * 1.1 * (t - 0.5) + rng.normal(0, 0.05, len(points))
    colours = ramp(facet.palette, np.clip(tone, 0, 1)) + rng.normal(0, 4, (len(points), 3))
    turned = facet.dab + rng.normal(0, 0.14, len(points))
    run = np.stack([np.cos(turned), np.sin(turned)], axis=-1)
    length = rng.uniform(6, 13, (len(points), 1, 1))
    paths = points[:, None] + np.linspace(-0.5, 0.5, 4)[:, None] * length * run[:, None]
    return Strokes(paths, rng.uniform(3.0, 5.2, len(points)), colours)
