"""The pictures of a run, made ready: sizes, scale of the style, colours, what to start from."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from stylecore import Painting, StyleOptions
from stylecore.samples import load
from stylecore.scene import set_scene


@pytest.mark.parametrize(
    ("scale", "size"), [(1, (80, 64)), (0.5, (40, 32)), (2, (160, 128)), (0.1, (16, 16))]
)
def test_style_scale_sizes_the_painting_against_the_long_edge(scale, size, cat) -> None:
    options = StyleOptions(max_long_edge=80, style_scale=scale)
    scene = set_scene(cat, load("starry").resize((320, 256)), options)
    assert scene.paintings[0].picture.size == size
    assert scene.content.size == (80, 53)


def test_a_larger_painting_is_taken_from_the_original(cat) -> None:
    fine = load("starry").resize((320, 256))
    options = StyleOptions(max_long_edge=80, style_scale=4)
    assert set_scene(cat, fine, options).paintings[0].picture.tobytes() == fine.tobytes()


def _stripes(period: int) -> Image.Image:
    dark = np.arange(96) % period < period // 2
    return Image.fromarray(np.tile(np.where(dark, 30, 220), (64, 1)).astype(np.uint8)).convert(
        "RGB"
    )


def test_a_larger_style_scale_gives_broader_strokes(paint, cat, values) -> None:
    def fineness(scale: float) -> float:
        options = {"style_scale": scale, "content_weight": 0, "max_num_epochs": 12}
        rows = values(paint(cat, _stripes(8), **options)[1].picture).mean(axis=-1)
        power = np.abs(np.fft.rfft(rows - rows.mean(axis=1, keepdims=True))) ** 2
        return float(
            (power.mean(axis=0) * np.arange(power.shape[1])).sum() / power.mean(axis=0).sum()
        )

    assert fineness(2) < 0.9 * fineness(0.5)


def test_luminance_gives_every_saved_picture_the_photos_hues(paint, cat, starry, values) -> None:
    photo = cat.resize((64, 43), Image.Resampling.LANCZOS)
    progress, artwork = paint(cat, starry, colours="luminance")
    saved = [p.picture for p in progress if p.picture is not None]
    assert len(saved) == 2
    luma = np.array([0.299, 0.587, 0.114])
    for picture in (*saved, artwork.picture):
        ours, theirs = ((c := values(p)) - (c @ luma)[..., None] for p in (picture, photo))
        assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.95
    plain = values(paint(cat, starry)[1].picture)
    assert np.abs(values(artwork.picture) @ luma - plain @ luma).mean() < 0.01
    assert np.abs(values(artwork.picture) - plain).mean() > 0.02


def test_match_paints_in_the_photos_colours(paint, cat, starry, values) -> None:
    def distance(colours: str) -> float:
        options = {"colours": colours, "content_weight": 0, "max_num_epochs": 15}
        picture = paint(cat, starry, **options)[1].picture
        return float(
            np.abs(values(picture).mean(axis=(0, 1)) - values(cat).mean(axis=(0, 1))).sum()
        )

    assert distance("match") < 0.5 * distance("painting")


def test_a_start_picture_is_where_it_begins(paint, cat, starry, values) -> None:
    blue = Image.new("RGB", (30, 40), (0, 0, 255))  # of any size
    options = {"max_num_epochs": 1, "lr": 1e-4, "optimizer": "adam", "remove_noise": 0}
    picture = values(paint(cat, starry, {"start_picture": blue}, **options)[1].picture)
    assert np.abs(picture - (0, 0, 1)).max() < 0.02
    assert picture.shape == (43, 64, 3)


def test_a_scene_is_made_smaller_as_a_whole(cat, starry, halves) -> None:
    style = [Painting(starry, 2.0, halves)]
    scene = set_scene(cat, style, StyleOptions(max_long_edge=96), halves, starry)
    small = scene.at((48, 32), 0.5)
    assert small.content.size == small.start.size == (48, 32)
    assert small.paintings[0].picture.size == (40, 32)
    assert small.paintings[0].weight == 2
    assert scene.at((96, 64), 1) is scene
