"""The command as people run it: files on disk, words on the terminal, exit statuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stylecore.cli import main


@pytest.fixture
def pictures(tmp_path: Path, cat: Image.Image, starry: Image.Image) -> list[str]:
    cat.save(tmp_path / "cat.png")
    starry.save(tmp_path / "swirl.png")
    files = [tmp_path / name for name in ("cat.png", "swirl.png", "out.png")]
    flags = ("--content-image", "--style-image", "--output")
    return [word for pair in zip(flags, map(str, files), strict=True) for word in pair]


def test_the_whole_command(tmp_path: Path, pictures: list[str]) -> None:
    flags = "--model vgg --stop-eps 0 --content-weight 10 --style-weight 1 --max-num-epochs 6"
    flags += " --max-long-edge 64 --lr 0.1 --gpu -1 --save-epochs 2 --remove-noise 0.2"
    flags += " --tv-weight 0.01 --seed 3"
    command = [sys.executable, "-m", "stylecore", *pictures, *flags.split()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "6 epochs" in done.stdout
    names = {path.name for path in tmp_path.iterdir()}
    assert {"out.png", "out_0002.png", "out_0004.png", "out_0006.png"} <= names
    artwork = np.asarray(Image.open(tmp_path / "out.png"), float)
    photo = np.asarray(Image.open(tmp_path / "cat.png").resize((64, 43)), float)
    assert artwork.shape == photo.shape
    assert np.abs(artwork - photo).mean() > 5


def test_what_did_not_go_as_planned_is_said(
    pictures: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    flags = "--max-long-edge 48 --max-num-epochs 1 --gpu -1 --optimizer adam --lr 10"
    assert main([*pictures, *flags.split()]) == 0
    assert "epoch 1: The picture ran off: going on with smaller steps" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--max-num-epochs", "0"], ["--max-num-epochs 0", "1 to 100000"]),
        (["--lr", "nan"], ["--lr nan", "more than 0"]),
        (["--gpu", "x"], ["--gpu x", "-1 for the CPU"]),
        (["--gpu", "7"], ["no GPU 7"]),
        (["--gpu=-1,8"], ["no GPU 8"]),
        (["--model", "resnet"], ["vgg"]),
        (["--optimizer", "magic"], ["lbfgs"]),
        (["--output", "out.bmp"], ["out.bmp", ".png"]),
        (["--output", "nowhere/out.png"], ["no folder nowhere"]),
        (["--content-image", "missing.png"], ["missing.png", "no file"]),
        (["--style-image", __file__], ["not a picture"]),
        (["--style-image", "."], ["not a picture"]),
        (["--weights", "missing.pth"], ["no weights file missing.pth"]),
        (["--content-weight", "0", "--style-weight", "0"], ["cannot both be 0"]),
        (["--stpes", "5"], ["--stpes"]),
    ],
)
def test_a_mistake_is_one_line_and_status_2(
    pictures: list[str], flags: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main([*pictures, *flags])
    except SystemExit as stopped:  # argparse stops by itself
        status = stopped.code
    said = capsys.readouterr().err.strip()
    assert status == 2
    assert said.startswith("easel: ")
    assert "\n" not in said
    assert all(word in said for word in words), said


def test_help_shows_every_flag_with_its_bounds(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    for flag in ("--stop-eps", "--max-long-edge", "--save-epochs", "--remove-noise", "--weights"):
        assert flag in said
    assert "32 to 16384 px" in said


def test_options_and_pictures_load_without_torch() -> None:
    check = "import sys, stylecore, stylecore.options, stylecore.images, stylecore.samples, "
    check += "stylecore.cli; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
