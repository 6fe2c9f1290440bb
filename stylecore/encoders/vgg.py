"""VGG-16 and VGG-19 (Simonyan & Zisserman 2014): convolutions up to the deepest layer asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - the name everyone knows it by
from torch import Tensor, nn

from stylecore.encoders.layers import Layer, geometry
from stylecore.encoders.lean import Convolution
from stylecore.options import Pooling

__all__ = ["IMAGENET_DEVIATION", "IMAGENET_MEAN", "VGG", "VGG16", "VGG19", "VGGLayout"]

Blocks = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class VGGLayout:
    """A member of the family: the channels of each convolution, a pooling after each block.

    The weights expect RGB 0..255, `mean` subtracted, divided by `deviation`.
    """

    blocks: Blocks
    mean: tuple[float, float, float]
    deviation: tuple[float, float, float] | None = None
    style_layers: tuple[str, ...] = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")
    content_layer: str = "relu4_2"

    @property
    def convolutions(self) -> tuple[str, ...]:
        """`conv1_1`, `conv1_2`, `conv2_1` and so on, in the order of the network."""
        return tuple(
            f"conv{b}_{c}"
            for b, block in enumerate(self.blocks, 1)
            for c in range(1, len(block) + 1)
        )

    @property
    def shapes(self) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """The shapes of each convolution's kernel and bias."""
        outputs = [channels for block in self.blocks for channels in block]
        for i, o in zip([3, *outputs], outputs, strict=False):
            yield (o, i, 3, 3), (o,)

    @property
    def layers(self) -> Mapping[str, Layer]:
        """The features after each ReLU: `relu1_1` and so on."""
        return geometry(self._steps())

    def _steps(self) -> Iterator[tuple[str, int, int, int]]:
        for b, block in enumerate(self.blocks, 1):
            yield from ((f"relu{b}_{c}", n, 3, 1) for c, n in enumerate(block, 1))
            yield "", block[-1], 2, 2


# The original weights take colours of 0..255; torchvision's retrained ones, those of 0..1.
OXFORD_MEAN = (123.68, 116.779, 103.939)
IMAGENET_MEAN = (0.485 * 255, 0.456 * 255, 0.406 * 255)
IMAGENET_DEVIATION = (0.229 * 255, 0.224 * 255, 0.225 * 255)

VGG16 = VGGLayout(
    ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512)), OXFORD_MEAN
)
VGG19 = VGGLayout(
    ((64, 64), (128, 128), (256,) * 4, (512,) * 4, (512,) * 4), IMAGENET_MEAN, IMAGENET_DEVIATION
)


class VGG(nn.Module):
    """The convolutional trunk of a VGG network; its features are those after each ReLU.

    `weights` maps `conv1_1.weight` (O, I, 3, 3), `conv1_1.bias` (O,) and so on. Pooling is by
    average unless asked, as Gatys et al. found smoother. Borders are replicated at every layer:
    padded with zeros, as the network was trained, they show as a dark frame in the artwork.
    """

    mean: Tensor

    def __init__(
        self,
        weights: Mapping[str, Tensor],
        layout: VGGLayout = VGG16,
        pooling: Pooling = "average",
    ) -> None:
        super().__init__()
        self.layers = layout.layers
        self.style_layers, self.content_layer = layout.style_layers, layout.content_layer
        self.pool = F.avg_pool2d if pooling == "average" else F.max_pool2d
        convolutions = {name: _convolution(weights, name) for name in layout.convolutions}
        self.register_buffer("mean", torch.tensor(layout.mean).view(1, 3, 1, 1))
        if layout.deviation:  # divided once here instead of in every picture
            convolutions["conv1_1"].weight.data /= torch.tensor(layout.deviation).view(3, 1, 1)
        self.convolutions = nn.ModuleDict(convolutions)
        self.requires_grad_(False)

    def forward(self, picture: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """Return the features `(1, C, h, w)` of `picture` `(1, 3, H, W)`, 0..255, at `layers`."""
        features: dict[str, Tensor] = {}
        x = picture - self.mean
        for name, convolution in self.convolutions.items():
            if name.endswith("_1") and name != "conv1_1":
                x = self.pool(x, 2)
            x = convolution(x)
            relu = name.replace("conv", "relu")
            if relu in layers:
                features[relu] = x
                if len(features) == len(set(layers)):
                    break
        return features


def _convolution(weights: Mapping[str, Tensor], name: str) -> Convolution:
    kernel, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    convolution = Convolution(kernel.shape[1], kernel.shape[0], 3)
    convolution.load_state_dict({"weight": kernel, "bias": bias})
    return convolution
