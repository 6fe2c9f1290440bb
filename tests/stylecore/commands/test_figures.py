"""The figures as people ask for them: words on the terminal, files on disk, exit statuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import stylecore
from stylecore.commands import main

TINY = ["--max-long-edge", "48", "--gpu", "-1"]


@pytest.fixture(autouse=True)
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cat: Image.Image, starry: Image.Image
) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(stylecore.__file__).parents[1]))
    cat.save("cat.png")
    starry.save("swirl.png")
    starry.transpose(Image.Transpose.ROTATE_90).save("Große Wellen.png")
    return tmp_path


BOTH = ["--content-image", "cat.png", "--style-image", "swirl.png"]


@pytest.mark.parametrize(
    ("name", "flags", "pieces"),
    [
        ("texture", ["--style-image", "swirl.png", "--max-num-epochs", "2"], 1),
        ("reconstruct", [*BOTH[:2], "--layer", "relu1_1,relu2_1", "--max-num-epochs", "2"], 2),
        ("grid", [*BOTH, "--ratios", "1:1", "--style-layers", "relu1_1,relu2_1:2"], 2),
        ("styles", [*BOTH[:2], "--style-image", "swirl.png,Große Wellen.png"], 2),
        ("strip", [*BOTH, "--epochs", "0,1,2"], 3),
    ],
)
def test_every_figure_is_written(
    name: str, flags: list[str], pieces: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = ["--max-num-epochs", "2"] if name in ("grid", "styles") else []
    assert main([name, *flags, *few, *TINY, "--pieces", "pieces"]) == 0
    said = capsys.readouterr()
    sheet = Image.open(folder / f"{name}.png")
    assert f"{name}.png: {sheet.width} x {sheet.height} px" in said.out
    assert "2/2" in said.err
    assert len(list((folder / "pieces").iterdir())) == pieces


def test_the_whole_command_and_the_other_formats(folder: Path) -> None:
    flags = ["--epochs", "0,1", *BOTH, *TINY, "--output", "strip.webp"]
    command = [sys.executable, "-m", "stylecore", "strip", *flags]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert Image.open(folder / "strip.webp").format == "WEBP"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["texure"], ["'texure'", "Did you mean texture?"]),
        (["texture"], ["--style-image"]),
        (["texture", "--style-image", "none.png"], ["none.png"]),
        (["texture", "--style-image", "swirl.png", "--start", "noise"], ["--start"]),
        (["texture", "--style-image", "swirl.png", "--output", "no/t.png"], ["no folder no"]),
        (["texture", "--style-image", "swirl.png", "--output", "t.bmp"], ["t.bmp", ".png"]),
        (["reconstruct", *BOTH[:2], "--layer", "relu9_1"], ["'relu9_1'", "relu5_3"]),
        (["grid", *BOTH, "--ratios", "1:0"], ["--ratios 1:0"]),
        (["grid", *BOTH, "--ratios", "much"], ["--ratios much"]),
        (["grid", *BOTH, "--lr", "0"], ["--lr 0", "more than 0"]),
        (["strip", *BOTH, "--epochs", "0"], ["0,25,50,100"]),
        (["strip", *BOTH, "--epochs", "ten"], ["--epochs ten"]),
        (["styles", *BOTH, "--gpu", "7"], ["no GPU 7"]),
    ],
)
def test_a_mistake_is_one_line_and_status_2(
    words: list[str], said: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(words)
    except SystemExit as stopped:  # argparse stops by itself
        status = stopped.code
    told = capsys.readouterr().err
    assert status == 2
    assert told.startswith("easel: ")
    assert told.count("\n") == 1, told
    assert all(word in told for word in said), told
    assert len(list(folder.iterdir())) == 3


@pytest.mark.parametrize("name", ["texture", "reconstruct", "grid", "styles", "strip"])
def test_help_shows_an_example_that_is_read(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    from stylecore.commands.forms import FORMS
    from stylecore.flags import read_form

    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    example = capsys.readouterr().out.partition(f"example: python -m stylecore {name} ")[2]
    options = read_form(FORMS[name], example.split())
    assert options.output == Path(f"{name}.png")


def test_the_first_form_works_as_ever(folder: Path) -> None:
    assert main([*BOTH, *TINY, "--max-num-epochs", "1"]) == 0
    assert (folder / "out.png").exists()


def test_mistakes_are_answered_without_torch() -> None:
    check = "import sys; from stylecore.commands import main; main(['texture', '--style-image', "
    check += "'none.png']); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
