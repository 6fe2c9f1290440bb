"""Contact sheets: every picture is there to the pixel, nothing overlaps, words can be read."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageChops

from stylecore.sheet import PAPER, Cell, Sheet, inset, render

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 30), (30, 30, 200)


def _flat(colour: tuple[int, int, int], size: tuple[int, int] = (96, 64)) -> Image.Image:
    return Image.new("RGB", size, colour)


def _count(sheet: Image.Image, colour: tuple[int, int, int]) -> int:
    return int((np.asarray(sheet) == colour).all(-1).sum())


def _box(sheet: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero((np.asarray(sheet) == colour).all(-1))
    return columns.min(), rows.min(), columns.max(), rows.max()


def _ink(picture: Image.Image) -> int:
    """Count dark pixels: those of letters."""
    return int((np.asarray(picture.convert("L")) < 100).sum())


def test_every_picture_keeps_its_pixels() -> None:
    sizes = {RED: (96, 64), GREEN: (64, 96), BLUE: (40, 40)}
    row = [Cell(_flat(colour, size), "a long caption indeed") for colour, size in sizes.items()]
    sheet = render(Sheet([row], "Title"))
    assert {c: _count(sheet, c) for c in sizes} == {c: w * h for c, (w, h) in sizes.items()}


def test_there_is_a_margin_of_paper_all_around() -> None:
    sheet = render(Sheet([[Cell(_flat(RED), "caption")]], "A title much wider than the picture"))
    blank = Image.new("RGB", sheet.size, PAPER)
    left, top, right, bottom = ImageChops.difference(sheet, blank).getbbox()
    assert min(left, top, sheet.width - right, sheet.height - bottom) >= 12


def test_rows_and_columns_line_up() -> None:
    cells = [[Cell(_flat(RED)), Cell(_flat(GREEN))], [Cell(_flat(BLUE)), Cell(_flat((9, 9, 9)))]]
    sheet = render(Sheet(cells, column_heads=["1 : 1", "10 : 1"], row_heads=["relu1_1", "to 2_1"]))
    red, green, blue = (_box(sheet, colour) for colour in (RED, GREEN, BLUE))
    assert red[1] == green[1]
    assert red[0] == blue[0]
    assert green[0] > red[2] + 5
    assert blue[1] > red[3] + 5


@pytest.mark.parametrize("where", ["title", "note", "caption", "column", "row"])
def test_each_label_is_written(where: str) -> None:
    def made(word: str) -> Image.Image:
        words = dict.fromkeys(("title", "note", "caption", "column", "row"), "") | {where: word}
        return render(
            Sheet(
                [[Cell(_flat((255, 255, 255)), words["caption"])]],
                words["title"],
                words["note"],
                [words["column"]],
                [words["row"]],
            )
        )

    # The note is fainter than the rest, and still darker than half grey.
    dark = int((np.asarray(made("Label").convert("L")) < 140).sum())
    assert _ink(made("")) == 0
    assert dark > 30


def test_words_never_run_into_the_next_column() -> None:
    wide = [Cell(_flat(RED, (24, 24)), "a caption wider than its picture") for _ in range(2)]
    one = render(Sheet([wide[:1]]))
    two = render(Sheet([wide]))
    assert two.width > 2 * (one.width - 60)


def test_an_inset_lies_in_the_lower_left_corner() -> None:
    out = inset(_flat(RED, (100, 80)), _flat(BLUE, (300, 200)))
    left, _, right, bottom = _box(out, BLUE)
    assert (left, 79 - bottom) == (2, 2)
    assert 25 <= right - left + 1 <= 32
    assert _count(_flat(RED, (100, 80)), RED) == 8000
