"""The mean of the last iterates: what it is, and that it survives a stop."""

from __future__ import annotations

import numpy as np
import torch

from stylecore import Checkpoint
from stylecore.recent import Recent


def test_the_mean_is_of_the_last_so_many() -> None:
    recent = Recent(3)
    pictures = [torch.full((1, 3, 4, 4), value) for value in (0.9, 0.1, 0.2, 0.6)]
    for picture in pictures:
        recent.add(picture)
    assert torch.allclose(recent.mean(pictures[-1]), torch.tensor(0.3), atol=1e-3)


def test_one_keeps_nothing_and_changes_nothing() -> None:
    recent, last = Recent(1), torch.rand(1, 3, 4, 4)
    recent.add(last)
    assert recent.mean(last) is last
    assert recent.state() == {}


def test_saved_pictures_are_the_mean_of_the_last_epochs(paint, cat, starry) -> None:
    options = {"optimizer": "adam", "lr": 0.3, "remove_noise": 0, "save_epochs": 1}
    options["max_num_epochs"] = 6
    single = [np.asarray(p.picture, float) for p in paint(cat, starry, **options)[0]]
    progress, artwork = paint(cat, starry, average=4, **options)
    expected = np.mean(single[-4:], axis=0)
    # Up to what saving cuts off outside 0..255 before, instead of after the mean.
    assert np.abs(np.asarray(artwork.picture) - expected).mean() < 2
    assert np.abs(single[-1] - expected).mean() > 4
    assert np.abs(np.asarray(progress[1].picture) - np.mean(single[:2], axis=0)).mean() < 2


def test_a_resumed_run_has_the_same_mean(paint, cat, starry) -> None:
    options = {"optimizer": "adam", "average": 3, "max_num_epochs": 6}
    progress, whole = paint(cat, starry, **options)
    data = progress[3].checkpoint.to_bytes()
    _, resumed = paint(cat, starry, {"resume": Checkpoint.from_bytes(data)}, **options)
    assert resumed.picture.tobytes() == whole.picture.tobytes()
