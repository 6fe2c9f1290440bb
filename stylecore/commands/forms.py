"""The figures' own parameters, and which of a transfer's each of them takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from stylecore.flags import Form
from stylecore.options import GROUPS, Files, StyleOptions, Surface

__all__ = [
    "FORMS",
    "FigureOptions",
    "GridOptions",
    "ReconstructOptions",
    "StripOptions",
    "StylesOptions",
    "TextureOptions",
]

PICTURES = GROUPS[0]


def _split(value: object) -> object:
    """Read `a,b` into its words; leave anything else to pydantic."""
    return [word.strip() for word in value.split(",")] if isinstance(value, str) else value


def _ratios(value: object) -> object:
    """Read `1:1,10:1` into pairs; leave anything else to pydantic."""
    if not isinstance(value, str):
        return value
    pairs = [word.partition(":") for word in value.split(",")]
    return [(content, style if colon else 1.0) for content, colon, style in pairs]


Names = Annotated[tuple[str, ...] | None, BeforeValidator(_split)]
Epoch = Annotated[int, Field(ge=0, le=100_000)]
Epochs = Annotated[tuple[Epoch, ...], BeforeValidator(_split)]
Share = Annotated[float, Field(gt=0, le=1e6)]
Ratios = Annotated[tuple[tuple[Share, Share], ...], BeforeValidator(_ratios)]
Photo = Annotated[Path, Surface(PICTURES, in_chat=False)]


class FigureOptions(StyleOptions):
    """What every figure can be told."""

    output: Annotated[Path, Surface(PICTURES, in_chat=False)] = Field(
        Path("figure.png"),
        description="The sheet to write. PNG, JPEG or WebP, by its ending.",
    )
    pieces: Annotated[Path | None, Surface(PICTURES, in_chat=False, form="FOLDER")] = Field(
        None,
        description="A folder to write each picture of the sheet into as well, without labels.",
    )


class TextureOptions(FigureOptions):
    """`texture`: a painting."""

    style_image: Photo = Field(description="The painting whose texture is made.")


class ReconstructOptions(FigureOptions):
    """`reconstruct`: a photo, and layers."""

    content_image: Photo = Field(description="The photo that is reconstructed.")
    layer: Annotated[Names, Surface(PICTURES, in_chat=False, form="LAYER,...")] = Field(
        None,
        description="The layer from which to reconstruct it, or several. By default those that a "
        "style is taken from.",
    )


class GridOptions(FigureOptions):
    """`grid`: a photo and a painting, and the columns."""

    content_image: Photo = Field(description="The photo whose shapes are kept.")
    style_image: Photo = Field(description="The painting whose strokes and colours are taken.")
    ratios: Annotated[Ratios, Surface(PICTURES, in_chat=False, form="X:X,...")] = Field(
        ((1.0, 1.0), (10.0, 1.0), (50.0, 1.0), (250.0, 1.0)),
        description="The columns: content weight to style weight.",
    )


class StylesOptions(FigureOptions):
    """`styles`: a photo and paintings."""

    content_image: Photo = Field(description="The photo whose shapes are kept.")
    style_image: Annotated[Files, Surface(PICTURES, in_chat=False, form="FILE,...")] = Field(
        description="The paintings, each of which gives a picture: a.png,b.png,c.png.",
    )


class StripOptions(FigureOptions):
    """`strip`: a photo and a painting, and when to look."""

    content_image: Photo = Field(description="The photo whose shapes are kept.")
    style_image: Photo = Field(description="The painting whose strokes and colours are taken.")
    epochs: Annotated[Epochs, Surface(PICTURES, in_chat=False, form="N,...")] = Field(
        (0, 25, 50, 100, 150, 200),
        description="After how many steps to show the picture; 0 is what it starts from.",
    )


_ALWAYS = frozenset({"save_epochs"})
_FROM_NOISE = _ALWAYS | {"content_weight", "start", "colours"}
_MANY = {"max_num_epochs": 200, "max_long_edge": 256}
"""A figure of many runs: as many steps as usually suffice, at a size that leaves time for lunch."""

FORMS: dict[str, Form[FigureOptions]] = {
    "texture": Form(
        TextureOptions,
        "texture --style-image FILE [flags]",
        "Make a texture from a painting alone: white noise that takes on its statistics.",
        "example: python -m stylecore texture --style-image swirl.png --max-long-edge 256",
        _FROM_NOISE | {"content_layers", "style_weight"},
        {"output": Path("texture.png"), "max_num_epochs": 200},
    ),
    "reconstruct": Form(
        ReconstructOptions,
        "reconstruct --content-image FILE [flags]",
        "Reconstruct a photo from white noise by what the network sees of it at each layer.",
        "example: python -m stylecore reconstruct --content-image cat.png --layer relu2_1,relu4_2",
        _FROM_NOISE
        | {"content_layers", "style_weight", "style_layers", "statistic", "style_scale"},
        {"output": Path("reconstruct.png"), **_MANY},
    ),
    "grid": Form(
        GridOptions,
        "grid --content-image FILE --style-image FILE [flags]",
        "Paint the paper's grid: more style layers from row to row, more photo from left to right.",
        "example: python -m stylecore grid --content-image cat.png --style-image swirl.png "
        "--ratios 1:1,10:1,100:1",
        _ALWAYS | {"content_weight", "style_weight"},
        {"output": Path("grid.png"), **_MANY},
    ),
    "styles": Form(
        StylesOptions,
        "styles --content-image FILE --style-image FILE,... [flags]",
        "Paint one photo in several styles, on one contact sheet.",
        "example: python -m stylecore styles --content-image cat.png "
        "--style-image swirl.png,wave.png,facets.png",
        _ALWAYS,
        {"output": Path("styles.png"), **_MANY},
    ),
    "strip": Form(
        StripOptions,
        "strip --content-image FILE --style-image FILE [flags]",
        "Show a picture as it changes, step by step.",
        "example: python -m stylecore strip --content-image cat.png --style-image swirl.png "
        "--epochs 0,10,50",
        _ALWAYS | {"max_num_epochs", "stop_eps"},
        {"output": Path("strip.png"), "max_long_edge": 256},
    ),
}
