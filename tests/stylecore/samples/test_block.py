"""The woodblock press: curves, swelling lines, and nearer shapes that cover farther ones."""

import numpy as np
import pytest
from PIL import Image

from stylecore.samples.block import Press, disc, ribbon, smooth
from stylecore.samples.brush import HEIGHT, WIDTH


def test_a_smooth_curve_meets_its_ends_in_even_steps() -> None:
    knots = np.array([(0.0, 0.0), (10.0, 8.0), (20.0, 0.0)])
    curve = smooth(knots, 50)
    steps = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    assert np.array_equal(curve[[0, -1]], knots[[0, -1]])
    assert steps.max() / steps.min() < 1.05


def test_a_ribbon_swells_in_its_middle_and_is_pointed_at_its_ends() -> None:
    line = np.stack([np.linspace(0, 40, 41), np.zeros(41)], axis=-1)
    near, far = ribbon(line, 6.0)[:41], ribbon(line, 6.0)[:40:-1]
    widths = np.linalg.norm(near - far, axis=1)
    assert widths[20] == pytest.approx(6.0)
    assert widths[[0, -1]] == pytest.approx([0.0, 0.0], abs=1e-3)


def test_a_nearer_shape_covers_the_lines_under_it() -> None:
    press = Press(Image.new("RGB", (WIDTH, HEIGHT), (230, 220, 200)))
    press.line(np.array([(0.0, 100.0), (300.0, 100.0)]), 4.0)
    press.shape(disc(np.array([100.0, 100.0]), 20), (200, 60, 40))
    printed = np.asarray(press.pull((10, 10, 60), (0, 0), np.random.default_rng(1))).astype(int)
    assert printed[100, 100, 0] > 150
    assert printed[100, 200, 0] < 90
