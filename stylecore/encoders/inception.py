"""Inception (Szegedy et al. 2014, "GoogLeNet"), its normalisations folded into the kernels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - the name everyone knows it by
from torch import Tensor, nn

from stylecore.encoders.layers import Layer, geometry
from stylecore.options import Pooling

__all__ = ["INCEPTION", "Inception", "InceptionLayout", "fold"]

STEM = (("conv1", 64, 7, 2), ("conv2", 64, 1, 1), ("conv3", 192, 3, 1))
"""The first layers: name, channels, kernel, stride."""

BLOCKS = {
    "inception3a": 256,
    "inception3b": 480,
    "inception4a": 512,
    "inception4b": 512,
    "inception4c": 512,
    "inception4d": 528,
    "inception4e": 832,
    "inception5a": 832,
    "inception5b": 1024,
}
"""The blocks of four branches, with the channels that the branches have together."""

BRANCHES = ("branch1", "branch2.0", "branch2.1", "branch3.0", "branch3.1", "branch4.1")
POOLED = {"conv2": 3, "inception3a": 3, "inception4a": 3, "inception5a": 2}
"""Before which layers the picture is halved, and by what kernel."""

BATCH_NORM_EPSILON = 0.001
GREY = 127.5
"""The weights expect colours of -1..1."""


@dataclass(frozen=True)
class InceptionLayout:
    """The network before its weights are there. The layers are those that lucid's styles use."""

    style_layers: tuple[str, ...] = (
        "conv3",
        "inception3a",
        "inception4a",
        "inception4b",
        "inception4c",
    )
    content_layer: str = "inception3b"

    @property
    def convolutions(self) -> tuple[str, ...]:
        """`conv1`, then `inception3a.branch1` and so on, in the order of the network."""
        stem = tuple(name for name, *_ in STEM)
        return stem + tuple(f"{block}.{branch}" for block in BLOCKS for branch in BRANCHES)

    @property
    def layers(self) -> Mapping[str, Layer]:
        """The features after each convolution of the stem and after each block."""
        return geometry(self._steps())

    def _steps(self) -> Iterator[tuple[str, int, int, int]]:
        # No branch sees further than 3 x 3: torchvision's third one is not 5 x 5 as in the paper.
        for step in (*STEM, *((name, channels, 3, 1) for name, channels in BLOCKS.items())):
            if kernel := POOLED.get(step[0]):
                yield "", 0, kernel, 2
            yield step


INCEPTION = InceptionLayout()


class Inception(nn.Module):
    """The trunk of GoogLeNet; its features are those after the stem's layers and the blocks.

    `weights` maps `conv1.weight`, `inception3a.branch2.1.bias` and so on, normalisation folded in.
    Pooling between the layers is by average unless asked; borders are replicated, as in our VGG.
    """

    def __init__(self, weights: Mapping[str, Tensor], pooling: Pooling = "average") -> None:
        super().__init__()
        self.layers = INCEPTION.layers
        self.style_layers, self.content_layer = INCEPTION.style_layers, INCEPTION.content_layer
        self.pool = F.avg_pool2d if pooling == "average" else F.max_pool2d
        parts: dict[str, nn.Module] = {
            name: _convolution(weights, name, stride) for name, _, _, stride in STEM
        }
        self.parts = nn.ModuleDict(parts | {name: _Block(weights, name) for name in BLOCKS})
        self.requires_grad_(False)

    def forward(self, picture: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """Return the features `(1, C, h, w)` of `picture` `(1, 3, H, W)`, 0..255, at `layers`."""
        features: dict[str, Tensor] = {}
        x = picture / GREY - 1
        for name, part in self.parts.items():
            if kernel := POOLED.get(name):
                x = self.pool(x, kernel, 2, ceil_mode=True)
            x = part(x)
            if name in layers:
                features[name] = x
                if len(features) == len(set(layers)):
                    break
        return features


class _Block(nn.Module):
    """Four branches over the same features, their outputs side by side."""

    def __init__(self, weights: Mapping[str, Tensor], name: str) -> None:
        super().__init__()
        self.branch1, *pairs = (_convolution(weights, f"{name}.{branch}") for branch in BRANCHES)
        self.branch2, self.branch3 = nn.Sequential(*pairs[0:2]), nn.Sequential(*pairs[2:4])
        self.branch4 = pairs[4]

    def forward(self, x: Tensor) -> Tensor:
        """Return the features `(1, C, h, w)` of the four branches, side by side."""
        around = F.max_pool2d(x, 3, stride=1, padding=1)
        return torch.cat(
            [self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(around)], 1
        )


class _Convolution(nn.Conv2d):
    """A convolution that keeps the size (but for its stride), and a ReLU."""

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(super().forward(x), inplace=True)


def fold(state: Mapping[str, Tensor], name: str) -> tuple[Tensor, Tensor]:
    """Return kernel and bias of torchvision's convolution `name` and the normalisation after it."""
    kernel = state[f"{name}.conv.weight"].float()
    weight, bias, mean, variance = (
        state[f"{name}.bn.{part}"].float()
        for part in ("weight", "bias", "running_mean", "running_var")
    )
    scale = weight / (variance + BATCH_NORM_EPSILON).sqrt()
    return kernel * scale.view(-1, 1, 1, 1), bias - mean * scale


def _convolution(weights: Mapping[str, Tensor], name: str, stride: int = 1) -> _Convolution:
    kernel, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    outputs, inputs, size, _ = kernel.shape
    convolution = _Convolution(inputs, outputs, size, stride, size // 2)
    if size > 1:
        convolution.padding_mode = "replicate"
    convolution.load_state_dict({"weight": kernel, "bias": bias})
    return convolution
