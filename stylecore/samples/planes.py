"""Convex planes: cutting them along lines, finding what lies inside, and where on them."""

import numpy as np

from stylecore.samples.brush import Array


def cut(polygon: Array, point: Array, direction: Array) -> tuple[Array, Array]:
    """Cut a convex polygon (N, 2) along a line; either part may come back empty."""
    normal = np.array([-direction[1], direction[0]])
    return _clip(polygon, point, normal), _clip(polygon, point, -normal)


def area(polygon: Array) -> float:
    """Return the area of a polygon (N, 2)."""
    x, y = polygon.T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def inside(polygon: Array, points: Array, margin: float = 0.0) -> Array:
    """Tell which points (M, 2) lie in a convex polygon, or within a margin of it."""
    edges = np.roll(polygon, -1, axis=0) - polygon
    turn = np.sign(edges[0, 0] * edges[1, 1] - edges[0, 1] * edges[1, 0])
    offset = points[:, None] - polygon
    side = edges[:, 0] * offset[..., 1] - edges[:, 1] * offset[..., 0]
    reach = side * turn / (np.linalg.norm(edges, axis=1) + 1e-9)
    within: Array = (reach > -margin).all(axis=1)
    return within


def along(polygon: Array, points: Array, direction: Array) -> Array:
    """Return how far points lie across a polygon in a direction, 0..1."""
    span = polygon @ direction
    share: Array = (points @ direction - span.min()) / (np.ptp(span) + 1e-9)
    return np.clip(share, 0, 1)


def heading(angle: float) -> Array:
    """Return the unit vector of an angle in radians."""
    return np.array([np.cos(angle), np.sin(angle)])


def _clip(polygon: Array, point: Array, normal: Array) -> Array:
    side = (polygon - point) @ normal
    kept: list[Array] = []
    for i in range(len(polygon)):
        j = (i + 1) % len(polygon)
        if side[i] >= 0:
            kept.append(polygon[i])
        if side[i] * side[j] < 0:
            share = side[i] / (side[i] - side[j])
            kept.append(polygon[i] + share * (polygon[j] - polygon[i]))
    return np.array(kept).reshape(-1, 2)
