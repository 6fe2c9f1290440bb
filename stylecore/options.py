"""Every parameter of a style transfer: name, default, bounds, unit and help.

This is the one source. The command line, the chat grammar and the documentation are derived from
`parameters()`; nothing about a parameter is written anywhere else.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

__all__ = ["Parameter", "RunOptions", "StyleOptions", "Surface", "parameters"]


@dataclass(frozen=True)
class Surface:
    """How a parameter is shown to people.

    `unit` follows the number; `chat` are its short names in a chat command (its own name always
    works there too); with `in_chat=False` only the command line has it.
    """

    unit: str = ""
    chat: tuple[str, ...] = ()
    in_chat: bool = True


@dataclass(frozen=True)
class Parameter:
    """One parameter, read off its model field. `low` and `high` are inclusive unless `above`."""

    name: str
    kind: type
    default: Any
    help: str
    surface: Surface
    required: bool = False
    low: float | None = None
    above: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        """`--max-long-edge`, as on the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def chat_name(self) -> str:
        """The name a member would type: the short one where there is one."""
        return self.surface.chat[0] if self.surface.chat else self.name.replace("_", "-")

    @property
    def bounds(self) -> str:
        """`1 to 1000 px`, `more than 0, up to 10`, `adam, lbfgs`, or nothing."""
        if self.choices:
            return ", ".join(self.choices)
        unit = f" {self.surface.unit}" if self.surface.unit else ""
        if self.above is not None:
            return f"more than {self.above:g}, up to {self.high:g}{unit}"
        if self.low is not None:
            return f"{self.low:g} to {self.high:g}{unit}"
        return ""


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


Model = Literal["vgg", "vgg16", "vgg19", "inception"]
Optimizer = Literal["lbfgs", "adam", "sgd"]
Start = Literal["content", "noise"]
Pooling = Literal["average", "max"]
Statistic = Literal["gram", "mean-std", "wasserstein"]
Colours = Literal["painting", "luminance", "match"]
Weight = Annotated[float, Field(gt=0, le=1e6)]
Layers = Annotated[tuple[tuple[str, Weight], ...] | None, BeforeValidator(_layers)]
"""Layers by name, each with its weight; None for those of the original."""


class StyleOptions(BaseModel):
    """What a style transfer can be told, apart from its pictures. Frozen; refuses unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    model: Annotated[Model, Surface()] = Field(
        "vgg",
        description="The network that judges likeness. 'vgg' is 'vgg16'.",
    )
    content_weight: Annotated[float, Surface()] = Field(
        10.0,
        ge=0,
        le=1e6,
        description="How much the photo's shapes count. Only its ratio to the style weight "
        "matters: 10:1 by default, 20:1 or 30:1 when the painting smears everything.",
    )
    style_weight: Annotated[float, Surface()] = Field(
        1.0,
        ge=0,
        le=1e6,
        description="How much the painting's strokes and colours count.",
    )
    tv_weight: Annotated[float, Surface(chat=("tv",))] = Field(
        0.01,
        ge=0,
        le=1e3,
        description="How much neighbouring pixels are asked to agree (total variation, squared).",
    )
    stop_eps: Annotated[float, Surface(chat=("eps",))] = Field(
        0.005,
        ge=0,
        le=1,
        description="Stop as soon as three steps in a row change the picture by less than this, "
        "relative to the picture itself. 0.004 takes longer and comes closer; 0 never stops early.",
    )
    max_num_epochs: Annotated[int, Surface(unit="steps", chat=("epochs",))] = Field(
        1000,
        ge=1,
        le=100_000,
        description="The most steps to take. About 200 usually suffice.",
    )
    max_long_edge: Annotated[int, Surface(unit="px", chat=("size",))] = Field(
        512,
        ge=32,
        le=16_384,
        description="Both pictures are scaled down to this long edge, aspect kept. "
        "Time and memory grow with the area.",
    )
    lr: Annotated[float, Surface()] = Field(
        0.1,
        gt=0,
        le=10,
        description="The size of a step. 0.2 and 0.3 are quicker but may jump about the minimum.",
    )
    optimizer: Annotated[Optimizer, Surface()] = Field(
        "lbfgs",
        description="How a step is chosen: L-BFGS with a line search, Adam, or plain gradient "
        "descent with momentum.",
    )
    start: Annotated[Start, Surface()] = Field(
        "content",
        description="What the first picture is: the photo, or white noise.",
    )
    gpu: Annotated[tuple[int, ...] | None, BeforeValidator(_devices), Surface(in_chat=False)] = (
        Field(
            None,
            description="Which GPU: its index, or -1 for the CPU. "
            "By default GPU 0, and the CPU where there is none.",
        )
    )
    save_epochs: Annotated[int, Surface(unit="steps", chat=("save",))] = Field(
        50,
        ge=1,
        le=100_000,
        description="Show an intermediate picture every so many steps.",
    )
    remove_noise: Annotated[float, Surface(chat=("noise",))] = Field(
        # The article's 0.2 was for pictures grown from white noise; here it blurs the strokes away.
        0.03,
        ge=0,
        le=10,
        description="How strongly saved pictures are denoised (the weight of Chambolle's total "
        "variation denoising). 0.2 gives soft, flat colours; 0 is off.",
    )
    colours: Annotated[Colours, Surface()] = Field(
        "painting",
        description="Whose colours: the painting's; the photo's, by keeping its hues ('luminance');"
        " or the photo's, by matching the painting to them beforehand ('match').",
    )
    style_scale: Annotated[float, Surface(chat=("scale",))] = Field(
        1.0,
        ge=0.1,
        le=4,
        description="The painting's size against the long edge: larger gives broader strokes.",
    )
    octaves: Annotated[int, Surface()] = Field(
        1,
        ge=1,
        le=6,
        description="In how many sizes to paint, each twice the one before; the epochs are shared "
        "among them.",
    )
    average: Annotated[int, Surface(unit="steps", in_chat=False)] = Field(
        1,
        ge=1,
        le=1000,
        description="Save the mean of the last so many steps: calmer with Adam.",
    )
    statistic: Annotated[Statistic, Surface(in_chat=False)] = Field(
        "gram",
        description="What of the painting is matched: Gram matrices, means and deviations, or the "
        "Wasserstein-2 distance of means and covariances.",
    )
    pooling: Annotated[Pooling, Surface(in_chat=False)] = Field(
        "average",
        description="How the network halves a picture. 'max' is how it was trained.",
    )
    style_layers: Annotated[Layers, Surface(in_chat=False)] = Field(
        None,
        description="The layers whose statistics are the style, with weights: relu1_1,relu2_1:0.5.",
    )
    content_layers: Annotated[Layers, Surface(in_chat=False)] = Field(
        None,
        description="The layers whose features are the content, with weights.",
    )
    tile: Annotated[int, Surface(unit="px", in_chat=False)] = Field(
        0,
        ge=0,
        le=16_384,
        description="Compute in blocks of this size, which needs less memory and gives the same "
        "picture. 0 does so when the whole would not fit.",
    )
    weights: Annotated[Path | None, Surface(in_chat=False)] = Field(
        None,
        description="A safetensors or torch file with the network's weights, instead of the "
        "built-in source.",
    )
    seed: Annotated[int, Surface()] = Field(
        0,
        ge=0,
        le=2**32 - 1,
        description="The seed of the white noise; the same seed gives the same picture.",
    )

    @model_validator(mode="after")
    def _something_to_do(self) -> Self:
        if self.content_weight == 0 and self.style_weight == 0:
            raise ValueError("content weight and style weight cannot both be 0")
        return self


class RunOptions(StyleOptions):
    """A whole run from the command line: the options and the three files."""

    content_image: Annotated[Path, Surface(in_chat=False)] = Field(
        description="The photo whose shapes are kept.",
    )
    style_image: Annotated[Path, Surface(in_chat=False)] = Field(
        description="The painting whose strokes and colours are taken.",
    )
    output: Annotated[Path, Surface(in_chat=False)] = Field(
        Path("out.png"),
        description="The file to write; intermediate pictures are laid beside it. "
        "PNG, JPEG or WebP, by its ending.",
    )


def parameters(model: type[StyleOptions] = StyleOptions) -> tuple[Parameter, ...]:
    """Return every parameter of `model`, in the order in which people should read them."""
    return tuple(_parameter(name, field) for name, field in model.model_fields.items())


def _parameter(name: str, field: FieldInfo) -> Parameter:
    kind = _plain(field.annotation)
    surface = next(m for m in field.metadata if isinstance(m, Surface))
    return Parameter(
        name=name,
        kind=type(get_args(kind)[0]) if get_origin(kind) is Literal else get_origin(kind) or kind,
        default=None if field.is_required() else field.default,
        help=field.description or "",
        surface=surface,
        required=field.is_required(),
        low=_bound(field, "ge"),
        above=_bound(field, "gt"),
        high=_bound(field, "le"),
        choices=get_args(kind) if get_origin(kind) is Literal else (),
    )


def _plain(annotation: Any) -> Any:
    """Strip `| None` off an annotation."""
    if get_origin(annotation) in (Union, types.UnionType):
        return next(a for a in get_args(annotation) if a is not type(None))
    return annotation


def _bound(field: FieldInfo, kind: str) -> float | None:
    return next((getattr(m, kind) for m in field.metadata if hasattr(m, kind)), None)
