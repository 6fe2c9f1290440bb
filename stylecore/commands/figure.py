"""Draw a figure from the command line: read the files, show bars, write the sheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from stylecore.commands.forms import (
    FORMS,
    FigureOptions,
    GridOptions,
    ReconstructOptions,
    StripOptions,
    StylesOptions,
    TextureOptions,
)
from stylecore.errors import StyleError
from stylecore.flags import read_form
from stylecore.images import output_format, save_image
from stylecore.inputs import read_picture

if TYPE_CHECKING:
    from stylecore.figures import Figure, Items, Watch

__all__ = ["draw"]


def draw(name: str, flags: Sequence[str]) -> None:
    """Draw the figure `name`, write its files and say where. Raises StyleError for a mistake."""
    options = read_form(FORMS[name], flags)
    output_format(options.output)
    if not options.output.parent.is_dir():
        raise StyleError(f"There is no folder {options.output.parent} to write to.")
    bars = _bars()  # started by the first run: what goes wrong before is said in one plain line
    try:
        figure = _figure(options, _watching(bars))
    finally:
        if bars.live.is_started:
            bars.stop()
    _write(figure.sheet, options.output)
    if options.pieces is not None:
        _write_pieces(figure.pictures, options.pieces)
    print(f"{options.output}: {figure.sheet.width} x {figure.sheet.height} px")


def _figure(options: FigureOptions, watch: Watch) -> Figure:
    """Read the pictures, before torch is loaded, and paint."""
    match options:
        case TextureOptions():
            painting = read_picture(options.style_image)
            from stylecore import figures

            return figures.texture(painting, options, watch=watch)
        case ReconstructOptions():
            photo = read_picture(options.content_image)
            from stylecore import figures

            return figures.reconstruct(photo, options, layers=options.layer or (), watch=watch)
        case GridOptions() | StripOptions():
            pair = read_picture(options.content_image), read_picture(options.style_image)
            from stylecore import figures

            if isinstance(options, GridOptions):
                return figures.grid(*pair, options, ratios=options.ratios, watch=watch)
            return figures.strip(*pair, options, epochs=options.epochs, watch=watch)
        case StylesOptions():
            photo = read_picture(options.content_image)
            paintings = _named(options.style_image or ())
            from stylecore import figures

            return figures.styles(photo, paintings, options, watch=watch)
    raise AssertionError(f"{type(options).__name__} has no figure")


def _named(paths: Sequence[Path]) -> dict[str, Image.Image]:
    """Read paintings by names that can be written: Pillow's own font has plain letters only."""
    named: dict[str, Image.Image] = {}
    for number, path in enumerate(paths, 1):
        plain = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode().strip()
        name = plain or f"painting {number}"
        named[f"{name} ({number})" if name in named else name] = read_picture(path)
    return named


def _watching(bars: Progress) -> Watch:
    """Return a watcher that gives each run a bar of its own."""

    def watch(name: str, run: Items) -> Items:
        task = bars.add_task(name, total=None, words="")
        for item in run:
            bars.start()
            _advance(bars, task, item)
            yield item

    return watch


def _advance(bars: Progress, task: TaskID, item: object) -> None:
    from stylecore.transfer import Artwork
    from stylecore.transfer import Progress as Step

    if isinstance(item, Step):
        words = f"loss {item.loss:.4g}"
        bars.update(task, total=item.max_epochs, completed=item.epoch, words=words)
    elif isinstance(item, Artwork):
        bars.update(task, total=item.epochs, completed=item.epochs, words="done")


def _bars() -> Progress:
    return Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[words]}"),
        console=Console(stderr=True),
    )


def _write_pieces(pictures: Mapping[str, Image.Image], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StyleError(f"Cannot make the folder {folder}: {error.strerror}.") from error
    for name, picture in pictures.items():
        _write(picture, folder / f"{name}.png")


def _write(picture: Image.Image, path: Path) -> None:
    try:
        save_image(picture, path)
    except OSError as error:
        raise StyleError(f"Cannot write {path}: {error.strerror}.") from error
