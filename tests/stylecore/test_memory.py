"""What a run needs is foretold, and it goes by blocks where the whole would not fit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from stylecore import memory
from stylecore.encoders import Encoder, choose_layers
from stylecore.memory import FIXED, choose_tile, kept, per_pixel
from stylecore.optimize import history
from stylecore.options import StyleOptions

CPU = torch.device("cpu")
OPTIONS = StyleOptions()
GB = 10**9


def _options(**values: object) -> StyleOptions:
    return OPTIONS.model_copy(update=values)


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch):
    """Make a machine's free memory what a test says."""

    def make(free: float) -> None:
        monkeypatch.setattr(memory, "free", lambda device: int(free))

    make(64 * GB)
    return make


def _measured(size: int, tile: int) -> int:
    command = [sys.executable, "-m", "tests.stylecore.measure", str(size), str(tile)]
    run = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[2])
    return int(run.stdout)


def test_the_need_is_foretold_within_a_quarter(encoder: Encoder) -> None:
    size = 320
    foretold = FIXED + per_pixel(encoder, choose_layers(encoder, OPTIONS), CPU) * size**2
    assert foretold == pytest.approx(_measured(size, 0), rel=0.25)


def test_shallow_layers_need_less(encoder: Encoder) -> None:
    shallow = choose_layers(
        encoder, _options(style_layers=(("relu1_1", 1.0),), content_layers=(("relu1_2", 1.0),))
    )
    deep = choose_layers(encoder, OPTIONS)
    assert per_pixel(encoder, shallow, CPU) < per_pixel(encoder, deep, CPU) * 0.8
    assert per_pixel(encoder, deep, CPU, regions=3) > per_pixel(encoder, deep, CPU) + 1000


def test_state_grows_with_the_optimisers_history(encoder: Encoder) -> None:
    size = (512, 512)
    lbfgs, adam = (kept(encoder, size, _options(optimizer=name)) for name in ("lbfgs", "adam"))
    assert lbfgs - adam == (2 * 10 - 2) * 4 * 3 * 512 * 512


def test_the_history_is_shorter_for_large_pictures() -> None:
    assert [history(3 * side**2) for side in (64, 1024, 2048, 8192)] == [10, 10, 3, 3]


def test_small_pictures_are_computed_whole(encoder: Encoder, room) -> None:
    assert choose_tile(encoder, (512, 384), OPTIONS, [CPU]) == 0
    assert choose_tile(encoder, (1024, 1024), OPTIONS, [CPU]) == 0


def test_what_would_not_fit_goes_by_blocks_that_do(encoder: Encoder, room) -> None:
    sides = []
    for free in (2.5 * GB, 1.6 * GB, 1.2 * GB):
        room(free)
        sides.append(choose_tile(encoder, (1024, 768), OPTIONS, [CPU]))
    assert sides == sorted(sides, reverse=True)
    assert 0 < sides[-1] < sides[0] < 1024
    assert all(side % 16 == 0 for side in sides)


def test_on_the_cpu_a_large_picture_leaves_room_for_others(encoder: Encoder, room) -> None:
    side = choose_tile(encoder, (2048, 2048), OPTIONS, [CPU])
    assert 200 < side < 700
    assert choose_tile(encoder, (8192, 8192), OPTIONS, [CPU]) >= 64


def test_a_wish_for_blocks_is_heeded(encoder: Encoder, room) -> None:
    assert choose_tile(encoder, (512, 512), _options(tile=128), [CPU]) == 128
    assert choose_tile(encoder, (512, 512), _options(tile=512), [CPU]) == 0


def test_several_devices_share_even_what_would_fit(encoder: Encoder, room) -> None:
    assert choose_tile(encoder, (512, 512), OPTIONS, [CPU, CPU]) == 256
    assert choose_tile(encoder, (96, 64), OPTIONS, [CPU] * 4) == 64


def test_one_device_named_twice_has_its_memory_once(encoder: Encoder, room) -> None:
    room(2 * GB)
    one, two = (choose_tile(encoder, (4096, 4096), OPTIONS, [CPU] * n) for n in (1, 2))
    assert two <= one
