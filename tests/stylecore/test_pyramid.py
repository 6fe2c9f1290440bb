"""Coarse to fine: the sizes, the epochs each has, and a run through them, stopped and resumed."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from stylecore import Checkpoint
from stylecore.pyramid import enlarge, octaves


def test_sizes_double_and_epochs_are_shared() -> None:
    found = octaves((512, 300), 3, 100)
    assert [o.size for o in found] == [(128, 75), (256, 150), (512, 300)]
    assert [o.last for o in found][-1] == 100
    spans = np.diff([0, *(o.last for o in found)])
    assert (spans > 0).all()
    assert (
        np.diff(spans) <= 0
    ).all()  # the fine ones, which are dear, have no more than the coarse


def test_one_octave_is_the_picture_itself() -> None:
    (only,) = octaves((512, 300), 1, 100)
    assert (only.size, only.scale, only.last) == ((512, 300), 1, 100)


def test_sizes_in_which_nothing_could_be_seen_are_left_out() -> None:
    assert [o.size for o in octaves((150, 100), 6, 100)] == [(75, 50), (150, 100)]
    assert [o.size for o in octaves((40, 30), 6, 100)] == [(40, 30)]


@pytest.mark.parametrize("epochs", [1, 2, 3, 4, 50])
def test_the_last_octave_always_has_an_epoch(epochs: int) -> None:
    found = octaves((512, 512), 4, epochs)
    assert found[-1].last == epochs
    assert found[-1].last > (found[-2].last if len(found) > 1 else 0)


def test_enlarging_keeps_what_is_there() -> None:
    ramp = torch.linspace(0, 1, 32).expand(1, 3, 24, 32)
    large = enlarge(ramp, 48, 64)
    assert large.shape == (1, 3, 48, 64)
    assert (torch.nn.functional.avg_pool2d(large, 2) - ramp).abs()[..., 2:-2].max() < 0.01


OPTIONS = {"max_long_edge": 128, "octaves": 2, "max_num_epochs": 6, "save_epochs": 2}


@pytest.fixture
def photo(cat) -> Image.Image:
    return cat.resize((128, 86))


def test_epochs_count_through_all_octaves_and_every_picture_is_full_size(
    paint, photo, starry
) -> None:
    progress, artwork = paint(photo, starry, **OPTIONS)
    assert [p.epoch for p in progress] == list(range(1, 7))
    saved = [p.picture for p in progress if p.picture is not None]
    assert [picture.size for picture in (*saved, artwork.picture)] == [photo.size] * 4
    shapes = [p.checkpoint.coordinates.shape[-3] for p in progress if p.checkpoint is not None]
    assert (shapes[0], shapes[-1]) == (43, 86)
    assert all(p.eta > 0 for p in progress[:-1])
    assert progress[-1].eta == 0


@pytest.mark.parametrize("at", [2, 4])
def test_a_resumed_run_equals_the_uninterrupted_one(paint, photo, starry, at: int) -> None:
    options = OPTIONS | {"average": 2, "save_epochs": 1}
    progress, whole = paint(photo, starry, **options)
    stopped = Checkpoint.from_bytes(progress[at - 1].checkpoint.to_bytes())
    rest, resumed = paint(photo, starry, {"resume": stopped}, **options)
    assert [p.epoch for p in rest] == list(range(at + 1, 7))
    assert [p.loss for p in rest] == [p.loss for p in progress[at:]]
    assert resumed.picture.tobytes() == whole.picture.tobytes()


def test_what_was_painted_small_is_carried_up(paint, photo, starry, values) -> None:
    """One step at full size after many in small is much nearer to the style than one step alone."""
    _, alone = paint(photo, starry, max_long_edge=128, max_num_epochs=1)
    progress, carried = paint(photo, starry, **OPTIONS | {"max_num_epochs": 12, "save_epochs": 1})
    first_fine = next(p for p in progress if p.checkpoint.octave == 1)
    assert first_fine.loss < alone.loss
    assert carried.loss < first_fine.loss


def test_a_quiet_octave_gives_way_to_the_next(paint, photo, starry) -> None:
    progress, artwork = paint(
        photo, starry, **OPTIONS | {"stop_eps": 1, "max_num_epochs": 40, "save_epochs": 1}
    )
    assert [p.checkpoint.octave for p in progress] == [0, 0, 0, 1, 1, 1]
    assert artwork.reason == "converged"
