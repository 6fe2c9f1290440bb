"""Every parameter of a style transfer: name, default, bounds, unit and help.

This is the one source. The command line, the chat grammar and the documentation are derived from
`parameters()`; nothing about a parameter is written anywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from stylecore.filenames import read_files, read_weighted_files
from stylecore.parameter import GROUPS, Parameter, Surface, read_parameters

__all__ = ["GROUPS", "PRESETS", "Parameter", "RunOptions", "StyleOptions", "Surface", "parameters"]


def _devices(value: object) -> object:
    """Read `0,1` or `-1` into a tuple of indices; leave anything else to pydantic."""
    if isinstance(value, int):
        return (value,)
    return value.split(",") if isinstance(value, str) else value


def _layers(value: object) -> object:
    """Read `relu1_1,relu2_1:0.5` into pairs of a name and a weight; leave the rest to pydantic."""
    if not isinstance(value, str):
        return value
    pairs = [word.partition(":") for word in value.split(",")]
    return [(name.strip(), weight if colon else 1.0) for name, colon, weight in pairs]


Preset = Literal["easel", "reference"]
Model = Literal["vgg", "vgg16", "vgg19", "inception"]
Optimizer = Literal["lbfgs", "adam", "sgd"]
Start = Literal["content", "noise"]
Pooling = Literal["average", "max"]
Statistic = Literal["gram", "mean-std", "wasserstein"]
Colours = Literal["painting", "luminance", "match"]
Weight = Annotated[float, Field(gt=0, le=1e6)]
Layers = Annotated[tuple[tuple[str, Weight], ...] | None, BeforeValidator(_layers)]
"""Layers by name, each with its weight; None for those of the original."""
Devices = Annotated[tuple[int, ...] | None, BeforeValidator(_devices)]
Files = Annotated[tuple[Path, ...] | None, BeforeValidator(read_files)]
WeightedFiles = Annotated[tuple[tuple[Path, Weight], ...], BeforeValidator(read_weighted_files)]

PICTURES, USUAL, LOOKS, NETWORK, MACHINE = GROUPS

PRESETS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "easel": {},
        # As in the article: MXNet's example/neural-style/run.py.
        "reference": {
            "model": "vgg19",
            "content_weight": 10.0,
            "style_weight": 1.0,
            "tv_weight": 0.01,
            "stop_eps": 0.005,
            "lr": 0.1,
            "optimizer": "sgd",
            "start": "noise",
            "remove_noise": 0.2,
            "pooling": "average",
            "octaves": 1,
        },
    }
)
"""What each preset means, where nothing else is said."""


class StyleOptions(BaseModel):
    """What a style transfer can be told, apart from its pictures. Frozen; refuses unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    preset: Annotated[Preset, Surface(USUAL)] = Field(
        "easel",
        description="A recipe: ours, or that of the program in the article, MXNet's, to the letter "
        "(from noise, by plain sums: slower). Whatever else you set goes before it.",
    )
    model: Annotated[Model, Surface(NETWORK)] = Field(
        "vgg",
        description="The network that judges likeness. 'vgg' is 'vgg16'.",
    )
    content_weight: Annotated[float, Surface(USUAL)] = Field(
        10.0,
        ge=0,
        le=1e6,
        description="How much the photo's shapes count. Only its ratio to the style weight "
        "matters: 10:1 by default, 20:1 or 30:1 when the painting smears everything.",
    )
    style_weight: Annotated[float, Surface(USUAL)] = Field(
        1.0,
        ge=0,
        le=1e6,
        description="How much the painting's strokes and colours count.",
    )
    tv_weight: Annotated[float, Surface(LOOKS, chat=("tv",))] = Field(
        0.01,
        ge=0,
        le=1e3,
        description="How much neighbouring pixels are asked to agree (total variation, squared).",
    )
    stop_eps: Annotated[float, Surface(USUAL, chat=("eps",))] = Field(
        0.005,
        ge=0,
        le=1,
        description="Stop as soon as three steps in a row change the picture by less than this, "
        "relative to the picture itself. 0.004 takes longer and comes closer; 0 never stops early.",
    )
    max_num_epochs: Annotated[int, Surface(USUAL, unit="steps", chat=("epochs",))] = Field(
        1000,
        ge=1,
        le=100_000,
        description="The most steps to take. About 200 usually suffice.",
    )
    max_long_edge: Annotated[int, Surface(USUAL, unit="px", chat=("size",))] = Field(
        512,
        ge=32,
        le=16_384,
        description="Both pictures are scaled down to this long edge, aspect kept. "
        "Time and memory grow with the area.",
    )
    lr: Annotated[float, Surface(USUAL)] = Field(
        0.1,
        gt=0,
        le=10,
        description="The size of a step. 0.2 and 0.3 are quicker but may jump about the minimum.",
    )
    optimizer: Annotated[Optimizer, Surface(NETWORK)] = Field(
        "lbfgs",
        description="How a step is chosen: L-BFGS with a line search, Adam, or plain gradient "
        "descent with momentum.",
    )
    start: Annotated[Start, Surface(USUAL)] = Field(
        "content",
        description="What the first picture is: the photo, or white noise.",
    )
    gpu: Annotated[Devices, Surface(MACHINE, in_chat=False, form="N,...")] = Field(
        None,
        description="Which GPU: its index, or -1 for the CPU; several, as 0,1, share the work. "
        "By default GPU 0, and the CPU where there is none.",
    )
    save_epochs: Annotated[int, Surface(USUAL, unit="steps", chat=("save",))] = Field(
        50,
        ge=1,
        le=100_000,
        description="Show an intermediate picture every so many steps.",
    )
    remove_noise: Annotated[float, Surface(USUAL, chat=("noise",))] = Field(
        # The article's 0.2 was for pictures grown from white noise; here it blurs the strokes away.
        0.03,
        ge=0,
        le=10,
        description="How strongly saved pictures are denoised (the weight of Chambolle's total "
        "variation denoising). 0.2 gives soft, flat colours; 0 is off.",
    )
    colours: Annotated[Colours, Surface(LOOKS, also={"keep": "luminance"})] = Field(
        "painting",
        description="Whose colours: the painting's; the photo's, by keeping its hues ('luminance');"
        " or the photo's, by matching the painting to them beforehand ('match').",
    )
    style_scale: Annotated[float, Surface(LOOKS, chat=("scale",))] = Field(
        1.0,
        ge=0.1,
        le=4,
        description="The painting's size against the long edge: larger gives broader strokes.",
    )
    octaves: Annotated[int, Surface(LOOKS)] = Field(
        1,
        ge=1,
        le=6,
        description="In how many sizes to paint, each twice the one before; the epochs are shared "
        "among them.",
    )
    average: Annotated[int, Surface(LOOKS, unit="steps", in_chat=False)] = Field(
        1,
        ge=1,
        le=100,
        description="Save the mean of the last so many steps: calmer with Adam.",
    )
    statistic: Annotated[Statistic, Surface(NETWORK, in_chat=False)] = Field(
        "gram",
        description="What of the painting is matched: Gram matrices, means and deviations, or the "
        "Wasserstein-2 distance of means and covariances.",
    )
    pooling: Annotated[Pooling, Surface(NETWORK, in_chat=False)] = Field(
        "average",
        description="How the network halves a picture. 'max' is how it was trained.",
    )
    style_layers: Annotated[Layers, Surface(NETWORK, in_chat=False, form="LAYER[:X],...")] = Field(
        None,
        description="The layers whose statistics are the style, with weights: relu1_1,relu2_1:0.5.",
    )
    content_layers: Annotated[Layers, Surface(NETWORK, in_chat=False, form="LAYER[:X],...")] = (
        Field(
            None,
            description="The layers whose features are the content, with weights.",
        )
    )
    tile: Annotated[int, Surface(MACHINE, unit="px", in_chat=False)] = Field(
        0,
        ge=0,
        le=16_384,
        description="Compute in blocks of this size, which needs less memory and gives the same "
        "picture. 0 does so when the whole would not fit.",
    )
    weights: Annotated[Path | None, Surface(NETWORK, in_chat=False)] = Field(
        None,
        description="A safetensors or torch file with the network's weights, instead of the "
        "built-in source.",
    )
    seed: Annotated[int, Surface(USUAL)] = Field(
        0,
        ge=0,
        le=2**32 - 1,
        description="The seed of the white noise; the same seed gives the same picture.",
    )

    def but(self, changes: Mapping[str, Any]) -> Self:
        """Return these options with `changes`, checked; a new preset's values come before them."""
        preset = PRESETS.get(str(changes.get("preset")), {})
        return self.model_validate({**self.model_dump(), **preset, **changes})

    @model_validator(mode="before")
    @classmethod
    def _start_from_the_preset(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {**PRESETS.get(str(data.get("preset")), {}), **data}

    @model_validator(mode="after")
    def _something_to_do(self) -> Self:
        if self.content_weight == 0 and self.style_weight == 0:
            raise ValueError("content weight and style weight cannot both be 0")
        return self


class RunOptions(StyleOptions):
    """A whole run from the command line: the options and the files."""

    content_image: Annotated[Path, Surface(PICTURES, in_chat=False)] = Field(
        description="The photo whose shapes are kept.",
    )
    style_image: Annotated[WeightedFiles, Surface(PICTURES, in_chat=False, form="FILE[:X],...")] = (
        Field(
            description="The painting whose strokes and colours are taken, or several, each with "
            "how much it counts: a.png:2,b.png:1.",
        )
    )
    output: Annotated[Path, Surface(PICTURES, in_chat=False)] = Field(
        Path("out.png"),
        description="The file to write; intermediate pictures are laid beside it. "
        "PNG, JPEG or WebP, by its ending.",
    )
    start_image: Annotated[Path | None, Surface(PICTURES, in_chat=False)] = Field(
        None,
        description="A picture to start from, such as an earlier result, instead of the photo.",
    )
    content_mask: Annotated[Path | None, Surface(PICTURES, in_chat=False)] = Field(
        None,
        description="The photo's regions, each filled with one colour of its own.",
    )
    style_mask: Annotated[Files, Surface(PICTURES, in_chat=False, form="FILE,...")] = Field(
        None,
        description="The paintings' regions, one file a painting: a region of the photo is painted "
        "like that of the same colour.",
    )

    @model_validator(mode="after")
    def _masks_go_together(self) -> Self:
        if (self.content_mask is None) != (self.style_mask is None):
            raise ValueError("a content mask and a style mask go together: name both or neither")
        if self.style_mask is not None and len(self.style_mask) != len(self.style_image):
            raise ValueError("each painting needs a style mask of its own: name as many of both")
        return self


def parameters(model: type[StyleOptions] = StyleOptions) -> tuple[Parameter, ...]:
    """Return every parameter of `model`, in the order in which people should read them."""
    return read_parameters(model)
