"""The command that writes the samples into a folder."""

from pathlib import Path

import pytest
from PIL import Image

from stylecore.samples.__main__ import main

NAMES = ("astronaut.png", "cat.png", "coffee.png", "facets.png", "swirl.png", "wave.png")


def test_it_writes_six_readable_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "samples"
    assert main([str(folder)]) == 0
    assert tuple(sorted(file.name for file in folder.iterdir())) == NAMES
    for name in NAMES:
        with Image.open(folder / name) as picture:
            picture.load()
            assert picture.mode == "RGB"
    assert "6/6" in capsys.readouterr().out


def test_a_file_in_the_way_is_named_and_ends_with_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("kept")
    assert main([str(file)]) == 2
    assert "notes.txt is not a folder" in capsys.readouterr().err
    assert file.read_text() == "kept"


def test_no_folder_ends_with_status_2_and_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
    assert "usage: python -m stylecore.samples" in capsys.readouterr().err
