"""The figures of the paper and the article: each a few runs of stylize(), laid on one sheet.

Gatys, Ecker & Bethge 2015: textures and reconstructions from white noise (figure 1), one photo in
many styles (figure 2), style layers against ratios (figure 3); and a picture as it changes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from PIL import Image

from stylecore.encoders import ENCODERS, Encoder, Layout, check_layers
from stylecore.errors import StyleError
from stylecore.images import fit
from stylecore.options import StyleOptions
from stylecore.sheet import Cell, Sheet, inset, render
from stylecore.tensors import to_picture, to_tensor
from stylecore.transfer import RECIPES, Artwork, Progress, stylize

__all__ = ["Figure", "Items", "Watch", "grid", "reconstruct", "strip", "styles", "texture"]

RATIOS = ((1.0, 1.0), (10.0, 1.0), (50.0, 1.0), (250.0, 1.0))
"""Content to style, the columns of the grid."""
EPOCHS = (0, 25, 50, 100, 150, 200)
"""When the article shows its picture."""
MOST_ACROSS = 4
"""Pictures in a row: more are laid out nearly square."""

Items = Iterator[Progress | Artwork]
Watch = Callable[[str, Items], Items]
"""Sees every run of a figure pass by, with its name: to draw a bar, or to stop it."""


@dataclass(frozen=True)
class Figure:
    """A sheet, and the pictures on it by name, without their labels."""

    sheet: Image.Image
    pictures: Mapping[str, Image.Image]


@dataclass(frozen=True)
class _Easel:
    """What the runs of one figure share."""

    options: StyleOptions
    encoder: Encoder | None
    watch: Watch

    def run(self, name: str, photo: Image.Image, painting: Image.Image, **changes: Any) -> Items:
        """Start a run like the others but for `changes`."""
        options = self.options.model_copy(update=changes)
        return self.watch(name, stylize(photo, painting, options, encoder=self.encoder))

    def paint(self, *where: Any, **changes: Any) -> Image.Image:
        """Return the artwork of a run."""
        return _last(self.run(*where, **changes)).picture


def _unwatched(_: str, run: Items) -> Items:
    return run


def texture(
    painting: Image.Image,
    options: StyleOptions,
    *,
    encoder: Encoder | None = None,
    watch: Watch = _unwatched,
) -> Figure:
    """Make a texture: white noise that takes on the statistics of a painting, and nothing else."""
    easel = _Easel(options, encoder, watch)
    made = easel.paint("texture", painting, painting, content_weight=0.0, start="noise")
    cells = [Cell(_fitted(painting, options), "painting"), Cell(made, "texture")]
    return Figure(
        render(Sheet([cells], "A texture from a painting", _made(options))), {"texture": made}
    )


def reconstruct(
    photo: Image.Image,
    options: StyleOptions,
    *,
    layers: Sequence[str] = (),
    encoder: Encoder | None = None,
    watch: Watch = _unwatched,
) -> Figure:
    """Reconstruct a photo from white noise by what the network sees of it at each of `layers`.

    By default at those that the style is taken from, as in the paper.
    """
    layers = layers or _layout(options).style_layers
    _check(options, layers)
    easel = _Easel(options, encoder, watch)
    made = {
        layer: easel.paint(
            layer,
            photo,
            photo,
            style_weight=0.0,
            start="noise",
            content_layers=((layer, 1.0),),
        )
        for layer in layers
    }
    cells = [Cell(_fitted(photo, options), "photo"), *(Cell(made[n], n) for n in layers)]
    sheet = Sheet([cells], "What is left of a photo at each layer", _made(options))
    return Figure(render(sheet), made)


def grid(
    photo: Image.Image,
    painting: Image.Image,
    options: StyleOptions,
    *,
    ratios: Sequence[tuple[float, float]] = RATIOS,
    encoder: Encoder | None = None,
    watch: Watch = _unwatched,
) -> Figure:
    """Paint the paper's grid: more style layers from row to row, more photo from left to right."""
    easel = _Easel(options, encoder, watch)
    layers = options.style_layers or tuple((n, 1.0) for n in _layout(options).style_layers)
    _check(options, [name for name, _ in layers])
    rows = [_shared(layers, count) for count in range(1, len(layers) + 1)]
    heads = [f"{content:g} : {style:g}" for content, style in ratios]
    made: dict[str, Image.Image] = {}
    for (deepest, _), row in zip(layers, rows, strict=True):
        for (content, style), head in zip(ratios, heads, strict=True):
            name = f"{deepest} {head}".replace(" : ", "-").replace(" ", "_")
            weights = {"content_weight": content, "style_weight": style}
            made[name] = easel.paint(name, photo, painting, style_layers=row, **weights)
    pictures = iter(made.values())
    sheet = Sheet(
        [[Cell(next(pictures)) for _ in ratios] for _ in rows],
        "Style layers against the weight of the photo",
        f"Rows: the layers that the style is from. Columns: content to style.\n{_made(options)}",
        heads,
        [_row_head(layers, count) for count in range(1, len(layers) + 1)],
    )
    return Figure(render(sheet), made)


def styles(
    photo: Image.Image,
    paintings: Mapping[str, Image.Image],
    options: StyleOptions,
    *,
    encoder: Encoder | None = None,
    watch: Watch = _unwatched,
) -> Figure:
    """Paint one photo in the style of each of `paintings`, which are given by name."""
    easel = _Easel(options, encoder, watch)
    made = {name: easel.paint(name, photo, painting) for name, painting in paintings.items()}
    cells = [Cell(_fitted(photo, options), "photo")]
    cells += [Cell(inset(made[name], paintings[name]), name) for name in paintings]
    across = math.ceil(math.sqrt(len(cells))) if len(cells) > MOST_ACROSS else len(cells)
    rows = [cells[i : i + across] for i in range(0, len(cells), across)]
    return Figure(render(Sheet(rows, "One photo in many styles", _made(options))), made)


def strip(
    photo: Image.Image,
    painting: Image.Image,
    options: StyleOptions,
    *,
    epochs: Sequence[int] = EPOCHS,
    encoder: Encoder | None = None,
    watch: Watch = _unwatched,
) -> Figure:
    """Show a picture after each number of `epochs`, 0 being what it starts from."""
    wanted = sorted(set(epochs))
    if not wanted or wanted[0] < 0 or wanted[-1] == 0:
        raise StyleError("A strip needs epochs of 0 or more, such as 0,25,50,100.")
    found = {0: _start(photo, options)}
    changes = {
        "max_num_epochs": wanted[-1],
        "save_epochs": math.gcd(*wanted),
        "stop_eps": 0.0,
    }
    for item in _Easel(options, encoder, watch).run("strip", photo, painting, **changes):
        if isinstance(item, Progress) and item.picture is not None:
            found[item.epoch] = item.picture
    cells = [Cell(found[epoch], f"{epoch} epochs") for epoch in wanted]
    ratio = f"{options.content_weight:g} : {options.style_weight:g}"
    note = f"Content to style {ratio}, {_settings(options)}"
    sheet = Sheet([cells], f"From {_beginning(options)} to painting, step by step", note)
    return Figure(render(sheet), {f"{epoch:04d}": found[epoch] for epoch in wanted})


def _start(photo: Image.Image, options: StyleOptions) -> Image.Image:
    """Return the picture that a run starts from."""
    fitted = to_tensor(_fitted(photo, options), torch.device("cpu"))
    first_picture, _ = RECIPES[options.preset]
    return to_picture(first_picture(fitted, options))


def _beginning(options: StyleOptions) -> str:
    return "photo" if options.start == "content" else "noise"


def _fitted(picture: Image.Image, options: StyleOptions) -> Image.Image:
    return fit(picture, options.max_long_edge)


def _last(run: Items) -> Artwork:
    """Run to the end."""
    *_, artwork = run
    assert isinstance(artwork, Artwork)
    return artwork


def _layout(options: StyleOptions) -> Layout:
    return ENCODERS[options.model].layout


def _check(options: StyleOptions, layers: Sequence[str]) -> None:
    """Raise StyleError for an unknown layer before the first of many runs, not in the midst."""
    asked = tuple((name, 1.0) for name in layers)
    check_layers(_layout(options), options.model_copy(update={"style_layers": asked}))


def _shared(layers: Sequence[tuple[str, float]], count: int) -> tuple[tuple[str, float], ...]:
    """Return the first layers; together they weigh what all of them would, as in the paper."""
    share = sum(weight for _, weight in layers) / sum(weight for _, weight in layers[:count])
    return tuple((name, weight * share) for name, weight in layers[:count])


def _row_head(layers: Sequence[tuple[str, float]], count: int) -> str:
    """Say which layers a row has: `conv1-3`, as in the paper, and below it `to relu3_1`."""
    first, deepest = layers[0][0], layers[count - 1][0]
    exact = deepest if count == 1 else f"to {deepest}"
    if not (first.startswith("relu") and deepest.startswith("relu")):
        return exact
    blocks = dict.fromkeys(name.removeprefix("relu")[0] for name in (first, deepest))
    return f"conv{'-'.join(blocks)}\n{exact}"


def _settings(options: StyleOptions) -> str:
    return f"{options.model}, {options.max_long_edge} px"


def _made(options: StyleOptions) -> str:
    """Say how the pictures of a sheet were made."""
    return f"{_settings(options)}, at most {options.max_num_epochs} epochs"
