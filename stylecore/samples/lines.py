"""The dark drawing over the facets: broken edges, and what is left of a guitar and a glass."""

import numpy as np

from stylecore.samples.brush import Array, Brush, Canvas, Colour, Strokes
from stylecore.samples.planes import heading

DARK: Colour = (34, 26, 22)
PALE: Colour = (236, 222, 184)
STEPS = 24
MOST_SIDES = 8

# centre x, y, radii, first and last angle in degrees, width
ARCS: tuple[tuple[float, float, float, float, float, float, float], ...] = (
    (318, 214, 62, 54, 120, 292, 4.6), (330, 330, 92, 76, 60, 214, 5.4),
    (300, 336, 90, 70, -60, 70, 5.0), (332, 210, 58, 50, -70, 66, 4.2),
    (318, 282, 25, 25, -30, 290, 4.4), (320, 282, 18, 18, 90, 330, 2.4),
    (470, 356, 38, 13, 0, 330, 3.2), (474, 428, 32, 11, -20, 200, 3.0),
    (162, 398, 34, 40, 150, 330, 3.4), (186, 178, 26, 30, 200, 420, 3.0),
)  # fmt: skip
# x, y to x, y, width
STROKES: tuple[tuple[float, float, float, float, float], ...] = (
    (296, 20, 312, 262, 3.6), (344, 16, 328, 262, 3.6), (432, 352, 444, 432, 3.0),
    (508, 356, 504, 426, 3.0), (150, 250, 92, 452, 3.8), (520, 120, 590, 430, 3.6),
    (60, 420, 250, 470, 3.8), (390, 462, 596, 412, 3.6), (210, 60, 120, 300, 3.2),
)  # fmt: skip


def draw_edges(canvas: Canvas, polygon: Array, rng: np.random.Generator) -> None:
    """Draw the sides of an angular plane, some broken off; a rounded one keeps its soft edge."""
    if len(polygon) <= MOST_SIDES:
        edges = _edges(polygon, rng)
        _draw(canvas, edges, rng.uniform(0.7, 2.9, len(edges)), DARK, rng)


def draw_hatching(canvas: Canvas, polygon: Array, light: float, rng: np.random.Generator) -> None:
    """Hatch the shadow side of a plane with strokes that run across its light."""
    span = polygon @ heading(light)
    across, reach = heading(light + np.pi / 2), 0.8 * float(np.ptp(polygon @ heading(light + 1.57)))
    middle = polygon.mean(axis=0)
    depths = np.arange(span.min() + 3, span.min() + 0.42 * np.ptp(span), 5.0)
    lines = []
    for depth in depths:
        at = middle + heading(light) * (depth - middle @ heading(light)) + rng.normal(0, 1, 2)
        lines.append(_straight(at - across * reach, at + across * reach))
    _draw(canvas, lines, np.full(len(lines), 1.2), DARK, rng)


def draw_things(canvas: Canvas, rng: np.random.Generator) -> None:
    """Draw what can still be made out: curves, a neck with its strings, leaning sides."""
    _draw(canvas, [_arc(*arc[:6]) for arc in ARCS], np.array([a[6] for a in ARCS]), DARK, rng)
    straight = [_straight(np.array(s[:2]), np.array(s[2:4])) for s in STROKES]
    _draw(canvas, straight, np.array([s[4] for s in STROKES]), DARK, rng)
    strings = [_straight(np.array([x, 40]), np.array([x + 2, 372])) for x in (306, 313, 320, 327)]
    _draw(canvas, strings, np.full(4, 1.2), PALE, rng)


def _edges(polygon: Array, rng: np.random.Generator) -> list[Array]:
    """Return some edges of a plane, cut short or carried past its corners."""
    following = np.roll(polygon, -1, axis=0)
    pairs = [pair for pair in zip(polygon, following, strict=True) if rng.random() < 0.7]
    return [_stretch(start, stop, rng) for start, stop in pairs]


def _stretch(start: Array, stop: Array, rng: np.random.Generator) -> Array:
    run = stop - start
    return _straight(start - run * rng.uniform(-0.03, 0.2), stop + run * rng.uniform(-0.2, 0.03))


def _straight(start: Array, stop: Array) -> Array:
    return np.linspace(start, stop, STEPS)


def _arc(x: float, y: float, rx: float, ry: float, first: float, last: float) -> Array:
    angle = np.radians(np.linspace(first, last, STEPS))
    return np.stack([x + rx * np.cos(angle), y + ry * np.sin(angle)], axis=-1)


def _draw(
    canvas: Canvas, lines: list[Array], widths: Array, colour: Colour, rng: np.random.Generator
) -> None:
    if not lines:
        return
    paths = np.stack(lines) + rng.normal(0, 0.25, (len(lines), STEPS, 2))
    colours = np.array(colour) + rng.normal(0, 6, (len(lines), 1))
    brush = Brush(3, streak=0.12, ragged=2.5, body=0.6, taper=0.8)
    canvas.paint(Strokes(paths, widths, colours), brush, rng)
