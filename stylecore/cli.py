"""`python -m stylecore`: the original run.py's flags to the letter, derived from options.py."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from stylecore.errors import StyleError
from stylecore.flags import USER_ERROR, read_flags
from stylecore.images import output_format, save_image, with_alpha
from stylecore.inputs import read_inputs
from stylecore.options import RunOptions

if TYPE_CHECKING:
    from stylecore.transfer import Artwork, Progress

__all__ = ["main"]

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one transfer; return 0, 2 for a user's mistake, 130 when interrupted."""
    try:
        options = read_flags(arguments)
        output_format(options.output)
        _paint(options)
    except StyleError as error:
        print(f"easel: {error}", file=sys.stderr)
        return USER_ERROR
    except KeyboardInterrupt:
        print("easel: stopped; the pictures saved so far stay.", file=sys.stderr)
        return INTERRUPTED
    return 0


def _paint(options: RunOptions) -> None:
    inputs = read_inputs(options)
    if not options.output.parent.is_dir():
        raise StyleError(f"There is no folder {options.output.parent} to write to.")
    from stylecore.transfer import stylize  # torch takes seconds: mistakes are answered before

    run = stylize(
        inputs.content,
        inputs.paintings,
        options,
        content_mask=inputs.mask,
        start_picture=inputs.start,
    )
    artwork = _watch(run, options, inputs.alpha)
    why = "converged" if artwork.reason == "converged" else "all epochs taken"
    print(f"{options.output}: {artwork.epochs} epochs, {artwork.seconds:.1f} s, {why}")


def _watch(
    run: Iterable[Progress | Artwork], options: RunOptions, alpha: Image.Image | None
) -> Artwork:
    """Show a bar and write the pictures, as opaque as the photo, until the artwork came."""
    from stylecore.transfer import Artwork

    items = iter(run)
    with Console(stderr=True).status("looking at the pictures"):
        first = next(items)
    with _bar() as bar:
        task = bar.add_task("painting", total=options.max_num_epochs, words="")
        for item in chain([first], items):
            if isinstance(item, Artwork):
                _save(with_alpha(item.picture, alpha), options.output)
                return item
            bar.update(task, completed=item.epoch, words=_words(item))
            if item.note:
                bar.print(f"epoch {item.epoch}: {item.note}", highlight=False)
            if item.picture is not None:
                _save(with_alpha(item.picture, alpha), _beside(options.output, item.epoch))
    raise AssertionError("stylize() ends with an Artwork")


def _bar() -> Bar:
    return Bar(
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[words]}"),
        console=Console(stderr=True),
    )


def _words(progress: Progress) -> str:
    eta = timedelta(seconds=round(progress.eta))
    return f"eps {progress.eps:.4f}  loss {progress.loss:.4g}  at most {eta} left"


def _beside(output: Path, epoch: int) -> Path:
    """Return the name of an intermediate picture: `out_0050.png` beside `out.png`."""
    return output.with_name(f"{output.stem}_{epoch:04d}{output.suffix}")


def _save(picture: Image.Image, path: Path) -> None:
    try:
        save_image(picture, path)
    except OSError as error:
        raise StyleError(f"Cannot write {path}: {error.strerror}.") from error
