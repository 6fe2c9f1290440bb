"""A night sky in oil: short thick strokes that follow the wind around stars, above dark hills."""

import numpy as np
from PIL import Image

from stylecore.samples.brush import (
    HEIGHT,
    Array,
    Brush,
    Canvas,
    Colour,
    grid,
    noise,
    ramp,
    scatter,
    strokes_along,
    to_image,
    unit,
    weave,
)
from stylecore.samples.land import paint_land

SEED = 7

NIGHT: tuple[Colour, ...] = (
    (14, 20, 62), (24, 38, 112), (34, 66, 158), (52, 104, 188), (112, 158, 204), (196, 212, 190),
)  # fmt: skip
GLOW: tuple[Colour, ...] = (
    (40, 84, 176), (104, 160, 206), (206, 216, 168),
    (240, 202, 84), (246, 190, 52), (255, 248, 210),
)  # fmt: skip

# x, y, radius of the glow
STARS: tuple[tuple[float, float, float], ...] = (
    (128, 112, 62), (300, 58, 26), (430, 128, 34), (228, 218, 22), (64, 262, 24),
    (372, 236, 18), (20, 40, 18), (470, 34, 20), (215, 24, 14), (612, 60, 26), (330, 300, 13),
)  # fmt: skip
# x, y, radius, turning
WHIRLS: tuple[tuple[float, float, float, float], ...] = (
    (318, 158, 74, 1.0), (196, 290, 52, -1.0), (452, 250, 58, -1.0), (560, 150, 46, 0.9),
)  # fmt: skip


def paint() -> Image.Image:
    """Paint the picture, the same at every call."""
    rng = np.random.default_rng(SEED)
    stream = _stream(rng)
    flow = _flow(stream)
    colours = _sky_colours(stream, rng)
    canvas = Canvas(to_image(colours * 0.7))
    _sky(canvas, flow, colours, rng)
    paint_land(canvas, rng)
    return canvas.finish(relief=0.55, cloth=weave(rng, 4.0))


def _stream(rng: np.random.Generator) -> Array:
    """The stream function (H, W): the wind runs along its level lines."""
    x, y = grid()
    stream: Array = y + 16 * np.sin(x / 92 + 0.6) + 14 * noise(rng, 170, 2)
    for cx, cy, radius, turn in WHIRLS:
        distance = np.hypot(x - cx, (y - cy) * 1.15)
        stream += turn * 2.6 * radius * np.exp(-((distance / radius) ** 2) / 1.1)
    for cx, cy, radius in STARS:
        stream += 3.2 * radius * np.exp(-(((x - cx) ** 2 + (y - cy) ** 2) / (1.1 * radius**2)))
    return stream


def _flow(stream: Array) -> Array:
    """Unit vectors (H, W, 2): along the wind, but in rings close to a star."""
    down, right = np.gradient(stream)
    flow: Array = unit(np.stack([down, -right], axis=-1))
    x, y = grid()
    for cx, cy, radius in STARS:
        around = unit(np.stack([y - cy, cx - x], axis=-1))
        distance = np.hypot(x - cx, y - cy) / radius
        hold = np.clip((1.9 - distance) / 0.6, 0, 1)[..., None]
        flow = unit(flow * (1 - hold) + around * hold)
    return flow


def _sky_colours(stream: Array, rng: np.random.Generator) -> Array:
    x, y = grid()
    bands = 0.5 + 0.5 * np.sin(stream / 13.0)
    tone = 0.08 + 0.30 * y / HEIGHT + 0.42 * bands**1.5 + 0.16 * noise(rng, 90, 2)
    for cx, cy, radius, _ in WHIRLS:
        tone += 0.26 * np.exp(-(((x - cx) ** 2 + (y - cy) ** 2) / radius**2))
    colours = ramp(NIGHT, np.clip(tone, 0, 1))
    for cx, cy, radius in STARS:
        distance = np.hypot(x - cx, y - cy) / radius
        heat = np.clip(1.08 - 0.70 * distance + 0.11 * np.sin(distance * 15), 0, 1)
        share = np.clip(2.5 - 1.4 * distance, 0, 1)[..., None]
        colours = colours * (1 - share) + ramp(GLOW, heat) * share
    return colours


def _sky(canvas: Canvas, flow: Array, colours: Array, rng: np.random.Generator) -> None:
    layers = (
        (15.0, 15.0, 60.0, Brush(10, body=0.4)),
        (9.5, 9.0, 40.0, Brush(7, body=0.8, shading=0.16)),
        (12.0, 5.5, 24.0, Brush(4, body=1.0, streak=0.12, shading=0.16)),
    )
    for spacing, width, length, brush in layers:
        seeds = scatter(rng, spacing)
        canvas.paint(strokes_along(flow, seeds, colours, (width, length), rng), brush, rng)
