"""VGG (Simonyan & Zisserman 2014), cut at the deepest layer that is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
import torch.nn.functional as F  # noqa: N812 - the name everyone knows it by
from torch import Tensor, nn

__all__ = ["VGG", "VGG16", "layer_names"]

VGG16 = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))
"""The blocks of VGG-16: the output channels of each convolution, a pooling after each block."""

MEAN = (123.68, 116.779, 103.939)
"""The mean colour, RGB 0..255, that the original weights expect to be subtracted."""


def layer_names(blocks: Sequence[Sequence[int]] = VGG16) -> tuple[str, ...]:
    """Return `conv1_1`, `conv1_2`, `conv2_1` and so on, in the order of the network."""
    return tuple(
        f"conv{b}_{c}" for b, block in enumerate(blocks, 1) for c in range(1, len(block) + 1)
    )


class VGG(nn.Module):
    """The convolutional trunk of a VGG network; its features are those after each ReLU.

    `weights` maps `conv1_1.weight` (O, I, 3, 3), `conv1_1.bias` (O,) and so on. Pooling is by
    average, as Gatys et al. found smoother. Borders are replicated at every layer: padded with
    zeros, as the network was trained, they show as a dark frame in the artwork.
    """

    mean: Tensor

    def __init__(self, weights: Mapping[str, Tensor], deepest: str = "relu5_1") -> None:
        super().__init__()
        names = layer_names()
        kept = names[: names.index(deepest.replace("relu", "conv")) + 1]
        self.convolutions = nn.ModuleDict({name: _convolution(weights, name) for name in kept})
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1))
        self.requires_grad_(False)

    def forward(self, picture: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """Return the features `(1, C, h, w)` of `picture` `(1, 3, H, W)`, 0..255, at `layers`."""
        features: dict[str, Tensor] = {}
        x = picture - self.mean
        for name, convolution in self.convolutions.items():
            if name.endswith("_1") and name != "conv1_1":
                x = F.avg_pool2d(x, 2)
            x = F.relu(convolution(F.pad(x, (1, 1, 1, 1), mode="replicate")), inplace=True)
            relu = name.replace("conv", "relu")
            if relu in layers:
                features[relu] = x
                if len(features) == len(set(layers)):
                    break
        return features


def _convolution(weights: Mapping[str, Tensor], name: str) -> nn.Conv2d:
    kernel, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    convolution = nn.Conv2d(kernel.shape[1], kernel.shape[0], 3)
    convolution.load_state_dict({"weight": kernel, "bias": bias})
    return convolution
