"""The geometry under the facets."""

import numpy as np
import pytest

from stylecore.samples.planes import along, area, cut, heading, inside

SQUARE = np.array([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)])


@pytest.mark.parametrize("angle", [0.0, 0.4, 1.2, 2.9])
def test_the_parts_of_a_cut_plane_have_its_area(angle: float) -> None:
    parts = cut(SQUARE, np.array([4.0, 6.0]), heading(angle))
    assert sum(area(part) for part in parts) == pytest.approx(100)


def test_a_line_that_misses_leaves_one_part_empty() -> None:
    parts = cut(SQUARE, np.array([0.0, 20.0]), heading(0.0))
    assert sorted(len(part) for part in parts) == [0, 4]


@pytest.mark.parametrize("polygon", [SQUARE, SQUARE[::-1]])
def test_inside_holds_for_either_winding(polygon: np.ndarray) -> None:
    points = np.array([(5.0, 5.0), (11.0, 5.0), (-3.0, 5.0)])
    assert inside(polygon, points).tolist() == [True, False, False]
    assert inside(polygon, points, margin=2.0).tolist() == [True, True, False]


def test_along_runs_from_side_to_side() -> None:
    points = np.array([(0.0, 3.0), (5.0, 9.0), (10.0, 1.0)])
    assert along(SQUARE, points, heading(0.0)) == pytest.approx([0.0, 0.5, 1.0])
