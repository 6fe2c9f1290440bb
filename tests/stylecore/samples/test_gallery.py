"""The sample pictures: what they are, that they stay the same, and that they have style to give."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from stylecore.errors import StyleError
from stylecore.samples import PAINTINGS, PAIRS, PHOTOS, facets, load, starry, wave

PAINTERS = {"starry": starry.paint, "wave": wave.paint, "facets": facets.paint}


def pixels(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture, dtype=np.float64)


def edge_energy(picture: Image.Image) -> float:
    """Mean step in brightness from one pixel to the next."""
    grey = pixels(picture.convert("L"))
    return float(np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean())


@pytest.mark.parametrize("name", PHOTOS + PAINTINGS)
def test_every_sample_is_a_fair_sized_rgb_picture(name: str) -> None:
    picture = load(name)
    assert picture.mode == "RGB"
    assert min(picture.size) >= 300


@pytest.mark.parametrize("name", PAINTINGS)
def test_paintings_share_one_size(name: str) -> None:
    assert load(name).size == (640, 512)


@pytest.mark.parametrize("name", PAINTINGS)
def test_a_painting_is_painted_the_same_every_time(name: str) -> None:
    assert PAINTERS[name]().tobytes() == load(name).tobytes()


def test_load_gives_a_copy_of_its_own() -> None:
    spoilt = load("starry")
    spoilt.paste((0, 0, 0), (0, 0, *spoilt.size))
    assert pixels(load("starry")).mean() > 20


@pytest.mark.parametrize("name", PAINTINGS)
def test_a_painting_has_a_rich_palette(name: str) -> None:
    coarse = np.asarray(load(name)) // 32
    shades, counts = np.unique(coarse.reshape(-1, 3), axis=0, return_counts=True)
    assert len(shades) >= 40
    assert counts.max() < 0.35 * counts.sum()


@pytest.mark.parametrize("name", PAINTINGS)
def test_a_painting_has_light_and_shadow(name: str) -> None:
    dark, light = np.percentile(pixels(load(name).convert("L")), (2, 98))
    assert light - dark > 120


@pytest.mark.parametrize("name", PAINTINGS)
def test_a_painting_has_strokes_at_several_scales(name: str) -> None:
    picture = load(name)
    for shrink in (1, 2, 4, 8):
        small = picture.reduce(shrink)
        assert edge_energy(small) > 10, f"too smooth at 1/{shrink}"


@pytest.mark.parametrize("name", PAINTINGS)
def test_no_part_of_a_painting_is_dead_flat(name: str) -> None:
    grey = pixels(load(name).convert("L"))
    tiles = grey.reshape(16, 32, 20, 32).std(axis=(1, 3))
    assert tiles.min() > 1.5


def test_the_pairs_bring_every_photo_together_with_every_painting_once() -> None:
    photos, paintings = zip(*PAIRS, strict=True)
    assert sorted(photos) == sorted(PHOTOS)
    assert sorted(paintings) == sorted(PAINTINGS)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(StyleError, match=r"'sunflowers'.*chelsea.*facets"):
        load("sunflowers")


def test_samples_need_neither_torch_nor_a_network() -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*args, **kwargs): sys.exit('asked for a network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from stylecore.samples import PHOTOS, load\n"
        "for name in PHOTOS: load(name)\n"
        "print('torch' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("False", "")
