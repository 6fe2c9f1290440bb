"""A device that is not there is named, and so are those that are."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import torch

from stylecore.devices import choose
from stylecore.errors import StyleError


def test_minus_one_is_the_cpu() -> None:
    assert choose((-1,)) == (torch.device("cpu"),)


def test_without_a_wish_there_is_always_a_device() -> None:
    assert choose(None)[0].type in ("cpu", "cuda")


@pytest.mark.parametrize("gpu", [(99,), (-2,)])
def test_an_absent_gpu_is_refused_in_words(gpu: tuple[int, ...]) -> None:
    with pytest.raises(StyleError, match=rf"no GPU {gpu[0]} .* -1"):
        choose(gpu)


def test_several_devices_come_in_their_order() -> None:
    assert choose((-1, -1)) == (torch.device("cpu"), torch.device("cpu"))
    with pytest.raises(StyleError, match="no GPU 98"):
        choose((-1, 98, 99))


def test_devices_are_listed_for_programs() -> None:
    out = subprocess.run(
        [sys.executable, "-m", "stylecore.devices"], capture_output=True, check=True
    )
    assert json.loads(out.stdout)
