"""The command's picture flags on real files: several paintings, masks, a start, transparency."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stylecore.cli import main

Run = Callable[..., np.ndarray]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cat, starry, halves) -> Run:
    """Run the command in a folder of pictures; return the pixels it wrote."""
    monkeypatch.chdir(tmp_path)
    clear = cat.convert("RGBA")
    clear.putalpha(halves.getchannel("R"))  # opaque on the left, clear on the right
    for name, picture in {"cat": cat, "clear": clear, "swirl": starry, "halves": halves}.items():
        picture.save(f"{name}.png")
    Image.new("RGB", (40, 40), "red").save("red.png")

    def command(flags: str = "", content: str = "cat.png", output: str = "out.png") -> np.ndarray:
        small = "--gpu -1 --max-long-edge 64 --max-num-epochs 2 --save-epochs 1 --stop-eps 0"
        if "--style-image" not in flags:
            flags += " --style-image swirl.png"
        files = f"--content-image {content} --output {output}"
        assert main(f"{files} {small} {flags}".split()) == 0
        return np.asarray(Image.open(output), int)

    return command


def test_several_paintings_and_their_weights_matter(run: Run) -> None:
    one = run()
    assert np.array_equal(run("--style-image swirl.png:5"), one)
    both = run("--style-image swirl.png:2,red.png:1")
    assert np.abs(both - one).mean() > 0.1
    assert np.abs(run("--style-image swirl.png:1,red.png:2") - both).mean() > 0.1


def test_masks_matter(run: Run) -> None:
    masked = run("--content-mask halves.png --style-mask halves.png")
    assert np.abs(masked - run()).mean() > 0.5


def test_a_start_image_matters(run: Run) -> None:
    begun = run("--start-image red.png")
    assert np.abs(begun - run()).mean() > 5


def test_colours_and_presets_are_flags_too(run: Run) -> None:
    plain = run()
    kept = run("--colours keep")
    assert np.array_equal(run("--colours luminance"), kept)
    assert np.abs(kept - plain).mean() > 1
    reference = run("--preset reference --model vgg16")
    assert reference.std() < plain.std()  # two steps from grey


@pytest.mark.parametrize("ending", ["png", "webp"])
def test_the_photos_alpha_is_kept_in_every_picture(run: Run, tmp_path: Path, ending: str) -> None:
    pixels = run(content="clear.png", output=f"out.{ending}")
    assert pixels.shape == (43, 64, 4)
    for name in ("out", "out_0001", "out_0002"):
        alpha = np.asarray(Image.open(tmp_path / f"{name}.{ending}"))[..., 3]
        assert (alpha[:, :28] == 255).all()
        assert (alpha[:, 36:] == 0).all()


def test_a_jpeg_has_white_where_the_photo_is_clear(run: Run) -> None:
    pixels = run(content="clear.png", output="out.jpg")
    assert pixels.shape == (43, 64, 3)
    assert pixels[:, 40:].min() > 240
    assert pixels[:, :24].min() < 200


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ("--style-image swirl.png:0", ["--style-image swirl.png:0", "greater than 0"]),
        ("--style-image swirl.png,nowhere.png", ["nowhere.png", "no file"]),
        ("--style-image swirl.png --content-mask halves.png", ["go together"]),
        (
            "--style-image swirl.png --content-mask halves.png --style-mask red.png",
            ["#0000ff", "lacks"],
        ),
        ("--style-image swirl.png --start-image nowhere.png", ["nowhere.png", "no file"]),
        ("--style-image swirl.png --preset magic", ["--preset", "reference"]),
    ],
)
def test_a_mistake_is_one_line(run: Run, capsys, flags: str, words: list[str]) -> None:
    try:
        status = main(f"--content-image cat.png --gpu -1 {flags}".split())
    except SystemExit as stopped:
        status = stopped.code
    said = capsys.readouterr().err.strip()
    assert status == 2
    assert all(word in said for word in words), said
    assert "\n" not in said
