"""The brush: strokes follow a field, and paint lands where it is meant to."""

import numpy as np
import pytest
from PIL import Image

from stylecore.samples.brush import (
    HEIGHT,
    WIDTH,
    Brush,
    Canvas,
    Strokes,
    follow,
    noise,
    ramp,
    unit,
)


def blank() -> Canvas:
    return Canvas(Image.new("RGB", (WIDTH, HEIGHT), (200, 200, 200)))


def test_follow_keeps_to_a_straight_field() -> None:
    flow = np.zeros((HEIGHT, WIDTH, 2))
    flow[..., 0] = 1.0
    path = follow(flow, np.array([[100.0, 50.0]]), np.array([40.0]))[0]
    assert path[:, 1] == pytest.approx(np.full(9, 50.0))
    assert (path[0, 0], path[-1, 0]) == pytest.approx((80.0, 120.0))


def test_a_stroke_colours_its_path_and_nothing_far_from_it() -> None:
    canvas, rng = blank(), np.random.default_rng(1)
    path = np.stack([np.linspace(100, 160, 9), np.full(9, 100.0)], axis=-1)
    stroke = Strokes(path[None], np.array([10.0]), np.array([[20.0, 40.0, 160.0]]))
    canvas.paint(stroke, Brush(), rng)
    picture = np.asarray(canvas.finish(relief=0.0)).astype(int)
    assert picture[100, 130, 2] > picture[100, 130, 0] + 80
    assert picture[140, 130].tolist() == [200, 200, 200]


def test_paint_stays_within_a_masked_plane() -> None:
    canvas = blank()
    plane = np.array([(100.0, 100.0), (140.0, 100.0), (140.0, 140.0), (100.0, 140.0)])
    with canvas.within(plane):
        canvas.fill(plane + 20.0, (0, 0, 0))
    picture = np.asarray(canvas.finish(relief=0.0)).astype(int)
    assert picture[130, 130].max() < 10
    assert picture[150, 150].tolist() == [200, 200, 200]


def test_a_ramp_meets_its_stops() -> None:
    mixed = ramp(((0, 0, 0), (100, 50, 10)), np.array([0.0, 0.5, 1.0]))
    assert mixed.tolist() == [[0, 0, 0], [50, 25, 5], [100, 50, 10]]


def test_noise_is_seeded_and_bounded() -> None:
    first, again = (noise(np.random.default_rng(3), 60) for _ in range(2))
    assert first.shape == (HEIGHT, WIDTH)
    assert np.array_equal(first, again)
    assert np.abs(first).max() < 1.6


def test_unit_vectors_have_length_one() -> None:
    assert np.linalg.norm(unit(np.array([[3.0, 4.0]])), axis=-1) == pytest.approx([1.0])
