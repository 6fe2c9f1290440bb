"""A print of breaking waves: graded Prussian blue, dark swelling lines, fingers of foam."""

import numpy as np
from PIL import Image

from stylecore.samples.block import Press, capsule, disc, paper, ribbon, smooth
from stylecore.samples.brush import HEIGHT, WIDTH, Array, Colour, grid, noise, ramp, to_image
from stylecore.samples.foam import crest_foam, peak_foam, spray

SEED = 11

INK: Colour = (18, 28, 62)
SKY: tuple[Colour, ...] = (
    (96, 116, 138), (168, 176, 172), (222, 210, 180),
    (236, 222, 190), (238, 206, 168), (230, 188, 150),
)  # fmt: skip
SUN: tuple[Colour, ...] = ((206, 62, 44), (214, 84, 58), (228, 138, 100))
SEA: tuple[Colour, ...] = ((22, 48, 104), (32, 76, 136), (74, 124, 166), (148, 182, 194))
STRIPES: tuple[Colour, ...] = ((186, 206, 204), (110, 154, 184), (56, 104, 156))

MIST: tuple[Colour, ...] = ((238, 226, 198), (214, 208, 188), (176, 184, 180))
# x, y, length, thickness
BARS: tuple[tuple[float, float, float, float], ...] = (
    (40, 120, 150, 11), (96, 131, 176, 10), (20, 178, 132, 10), (70, 188, 92, 8),
    (352, 50, 190, 11), (300, 61, 150, 9), (490, 72, 120, 9), (24, 34, 130, 9), (84, 43, 120, 8),
)  # fmt: skip

# Unit breaker, curling to the left; y grows upwards. Both curves end in the tip.
BACK = np.array(
    [(2.6, -0.1), (1.7, 0.12), (1.15, 0.44), (0.74, 0.78), (0.3, 1.0), (-0.16, 1.0), (-0.5, 0.82),
     (-0.66, 0.54)]
)  # fmt: skip
FACE = np.array(
    [(-1.5, -0.1), (-0.7, 0.0), (-0.2, 0.09), (0.12, 0.3), (0.2, 0.54), (0.05, 0.74), (-0.2, 0.8),
     (-0.45, 0.71), (-0.66, 0.54)]
)  # fmt: skip

# x, waterline y, height
Place = tuple[float, float, float]
BREAKERS: tuple[Place, ...] = ((120, 372, 120), (410, 430, 318))
# crest y, height of the crests, distance between them, phase
Swell = tuple[float, float, float, float]
SWELLS: tuple[Swell, ...] = (
    (356, 30, 150, 0.1), (404, 46, 210, 0.62), (458, 64, 270, 0.06), (500, 52, 240, 0.60),
)  # fmt: skip


def paint() -> Image.Image:
    """Print the picture, the same at every call."""
    rng = np.random.default_rng(SEED)
    press = Press(to_image(paper(rng, SKY)))
    _sun(press, rng)
    _mist(press)
    _swell(press, SWELLS[0], rng)
    _breaker(press, BREAKERS[0], rng)
    _swell(press, SWELLS[1], rng)
    _breaker(press, BREAKERS[1], rng)
    for swell in SWELLS[2:]:
        _swell(press, swell, rng)
    return press.pull(INK, (2, -1), rng)


def _sun(press: Press, rng: np.random.Generator) -> None:
    y = grid()[1]
    fade = np.clip((y - 60) / 170 + 0.04 * noise(rng, 60, 2), 0, 1)
    press.graded(disc(np.array([148.0, 142.0]), 66), ramp(SUN, fade))


def _mist(press: Press) -> None:
    """Lay bars of mist across the sun and the far sky."""
    colours = ramp(MIST, grid()[0] / WIDTH)
    for x, y, length, thickness in BARS:
        bar = capsule(np.array([x, y]), length, thickness)
        press.graded(bar, colours)
        press.line(np.concatenate([bar, bar[:1]]), 0.9)
        run, low = np.linspace(x + 0.1 * length, x + length, 30), y + 0.22 * thickness
        press.swelling(np.stack([run, np.full(30, low)], axis=-1), 1.2)


def _breaker(press: Press, place: Place, rng: np.random.Generator) -> None:
    x, water, height = place
    to_page = np.array([height, -height])
    back = smooth(np.array([x, water]) + BACK * to_page, 240)
    face = smooth(np.array([x, water]) + FACE * to_page, 240)
    body = np.concatenate([back, face[::-1]])
    depth = (grid()[1] - (water - height)) / height
    press.graded(body, ramp(SEA, np.clip(0.02 + 0.75 * depth + 0.05 * noise(rng, 80), 0, 1)))
    _stripes(press, back, face, height)
    press.line(body, 2.4)
    crest_foam(press, back, face, height, rng)
    spray(press, back, height, rng)


def _stripes(press: Press, back: Array, face: Array, height: float) -> None:
    """Run ribbons of lighter water from the foot of the wave to its tip."""
    for number, share in enumerate(np.linspace(0.05, 0.95, 15)):
        start, stop = 4 + 9 * (number % 3), 237 - 7 * (number % 4)
        gap = 0.022 * np.sin(np.linspace(0, np.pi, stop - start))[:, None] ** 0.6
        outer, inner = back[start:stop], face[start:stop]
        near = outer * (1 - share + gap) + inner * (share - gap)
        far = outer * (1 - share - gap) + inner * (share + gap)
        press.shape(np.concatenate([near, far[::-1]]), STRIPES[number % 3])
        press.swelling(outer * (0.965 - share) + inner * (share + 0.035), 0.9 + height / 240)


def _swell(press: Press, swell: Swell, rng: np.random.Generator) -> None:
    crest, height, span, phase = swell
    x = np.linspace(-20, WIDTH + 20, 330)
    lift = _crests(x / span + phase + 0.05 * np.sin(x / 70))
    top = np.stack([x, crest - height * lift], axis=-1)
    corners = np.array([[WIDTH + 20.0, HEIGHT + 20.0], [-20.0, HEIGHT + 20.0]])
    depth = (grid()[1] - crest + height) / 90
    press.graded(
        np.concatenate([top, corners]), ramp(SEA, np.clip(depth + 0.1 * noise(rng, 90), 0, 1))
    )
    _contours(press, x, lift, swell)
    press.line(top, 2.0)
    for index in np.flatnonzero((lift[1:-1] > lift[:-2]) & (lift[1:-1] > lift[2:])) + 1:
        peak_foam(press, top[index], height, rng)


def _contours(press: Press, x: Array, lift: Array, swell: Swell) -> None:
    crest, height, *_ = swell
    for number in range(1, 11):
        sink = 5.0 * number + 0.35 * number**2
        line = np.stack([x, crest + sink - height * lift * (1 - 0.085 * number)], axis=-1)
        for start in range(-(11 * number % 47), len(line) - 20, 70):
            piece = line[max(start, 0) : start + 62]
            if number % 3 == 2:
                press.shape(ribbon(piece, 5.5), STRIPES[number % 2])
            else:
                press.swelling(piece, 1.9)


def _crests(turns: Array) -> Array:
    """Sharp crests and wide troughs, 0..1, one for each whole turn."""
    lean = turns + 0.09 * np.cos(2 * np.pi * turns)
    crests: Array = (0.5 + 0.5 * np.cos(2 * np.pi * lean)) ** 2.0
    return crests
