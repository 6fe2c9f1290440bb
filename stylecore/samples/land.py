"""The dark land under the night sky: ridges, a field that still holds some light, and cypresses."""

import numpy as np

from stylecore.samples.brush import (
    HEIGHT,
    WIDTH,
    Array,
    Brush,
    Canvas,
    Colour,
    Strokes,
    grid,
    noise,
    ramp,
    sample,
    scatter,
    strokes_along,
    unit,
)

# height of the ridge, swell, wavelength, phase, colours from dark to light
RIDGES: tuple[tuple[float, float, float, float, tuple[Colour, ...]], ...] = (
    (352, 17, 88, 0.4, ((20, 34, 84), (38, 66, 132), (70, 112, 164), (132, 168, 186))),
    (388, 20, 118, 2.6, ((14, 30, 60), (24, 60, 92), (48, 100, 116), (118, 152, 124))),
    (428, 14, 140, 4.6, ((26, 40, 42), (66, 78, 44), (142, 128, 58), (212, 176, 84))),
    (474, 15, 100, 1.0, ((10, 20, 34), (20, 44, 48), (44, 76, 58), (96, 112, 62))),
)
# foot x, top y, half width, lean
CYPRESSES: tuple[tuple[float, float, float, float], ...] = (
    (608, 250, 30, 8.0), (500, 330, 22, -5.0), (556, 132, 46, -12.0),
)  # fmt: skip
NEEDLES: tuple[Colour, ...] = (
    (8, 14, 24), (16, 34, 36), (34, 58, 40), (84, 92, 44), (150, 124, 62),
)  # fmt: skip


def paint_land(canvas: Canvas, rng: np.random.Generator) -> None:
    """Paint the ridges from far to near, then the trees."""
    for ridge, swell, wavelength, phase, palette in RIDGES:
        x, _ = grid()
        top = ridge + swell * np.sin(x / wavelength * 2 + phase) + 5 * np.sin(x / 21 + 3 * phase)
        _hill(canvas, top, palette, rng)
    for tree in CYPRESSES:
        _cypress(canvas, tree, rng)


def _hill(
    canvas: Canvas, top: Array, palette: tuple[Colour, ...], rng: np.random.Generator
) -> None:
    y = grid()[1]
    depth = (y - top) / 40
    slope = np.gradient(top, axis=1)
    waver = 0.35 * noise(rng, 60, 2)
    flow = unit(np.stack([np.ones_like(slope), slope * 1.2 + waver], axis=-1))
    furrows = 0.5 + 0.5 * np.sin(depth * 9 + 3 * noise(rng, 110))
    light = 0.52 * np.exp(-depth * 2.2) + 0.42 * furrows**2 + 0.14 * noise(rng, 50, 2) + 0.06
    colours = ramp(palette, np.clip(light, 0, 1))
    edge = np.stack([np.arange(WIDTH, dtype=float), top[0]], axis=-1)
    corners = np.array([[WIDTH, HEIGHT], [0, HEIGHT]], dtype=float)
    canvas.fill(np.concatenate([edge, corners]), palette[0])
    for spacing, width, length, brush in (
        (10.0, 10.0, 44.0, Brush(7, body=0.6)),
        (9.0, 6.0, 26.0, Brush(5, body=0.9, streak=0.14)),
    ):
        seeds = scatter(rng, spacing)
        inside = seeds[sample(depth, seeds) > 0.08]
        canvas.paint(strokes_along(flow, inside, colours, (width, length), rng), brush, rng)
    _contour(canvas, edge, palette[0], rng)


def _contour(canvas: Canvas, edge: Array, colour: Colour, rng: np.random.Generator) -> None:
    """Draw a dark broken line along a ridge."""
    starts = np.arange(0, len(edge) - 56, 22)
    pieces = np.stack([edge[s : s + 56 : 7] for s in starts])
    paths = pieces + rng.normal(0, 0.8, (len(starts), 1, 2))
    colours = np.tile(np.array(colour), (len(starts), 1)) + rng.normal(0, 6, (len(starts), 1))
    canvas.paint(Strokes(paths, rng.uniform(3, 5.5, len(starts)), colours), Brush(3), rng)


def _cypress(
    canvas: Canvas, tree: tuple[float, float, float, float], rng: np.random.Generator
) -> None:
    foot, top, girth, lean = tree
    tall = HEIGHT - top
    count = int(tall * girth / 12)
    climb = np.sort(rng.uniform(0, 1, count) ** 1.15)[::-1]
    across = rng.uniform(-1, 1, count)
    waist = girth * _silhouette(climb)
    start_x = foot + lean * climb + across * waist + 4 * np.sin(climb * 17 + foot)
    length = rng.uniform(26, 54, count)
    t = np.linspace(0, 1, 9)
    sway = 3.5 * np.sin(t * 4.5 + across[:, None] * 2 + climb[:, None] * 14)
    flare = across * (9 - 0.55 * waist)  # outer strokes lick outwards like flames
    x = start_x[:, None] + flare[:, None] * t**2 + sway
    y = (HEIGHT + 8 - climb * (tall - 14))[:, None] - length[:, None] * t
    tufts = 0.16 * np.sin(climb * 37 + across * 4) + rng.normal(0, 0.15, count)
    colours = ramp(NEEDLES, np.clip(0.26 - 0.26 * across + tufts, 0, 1))
    widths = rng.uniform(4, 9, count) * (1.15 - 0.6 * climb)
    brush = Brush(5, body=0.9, streak=0.16, shading=0.2, taper=0.9)
    canvas.paint(Strokes(np.stack([x, y], axis=-1), widths, colours), brush, rng)


def _silhouette(climb: Array) -> Array:
    """Half width of a flame-like tree, 0..1, from its foot (0) to its tip (1)."""
    flame: Array = np.clip(1 - climb, 0, 1) ** 0.9 * (0.88 + 0.12 * np.sin(climb * 21 + 1))
    return flame
