"""Contact sheets: pictures in rows on light paper, with heads, captions and a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from PIL import Image, ImageDraw, ImageFont

__all__ = ["Cell", "Sheet", "inset", "render"]

PAPER, INK, FAINT, LINE = "#fbfaf6", "#23201c", "#716a60", "#cfc9bd"
SMALLEST_TEXT, LARGEST_TEXT = 14, 30
"""Pixels: below the first, text cannot be read at 100 %; above the second it outweighs the art."""


@dataclass(frozen=True)
class Cell:
    """A picture and what stands under it; the lines after the first are smaller and fainter."""

    picture: Image.Image
    caption: str = ""


@dataclass(frozen=True)
class Sheet:
    """Rows of cells. Heads stand over the columns and left of the rows, where there are any."""

    rows: Sequence[Sequence[Cell]]
    title: str = ""
    note: str = ""
    column_heads: Sequence[str] = field(default=())
    row_heads: Sequence[str] = field(default=())


@dataclass(frozen=True)
class _Plan:
    """The measures of a sheet, all in pixels."""

    text: int
    cell: tuple[int, int]
    gap: int
    margin: int
    caption: int
    title: int
    column_head: int
    row_head: int

    def corner(self, row: int, column: int) -> tuple[int, int]:
        """Return the upper left corner of a cell."""
        left = self.margin + self.row_head + column * (self.cell[0] + self.gap)
        top = self.margin + self.title + self.column_head
        return left, top + row * (self.cell[1] + self.caption + self.gap)

    def size(self, rows: int, columns: int) -> tuple[int, int]:
        """Return the size of the whole sheet."""
        right, bottom = self.corner(rows, columns)
        return right - self.gap + self.margin, bottom - self.gap + self.margin


def render(sheet: Sheet) -> Image.Image:
    """Return the sheet as an RGB picture. Every picture keeps its own pixels: none is scaled."""
    plan = _plan(sheet)
    paper = Image.new("RGB", _size(sheet, plan), PAPER)
    draw = ImageDraw.Draw(paper)
    _write(draw, (plan.margin, plan.margin), sheet.title, round(plan.text * 1.5))
    below = plan.margin + _height(sheet.title, round(plan.text * 1.5))
    _write(draw, (plan.margin, below), sheet.note, plan.text, first=FAINT)
    for column, head in enumerate(sheet.column_heads):
        left, top = plan.corner(0, column)
        spot = left + plan.cell[0] // 2, top - plan.column_head
        _write(draw, spot, head, plan.text, align="center")
    for row, head in enumerate(sheet.row_heads):
        _, top = plan.corner(row, 0)
        spot = plan.margin, top + (plan.cell[1] - _height(head, plan.text)) // 2
        _write(draw, spot, head, plan.text)
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            _place(paper, draw, cell, plan, plan.corner(row, column))
    return paper


def inset(picture: Image.Image, small: Image.Image, share: float = 0.3) -> Image.Image:
    """Return a copy of `picture` with `small` in its lower left corner, on a white mount."""
    out = picture.copy()
    side = round(max(picture.size) * share)
    thumbnail = small.copy()
    thumbnail.thumbnail((side, side), Image.Resampling.LANCZOS)
    edge = max(2, side // 24)
    mount = Image.new("RGB", (thumbnail.width + 2 * edge, thumbnail.height + 2 * edge), PAPER)
    mount.paste(thumbnail, (edge, edge))
    out.paste(mount, (0, out.height - mount.height))
    return out


def _plan(sheet: Sheet) -> _Plan:
    cells = [cell for row in sheet.rows for cell in row]
    width = max(cell.picture.width for cell in cells)
    height = max(cell.picture.height for cell in cells)
    text = min(LARGEST_TEXT, max(SMALLEST_TEXT, round(max(width, height) / 15)))
    words = [*sheet.column_heads, *(cell.caption for cell in cells)]
    title = _height(sheet.title, round(text * 1.5)) + _height(sheet.note, text)
    row_head = max((_width(head, text) for head in sheet.row_heads), default=0)
    return _Plan(
        text=text,
        cell=(max(width, *(_width(word, text) for word in words)), height),
        gap=text,
        margin=round(text * 1.8),
        caption=max(_height(cell.caption, text) for cell in cells),
        title=title + text if title else 0,
        column_head=max((_height(head, text) for head in sheet.column_heads), default=0),
        row_head=row_head + text if row_head else 0,
    )


def _size(sheet: Sheet, plan: _Plan) -> tuple[int, int]:
    """Return the size of the sheet: that of its cells, or wider where the title is."""
    width, height = plan.size(len(sheet.rows), max(map(len, sheet.rows)))
    title = max(_width(sheet.title, round(plan.text * 1.5)), _width(sheet.note, plan.text))
    return max(width, title + 2 * plan.margin), height


def _place(
    paper: Image.Image, draw: ImageDraw.ImageDraw, cell: Cell, plan: _Plan, corner: tuple[int, int]
) -> None:
    """Lay a picture in the middle of its cell, on the cell's ground line, a thin frame around."""
    picture, (left, top) = cell.picture, corner
    x = left + (plan.cell[0] - picture.width) // 2
    y = top + plan.cell[1] - picture.height
    draw.rectangle((x - 1, y - 1, x + picture.width, y + picture.height), outline=LINE)
    paper.paste(picture, (x, y))
    spot = left + plan.cell[0] // 2, top + plan.cell[1] + plan.text // 3
    _write(draw, spot, cell.caption, plan.text, align="center")


def _write(
    draw: ImageDraw.ImageDraw,
    spot: tuple[int, int],
    words: str,
    size: int,
    *,
    align: str = "left",
    first: str = INK,
) -> None:
    """Write lines from `spot` down: to its right, or centred on it."""
    x, y = spot
    anchor = "ma" if align == "center" else "la"
    for line, height, colour in _lines(words, size, first):
        draw.text((x, y), line, fill=colour, font=_font(height), anchor=anchor)
        y += _leading(height)


def _lines(words: str, size: int, first: str = INK) -> list[tuple[str, int, str]]:
    """Return each line with its size and colour: smaller and fainter after the first."""
    small = max(SMALLEST_TEXT, round(size * 0.85))
    lines = words.splitlines()
    return [(line, small if i else size, FAINT if i else first) for i, line in enumerate(lines)]


def _height(words: str, size: int) -> int:
    """Return the room that lines take, with air after the last."""
    lines = _lines(words, size)
    return sum(_leading(height) for _, height, _ in lines) + (size // 2 if lines else 0)


def _width(words: str, size: int) -> int:
    return max((round(_font(h).getlength(line)) for line, h, _ in _lines(words, size)), default=0)


def _leading(size: int) -> int:
    return round(size * 1.3)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # Pillow carries a scalable one
    return font
