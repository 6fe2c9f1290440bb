"""The figures, made for real at a tiny size: what is on them is what they claim."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from stylecore import StyleError, StyleOptions, figures
from stylecore.objective import style_distance
from stylecore.tensors import to_tensor
from stylecore.transfer import Artwork, Progress

CPU = torch.device("cpu")
TINY = StyleOptions(gpu=-1, max_long_edge=48, max_num_epochs=10, stop_eps=0)


def _array(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture, float)


def _shows(sheet: Image.Image, picture: Image.Image) -> bool:
    """Tell whether a picture is on a sheet, to the pixel."""
    whole, part = np.asarray(sheet), np.asarray(picture)
    first = np.argwhere((whole == part[0, 0]).all(-1))
    h, w, _ = part.shape
    return any(np.array_equal(whole[y : y + h, x : x + w], part) for y, x in first)


def test_a_texture_has_the_paintings_statistics_and_not_its_shapes(cat, starry, encoder) -> None:
    options = TINY.model_copy(update={"max_num_epochs": 30})
    figure = figures.texture(starry, options, encoder=encoder)
    made = figure.pictures["texture"]
    painting = to_tensor(starry.resize(made.size), CPU)
    ours, others = (
        style_distance(encoder, to_tensor(picture, CPU), painting)
        for picture in (made, cat.resize(made.size))
    )
    assert ours < others / 5
    grey, original = (
        np.asarray(p.convert("L"), float).ravel() for p in (made, starry.resize(made.size))
    )
    assert abs(np.corrcoef(grey, original)[0, 1]) < 0.6
    assert _shows(figure.sheet, made)


def test_a_reconstruction_is_nearer_to_the_photo_at_a_shallower_layer(cat, encoder) -> None:
    layers = ("relu1_1", "relu4_2")
    figure = figures.reconstruct(cat, TINY, layers=layers, encoder=encoder)
    photo = _array(cat.resize(figure.pictures["relu1_1"].size, Image.Resampling.LANCZOS))
    errors = [np.abs(_array(figure.pictures[layer]) - photo).mean() for layer in layers]
    assert errors[0] < 12
    assert errors[0] < errors[1] / 2
    assert all(_shows(figure.sheet, picture) for picture in figure.pictures.values())


def test_a_reconstruction_needs_no_style_layers(cat, encoder) -> None:
    asked: set[str] = set()

    def listen(picture, layers):
        asked.update(layers)
        return encoder(picture, layers)

    for name in ("layers", "style_layers", "content_layer"):
        setattr(listen, name, getattr(encoder, name))
    options = TINY.model_copy(update={"max_num_epochs": 1})
    figures.reconstruct(cat, options, layers=("relu2_1",), encoder=listen)
    assert asked == {"relu2_1"}


def test_the_grid_has_a_row_a_layer_and_a_column_a_ratio(cat, starry, encoder) -> None:
    options = TINY.model_copy(
        update={"max_num_epochs": 4, "style_layers": (("relu1_1", 1.0), ("relu3_1", 1.0))}
    )
    seen: list[str] = []

    def watch(name: str, run: figures.Items) -> figures.Items:
        seen.append(name)
        return run

    ratios = ((1.0, 1.0), (1000.0, 1.0))
    figure = figures.grid(cat, starry, options, ratios=ratios, encoder=encoder, watch=watch)
    assert seen == ["relu1_1_1-1", "relu1_1_1000-1", "relu3_1_1-1", "relu3_1_1000-1"]
    photo = _array(cat.resize((48, 32), Image.Resampling.LANCZOS))
    change = {n: np.abs(_array(p) - photo).mean() for n, p in figure.pictures.items()}
    assert change["relu3_1_1000-1"] < change["relu3_1_1-1"]
    assert change["relu1_1_1-1"] != change["relu3_1_1-1"]
    assert all(_shows(figure.sheet, picture) for picture in figure.pictures.values())


def test_one_photo_in_many_styles(cat, starry, encoder) -> None:
    options = TINY.model_copy(update={"max_num_epochs": 12, "style_weight": 10.0})
    warm = Image.new("RGB", (64, 48), (220, 120, 20))
    figure = figures.styles(cat, {"starry": starry, "warm": warm}, options, encoder=encoder)
    blue, orange = (_array(figure.pictures[name]).mean((0, 1)) for name in ("starry", "warm"))
    assert blue[2] - blue[0] > orange[2] - orange[0] + 20
    assert figure.sheet.width > 3 * 48


def test_a_strip_shows_the_run_as_it_went(cat, starry, encoder) -> None:
    figure = figures.strip(cat, starry, TINY, epochs=(0, 2, 6), encoder=encoder)
    assert list(figure.pictures) == ["0000", "0002", "0006"]
    photo = cat.resize((48, 32), Image.Resampling.LANCZOS)
    assert np.abs(_array(figure.pictures["0000"]) - _array(photo)).max() <= 1
    options = TINY.model_copy(update={"max_num_epochs": 6, "save_epochs": 2})
    items = list(figures.stylize(cat, starry, options, encoder=encoder))
    at = {i.epoch: i.picture for i in items if isinstance(i, Progress)}
    assert figure.pictures["0002"].tobytes() == at[2].tobytes()
    assert isinstance(items[-1], Artwork)
    assert figure.pictures["0006"].tobytes() == items[-1].picture.tobytes()


def test_a_strip_from_noise_begins_with_the_noise(cat, starry, encoder) -> None:
    options = TINY.model_copy(update={"start": "noise"})
    figure = figures.strip(cat, starry, options, epochs=(0, 1), encoder=encoder)
    first = _array(figure.pictures["0000"])
    assert 100 < first.mean() < 155
    assert first.std() > 2


@pytest.mark.parametrize("epochs", [(), (0,), (-1, 5)])
def test_a_strip_without_steps_is_refused(cat, starry, epochs: tuple[int, ...]) -> None:
    with pytest.raises(StyleError, match="0,25,50,100"):
        figures.strip(cat, starry, TINY, epochs=epochs)


def test_a_wrong_layer_is_said_before_the_first_run(cat, encoder) -> None:
    def never(name: str, run: figures.Items) -> figures.Items:
        raise AssertionError(name)

    with pytest.raises(StyleError, match="Did you mean relu4_2"):
        figures.reconstruct(cat, TINY, layers=("relu1_1", "conv4_2"), encoder=encoder, watch=never)
