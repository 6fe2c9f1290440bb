"""Several paintings, each with its weight."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from stylecore import Painting, StyleError
from stylecore.objective import style_distance
from stylecore.paintings import listed
from stylecore.samples import load
from stylecore.tensors import to_tensor

CPU = torch.device("cpu")
RED = Image.new("RGB", (64, 64), "red")


def test_one_painting_in_a_list_is_the_same_as_by_itself(paint, cat, starry) -> None:
    (_, alone), (_, listed) = paint(cat, starry), paint(cat, [Painting(starry, 3.0)])
    assert alone.picture.tobytes() == listed.picture.tobytes()


def test_a_weight_draws_the_picture_to_its_painting(paint, cat, starry, encoder) -> None:
    wave = load("wave").resize((80, 64))

    def distances(first: float, second: float) -> list[float]:
        style = [Painting(starry, first), Painting(wave, second)]
        artwork = to_tensor(paint(cat, style, max_num_epochs=8)[1].picture, CPU)
        return [style_distance(encoder, artwork, to_tensor(p, CPU)) for p in (starry, wave)]

    to_starry, to_wave = distances(9, 1), distances(1, 9)
    assert to_starry[0] < 0.8 * to_wave[0]
    assert to_wave[1] < 0.8 * to_starry[1]


def test_only_the_proportion_of_weights_counts(paint, cat, starry) -> None:
    def picture(first: float, second: float) -> np.ndarray:
        style = [Painting(starry, first), Painting(RED, second)]
        return np.asarray(paint(cat, style, max_num_epochs=2)[1].picture, int)

    assert np.abs(picture(1, 2) - picture(2, 4)).max() <= 1


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf")])
def test_a_weight_is_a_number_above_0(weight: float) -> None:
    with pytest.raises(StyleError, match="number above 0"):
        Painting(RED, weight)


def test_there_must_be_a_painting() -> None:
    with pytest.raises(StyleError, match="no painting"):
        listed([])
