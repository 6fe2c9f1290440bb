"""Several paintings in one flag, whatever their files are called."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from stylecore.options import RunOptions


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with files of awkward names."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.png", "b.png", "one, two.png", "a.png:2", "x:y,z.png"):
        (tmp_path / name).touch()
    return tmp_path


def paintings(text: object) -> tuple[tuple[Path, float], ...]:
    return RunOptions(content_image=Path("c.png"), style_image=text).style_image


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("b.png", [("b.png", 1)]),
        ("b.png:2", [("b.png", 2)]),
        ("b.png:0.5,a.png", [("b.png", 0.5), ("a.png", 1)]),
        ("missing.png:3,b.png:2", [("missing.png", 3), ("b.png", 2)]),
        # Names that exist are never taken apart.
        ("a.png:2", [("a.png:2", 1)]),
        ("one, two.png", [("one, two.png", 1)]),
        ("one, two.png:3,b.png", [("one, two.png", 3), ("b.png", 1)]),
        ("b.png,x:y,z.png,a.png", [("b.png", 1), ("x:y,z.png", 1), ("a.png", 1)]),
        # Only a number is a weight: a drive is not.
        ("C:\\art.png", [("C:\\art.png", 1)]),
        ("C:\\art.png:2", [("C:\\art.png", 2)]),
    ],
)
def test_names_and_weights_are_told_apart(folder: Path, text: str, read: list) -> None:
    assert paintings(text) == tuple((Path(name), weight) for name, weight in read)


def test_a_path_is_one_painting(folder: Path) -> None:
    assert paintings(Path("b.png")) == ((Path("b.png"), 1.0),)
    assert paintings([(Path("b.png"), 2)]) == ((Path("b.png"), 2.0),)


@pytest.mark.parametrize("text", ["b.png:0", "b.png:-1", "b.png:nan", "b.png:inf", "b.png:two"])
def test_a_weight_is_a_number_above_0(folder: Path, text: str) -> None:
    with pytest.raises(ValidationError):
        paintings(text)
