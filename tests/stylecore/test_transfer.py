"""A real transfer on small pictures: pixels, statistics, order, resume, divergence."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from stylecore import Artwork, Checkpoint, Progress, StyleError, StyleOptions, stylize
from stylecore.encoders import Encoder
from stylecore.errors import DivergedError
from stylecore.objective import style_distance
from stylecore.tensors import to_tensor

CPU = torch.device("cpu")
SMALL = StyleOptions(gpu=-1, max_long_edge=96, max_num_epochs=12, save_epochs=4, stop_eps=0)


def _run(cat, starry, options, encoder, resume=None):
    items = list(stylize(cat, starry, options, encoder=encoder, resume=resume))
    *progress, artwork = items
    assert isinstance(artwork, Artwork)
    assert all(isinstance(item, Progress) for item in progress)
    return progress, artwork


def test_the_picture_takes_on_the_style_and_keeps_the_photo(cat, starry, encoder: Encoder) -> None:
    options = SMALL.model_copy(update={"max_num_epochs": 30})
    _, artwork = _run(cat, starry, options, encoder)
    painting = to_tensor(starry, CPU)
    before = style_distance(encoder, to_tensor(cat, CPU), painting)
    after = style_distance(encoder, to_tensor(artwork.picture, CPU), painting)
    assert after < before / 5
    assert artwork.picture.size == cat.size
    grey, original = (np.asarray(p.convert("L"), float) for p in (artwork.picture, cat))
    assert np.corrcoef(grey.ravel(), original.ravel())[0, 1] > 0.4


def test_progress_comes_in_order_with_pictures_when_asked(cat, starry, encoder) -> None:
    progress, artwork = _run(cat, starry, SMALL, encoder)
    assert [p.epoch for p in progress] == list(range(1, 13))
    assert [p.epoch for p in progress if p.picture is not None] == [4, 8, 12]
    assert [p.epoch for p in progress if p.checkpoint is not None] == [4, 8, 12]
    assert progress[-1].loss < progress[0].loss
    assert all(p.eps > 0 and p.eta >= 0 and p.seconds > 0 for p in progress)
    assert progress[-1].eta == 0
    assert (artwork.epochs, artwork.reason) == (12, "max-epochs")


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
def test_a_resumed_run_equals_the_uninterrupted_one(cat, starry, encoder, optimizer: str) -> None:
    options = SMALL.model_copy(update={"optimizer": optimizer, "max_num_epochs": 8})
    progress, whole = _run(cat, starry, options, encoder)
    data = progress[3].checkpoint.to_bytes()
    rest, resumed = _run(cat, starry, options, encoder, Checkpoint.from_bytes(data))
    assert [p.epoch for p in rest] == [5, 6, 7, 8]
    assert [p.loss for p in rest] == [p.loss for p in progress[4:]]
    assert resumed.picture.tobytes() == whole.picture.tobytes()


def test_a_checkpoint_of_another_run_is_refused(cat, starry, encoder) -> None:
    progress, _ = _run(cat, starry, SMALL, encoder)
    other = SMALL.model_copy(update={"content_weight": 20.0})
    with pytest.raises(StyleError, match="other pictures or options"):
        _run(cat, starry, other, encoder, progress[3].checkpoint)
    with pytest.raises(StyleError, match="not a checkpoint"):
        Checkpoint.from_bytes(b"nonsense")


def test_it_stops_when_steps_have_become_small(cat, starry, encoder) -> None:
    options = SMALL.model_copy(update={"stop_eps": 0.3})
    progress, artwork = _run(cat, starry, options, encoder)
    assert artwork.reason == "converged"
    assert artwork.epochs < 12
    assert all(p.eps < 0.3 for p in progress[-3:])


def test_noise_start_follows_the_seed(cat, starry, encoder) -> None:
    def paint(seed: int) -> bytes:
        update = {"start": "noise", "seed": seed, "max_num_epochs": 2}
        return _run(cat, starry, SMALL.model_copy(update=update), encoder)[1].picture.tobytes()

    assert paint(1) == paint(1)
    assert paint(1) != paint(2)


def test_more_content_weight_keeps_more_of_the_photo(cat, starry, encoder) -> None:
    def distance(weight: float) -> float:
        options = SMALL.model_copy(update={"content_weight": weight})
        picture = _run(cat, starry, options, encoder)[1].picture
        return float(np.square(np.asarray(picture, float) - np.asarray(cat, float)).mean())

    assert distance(1000) < distance(1)


def test_removing_noise_smooths_what_is_saved(cat, starry, encoder) -> None:
    def roughness(strength: float) -> float:
        options = SMALL.model_copy(update={"remove_noise": strength})
        picture = np.asarray(_run(cat, starry, options, encoder)[1].picture, float)
        return float(np.abs(np.diff(picture, axis=0)).mean())

    assert roughness(0.2) < roughness(0.03) < roughness(0)


def test_blocks_on_two_devices_give_the_same_picture(cat, starry, encoder) -> None:
    pictures = []
    for update in ({"gpu": (-1,)}, {"gpu": (-1, -1)}, {"tile": 64}):
        options = SMALL.model_copy(update={"max_num_epochs": 2} | update)
        picture = _run(cat, starry, options, encoder)[1].picture
        pictures.append(np.asarray(picture, float))
    assert np.abs(pictures[1] - pictures[0]).max() <= 2
    assert np.abs(pictures[2] - pictures[0]).max() <= 2


def test_a_run_may_go_on_in_blocks(cat, starry, encoder) -> None:
    progress, _ = _run(cat, starry, SMALL, encoder)
    options = SMALL.model_copy(update={"tile": 64, "max_num_epochs": 5})
    rest, _ = _run(cat, starry, options, encoder, progress[3].checkpoint)
    assert rest[0].loss == pytest.approx(progress[4].loss, rel=1e-3)


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_too_large_steps_are_made_smaller_and_it_is_said(cat, starry, encoder, optimizer) -> None:
    update = {"optimizer": optimizer, "lr": 10.0, "max_num_epochs": 6}
    progress, _ = _run(cat, starry, SMALL.model_copy(update=update), encoder)
    assert "smaller steps, lr" in (progress[0].note or "")
    assert progress[-1].note is None
    assert progress[-1].loss < 60


def test_divergence_is_said_and_never_saved(cat, starry, encoder) -> None:
    class Broken:
        layers, style_layers = encoder.layers, encoder.style_layers
        content_layer = encoder.content_layer

        def __call__(self, picture, layers):
            return {name: f * float("nan") for name, f in encoder(picture, layers).items()}

    with pytest.raises(DivergedError, match="smaller lr"):
        _run(cat, starry, SMALL.model_copy(update={"optimizer": "adam"}), Broken())
