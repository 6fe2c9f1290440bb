"""Regions: each part of the photo is painted like the part of the painting of the same colour."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from stylecore import Painting, StyleError
from stylecore.masks import read_labels, region_colours


def _two_tone(mask: Image.Image) -> Image.Image:
    """A painting that is green where its mask is red, and yellow where it is blue."""
    left = np.asarray(mask)[..., :1] > 128
    return Image.fromarray(np.where(left, (0, 160, 0), (230, 210, 0)).astype(np.uint8))


def _sides(picture: np.ndarray) -> tuple[float, float]:
    middle = picture.shape[1] // 2
    return picture[:, : middle - 6, 0].mean(), picture[:, middle + 6 :, 0].mean()


def test_a_region_is_painted_like_its_own_part_of_the_painting(paint, cat, halves, values) -> None:
    def redness(mask: Image.Image) -> tuple[float, float]:
        style = [Painting(_two_tone(halves), mask=mask)]
        more = {"content_mask": halves}
        options = {"content_weight": 1, "max_num_epochs": 12}
        return _sides(values(paint(cat, style, more, **options)[1].picture))

    left, right = redness(halves)
    assert right > left + 0.15
    left, right = redness(Image.fromarray(np.asarray(halves)[..., ::-1]))  # the colours exchanged
    assert left > right + 0.15


def test_every_painting_may_have_its_own_regions(paint, cat, halves, values) -> None:
    swapped = Image.fromarray(np.asarray(halves)[..., ::-1])
    style = [Painting(_two_tone(halves), mask=halves), Painting(_two_tone(swapped), mask=halves)]
    _, artwork = paint(cat, style, {"content_mask": halves}, max_num_epochs=8)
    left, right = _sides(values(artwork.picture))
    assert abs(left - right) < 0.2  # each side learns from a green and from a yellow half


def test_a_region_that_a_painting_lacks_is_named(paint, cat, starry, halves) -> None:
    style = [Painting(starry, mask=Image.new("RGB", (20, 20), (255, 0, 0)))]
    with pytest.raises(StyleError, match="#0000ff"):
        paint(cat, style, {"content_mask": halves})


def test_masks_go_together(paint, cat, starry, halves) -> None:
    with pytest.raises(StyleError, match="go together"):
        paint(cat, starry, {"content_mask": halves})
    with pytest.raises(StyleError, match="go together"):
        paint(cat, [Painting(starry, mask=halves)])


def test_soft_edges_are_no_regions(halves) -> None:
    soft = halves.resize((960, 640), Image.Resampling.BILINEAR)
    assert len(np.unique(np.asarray(soft).reshape(-1, 3), axis=0)) > 2
    assert region_colours(soft) == ((0, 0, 255), (255, 0, 0))
    labels = read_labels(soft, (48, 32), region_colours(halves))
    assert labels.shape == (32, 48)
    assert (labels[:, :24] == 1).all()
    assert (labels[:, 24:] == 0).all()


def test_what_no_region_of_the_photo_is_like_is_left_out(halves) -> None:
    assert (read_labels(halves, (96, 64), ((255, 0, 0),))[:, 48:] == -1).all()


def test_a_photo_is_no_mask(cat) -> None:
    with pytest.raises(StyleError, match="one flat colour"):
        region_colours(cat)
