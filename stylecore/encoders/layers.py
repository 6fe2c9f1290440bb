"""What a network's layers are called, how they lie over the picture, and which of them are used."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol, Self

import torch
from torch import Tensor

from stylecore.errors import StyleError
from stylecore.options import StyleOptions

__all__ = ["Chosen", "Encoder", "Layer", "Layout", "check_layers", "choose_layers", "geometry"]


@dataclass(frozen=True)
class Layer:
    """A layer's features: how many, how far apart, and how much of the picture each one sees.

    `stride` and `field` (the receptive field) are in pixels along a side. Feature `i` stands for
    the pixels from `i * stride`, its cell, and sees `margin` more where it sees furthest.
    """

    channels: int
    stride: int
    field: int
    margin: int


class Layout(Protocol):
    """What is known of a network before its weights are there."""

    @property
    def layers(self) -> Mapping[str, Layer]:
        """Every layer by name, the shallowest first."""

    @property
    def style_layers(self) -> tuple[str, ...]:
        """The layers whose statistics are the style, where nobody asks for others."""

    @property
    def content_layer(self) -> str:
        """The layer whose features are the content, where nobody asks for another."""


class Encoder(Layout, Protocol):
    """A network: features by layer name for a picture `(1, 3, H, W)`, RGB 0..255."""

    def __call__(self, picture: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """Return the features `(1, C, h, w)` at `layers`; nothing deeper is computed."""

    def to(self, device: torch.device) -> Self:
        """Move it to `device` and return it."""


@dataclass(frozen=True)
class Chosen:
    """The layers of a run, each with its weight. A term that weighs nothing has none."""

    style: Mapping[str, float]
    content: Mapping[str, float]

    @property
    def all(self) -> tuple[str, ...]:
        """Every layer that is needed, once."""
        return tuple(dict.fromkeys([*self.style, *self.content]))


def choose_layers(layout: Layout, options: StyleOptions) -> Chosen:
    """Return the layers that `options` ask of a network. Raises StyleError for unknown ones."""
    check_layers(layout, options)
    style = options.style_layers or tuple((name, 1.0) for name in layout.style_layers)
    content = options.content_layers or ((layout.content_layer, 1.0),)
    return Chosen(
        style=dict(style) if options.style_weight else {},
        content=dict(content) if options.content_weight else {},
    )


def check_layers(layout: Layout, options: StyleOptions) -> None:
    """Raise StyleError for a layer that the network lacks or that is named twice."""
    for asked in (options.style_layers or (), options.content_layers or ()):
        names = [name for name, _ in asked]
        for i, name in enumerate(names):
            if name not in layout.layers:
                raise StyleError(_unknown(name, layout.layers))
            if name in names[:i]:
                raise StyleError(f"The layer {name} is named twice. Give it once, with one weight.")


def geometry(steps: Iterable[tuple[str, int, int, int]]) -> dict[str, Layer]:
    """Return the layers of `(name, channels, kernel, stride)` steps; a pooling has no name."""
    layers: dict[str, Layer] = {}
    before, after, jump = 0, 0, 1
    for name, channels, kernel, stride in steps:
        padding = kernel // 2 if name else 0
        before += padding * jump
        after += (kernel - padding - stride) * jump
        jump *= stride
        if name:
            field = before + jump + after
            layers[name] = Layer(channels, jump, field, max(before, after))
    return layers


def _unknown(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name.lower().replace("conv", "relu"), known, 1, 0.5)
    near = near or get_close_matches(name, known, 1, 0.3)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"The network has no layer {name!r}.{hint} It has {', '.join(known)}."
