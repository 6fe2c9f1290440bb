"""Foam as a printmaker cuts it: lobes along a crest, fingers that branch and curl, flying drops."""

import numpy as np

from stylecore.samples.block import Press, disc
from stylecore.samples.brush import Array, Colour, unit

FOAM: Colour = (246, 240, 224)
SHADE: Colour = (176, 200, 204)
LOBE_POINTS = len(disc(np.zeros(2), 1))


def claw(root: Array, heading: float, length: float, width: float, bend: float) -> Array:
    """Return a pointed finger (N, 2) that starts at root and turns by `bend` radians to its tip."""
    t = np.linspace(0, 1, 16)
    angle = heading + bend * t**1.3
    step = length / 15 * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    spine = root + np.cumsum(step, axis=0) - step[0]
    normal = np.stack([-np.sin(angle), np.cos(angle)], axis=-1)
    half = (0.5 * width * (1 - t) ** 0.65)[:, None]
    return np.concatenate([spine + normal * half, (spine - normal * half)[::-1]])


def branch(
    root: Array, heading: float, length: float, bend: float, rng: np.random.Generator
) -> list[Array]:
    """Return a finger and the smaller ones that split off it."""
    fingers = [claw(root, heading, length, length * 0.28, bend)]
    for along, side in ((0.02, 1), (0.12, -1), (0.34, 1), (0.42, -1), (0.62, 1)):
        angle = heading + bend * along**1.3
        middle = 0.5 * (heading + angle)
        at = root + along * length * np.array([np.cos(middle), np.sin(middle)])
        turn = -side * np.sign(bend) * rng.uniform(0.5, 0.8)
        size = length * rng.uniform(0.40, 0.55) * (1.15 - 0.4 * along)
        fingers.append(claw(at, angle + turn, size, size * 0.36, bend * (0.6 + 0.7 * side)))
    return fingers


def crest_foam(
    press: Press, back: Array, face: Array, height: float, rng: np.random.Generator
) -> None:
    """Print the foam of a breaker: tufts along its back, a lobed cap, claws under its lip."""
    tufts: list[Array] = []
    for at in np.linspace(0.44, 0.97, 15):
        tufts += _finger(back, at, height * 0.5, (rng.uniform(0.35, 0.8), -1.5), rng)
    press.cluster(tufts, FOAM, 1.1)
    cap = _cap(back, face, height, rng)
    press.cluster(cap, FOAM, 1.2)
    _shade(press, cap, rng)
    lip = _lip(face, height, rng) + _finger(back, 0.985, height, (-0.1, -1.2), rng)
    press.cluster(lip, FOAM, 1.1)
    _shade(press, [piece for piece in lip if len(piece) == LOBE_POINTS], rng)


def peak_foam(press: Press, peak: Array, height: float, rng: np.random.Generator) -> None:
    """Print a small breaking crest on the peak of a swell."""
    pieces: list[Array] = []
    for step in range(-3, 4):
        root = peak + np.array([step * 0.17, 0.035 * step**2 + 0.05]) * height
        pieces.append(disc(root, height * rng.uniform(0.09, 0.14)))
        heading = np.pi + rng.uniform(0.2, 0.9)
        pieces += branch(root, heading, height * rng.uniform(0.3, 0.5), -1.6, rng)
    press.cluster(pieces, FOAM, 1.1)
    _shade(press, [piece for piece in pieces if len(piece) == LOBE_POINTS], rng)


def spray(press: Press, back: Array, height: float, rng: np.random.Generator) -> None:
    """Throw drops ahead of the crest."""
    for _ in range(int(height * 0.4)):
        root = back[int(rng.uniform(0.5, 1.0) * (len(back) - 1))]
        drift = np.array([-abs(rng.normal(0, 0.30)), rng.normal(0.02, 0.2)]) * height
        press.shape(disc(root + drift, rng.uniform(0.8, 2.3)), FOAM, 0.7)


def _finger(
    edge: Array, at: float, height: float, turn: tuple[float, float], rng: np.random.Generator
) -> list[Array]:
    """Grow a finger from an edge: it leaves it by turn[0] radians and bends on by turn[1]."""
    index = min(int(at * (len(edge) - 1)), len(edge) - 2)
    tangent = unit(edge[index + 1] - edge[index])
    heading = float(np.arctan2(tangent[1], tangent[0])) + turn[0]
    length = height * rng.uniform(0.15, 0.23)
    return branch(edge[index], heading, length, turn[1] * rng.uniform(0.8, 1.25), rng)


def _cap(back: Array, face: Array, height: float, rng: np.random.Generator) -> list[Array]:
    lobes = []
    for at in np.linspace(0.40, 0.99, 52):
        index = int(at * (len(back) - 1))
        swell = min(1.0, (at - 0.36) * 4)
        inwards = face[index] - back[index]
        room = float(np.hypot(*inwards))
        depth = min((0.02 + 0.14 * swell) * height, 0.36 * room) * rng.uniform(0.7, 1.15)
        for sink in np.arange(0.0, depth, 0.026 * height):
            centre = back[index] + inwards * sink / room
            lobes.append(disc(centre, height * rng.uniform(0.017, 0.032) * (0.5 + 0.5 * swell)))
    return lobes


def _lip(face: Array, height: float, rng: np.random.Generator) -> list[Array]:
    """Lobes along the lip of a breaker, and claws that reach out of them into the hollow."""
    pieces: list[Array] = []
    for at in np.linspace(0.64, 1.0, 40):
        size = height * (0.008 + 0.05 * (at - 0.62)) * rng.uniform(0.8, 1.3)
        pieces.append(disc(face[int(at * (len(face) - 1))], size))
    for at in np.linspace(0.66, 0.99, 9) + rng.uniform(-0.012, 0.012, 9):
        turn = (-rng.uniform(0.35, 0.8), -rng.uniform(0.5, 1.2))
        pieces += _finger(face, at, height * (1.9 * at - 0.95), turn, rng)
    return pieces


def _shade(press: Press, lobes: list[Array], rng: np.random.Generator) -> None:
    """Give some lobes a crescent of pale blue."""
    for lobe in lobes:
        if rng.random() < 0.55:
            centre, start = lobe.mean(axis=0), rng.integers(0, 10)
            arc = lobe[start : start + 18]
            inner = centre + (arc[::-1] - centre) * 0.55
            press.shape(np.concatenate([arc, inner]), SHADE)
