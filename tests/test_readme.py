"""The README's Python examples run as they stand, one after the other, on tiny settings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stylecore.options import StyleOptions
from stylecore.samples.__main__ import FILES

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
TINY = {"max_long_edge": 32, "max_num_epochs": 2, "gpu": (-1,)}
"""Said over whatever an example asks for: it is tested that it runs, not that it takes long."""


def _tiny(**asked: Any) -> StyleOptions:
    """Return the options of an example, checked as they are given, then made small."""
    given = StyleOptions(**asked)
    return given.model_copy(update={**TINY, "save_epochs": min(given.save_epochs, 2)})


def _blocks() -> list[str]:
    return FENCE.findall(README.read_text(encoding="utf-8")) if README.exists() else []


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cat, starry) -> Path:
    """The files that `python -m stylecore.samples .` writes, small, in a folder of their own."""
    for number, file in enumerate(FILES):
        (starry if number >= 3 else cat).save(tmp_path / file)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("stylecore.StyleOptions", _tiny, raising=False)
    return tmp_path


@pytest.mark.skipif(not README.exists(), reason="there is no README yet")
def test_the_examples_run_in_order(pictures: Path) -> None:
    blocks = _blocks()
    assert blocks, "the README shows no Python"
    names: dict[str, Any] = {"__name__": "readme"}
    for number, block in enumerate(blocks, 1):
        exec(compile(block, f"README.md, example {number}", "exec"), names)
    made = [path for path in pictures.iterdir() if path.name not in FILES]
    assert made, "the examples write no picture"
    assert all(max(Image.open(path).size) > 0 for path in made)


def test_an_example_like_the_readmes_runs(pictures: Path) -> None:
    """So that this file tests something before there is a README, and what it replaces is real."""
    block = (
        "from pathlib import Path\n"
        "from stylecore import StyleOptions, load_image, stylize\n"
        "options = StyleOptions(max_long_edge=256, max_num_epochs=50)\n"
        "photo, painting = load_image(Path('cat.png')), load_image(Path('swirl.png'))\n"
        "for item in stylize(photo, painting, options):\n"
        "    pass\n"
        "item.picture.save('artwork.png')\n"
    )
    exec(compile(block, "example", "exec"), {"__name__": "readme"})
    assert max(Image.open(pictures / "artwork.png").size) == 32
