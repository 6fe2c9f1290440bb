"""Our network as the peers have it, so that all minimise the same: zeros at the borders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - the name everyone knows it by
from torch import Tensor
from torch.autograd.function import once_differentiable

from stylecore.encoders import VGG

__all__ = ["Zeros"]

WHITE = 256
"""What neural-style-pt multiplies 0..1 by."""


class Zeros(VGG):
    """`VGG` with zeros around every layer's input; counts the evaluations it was used for."""

    evaluations = 0

    def forward(self, picture: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """Return the features `(1, C, h, w)` of `picture` `(1, 3, H, W)`, 0..255, at `layers`."""
        self.evaluations += picture.requires_grad
        features: dict[str, Tensor] = {}
        x = picture * (WHITE / 255) - self.mean
        for name, convolution in self.convolutions.items():
            if name.endswith("_1") and name != "conv1_1":
                x = self.pool(x, 2)
            x = _Convolve.apply(x, convolution.weight, convolution.bias)
            relu = name.replace("conv", "relu")
            if relu in layers:
                features[relu] = x
                if len(features) == len(set(layers)):
                    break
        return features


class _Convolve(torch.autograd.Function):
    """As in stylecore.encoders.lean, where borders are replicated."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        y = F.relu(F.conv2d(x, weight, bias, padding=1), inplace=True)
        ctx.shape = x.shape
        ctx.save_for_backward(y, weight)
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor, None, None]:
        y, weight = ctx.saved_tensors
        slope = torch.ops.aten.threshold_backward(slope, y, 0)
        blank = torch.empty(ctx.shape, device=slope.device, memory_format=torch.channels_last)
        (gradient, _, _) = torch.ops.aten.convolution_backward(
            slope,
            blank,
            weight,
            None,
            [1, 1],
            [1, 1],
            [1, 1],
            False,
            [0, 0],
            1,
            [True, False, False],
        )
        return gradient, None, None
