"""A convolution that keeps no more for its gradient than its output, which the next layer has too.

Plain autograd keeps each padded input as well, though the weights are fixed and nothing needs it:
twice the memory (measured). On a CPU, where it pays, it goes by Winograd's algorithm.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - the name everyone knows it by
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from stylecore.encoders import winograd

__all__ = ["Convolution"]

CHANNELS = 64
"""With fewer, what Winograd's algorithm saves in products is spent on its transforms."""
SIDE = 16
"""Below this height and width, reading its larger kernel takes longer than the products."""


class Convolution(nn.Conv2d):
    """`relu(convolution(x))` with replicated borders, which keep height and width.

    Its weights get no gradient.
    """

    _points: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        """Return the features `(1, O, h, w)` of `x` `(1, I, h, w)`."""
        result: Tensor
        if self._suits_winograd(x):
            if self._points is None:
                self._points = winograd.transform(self.weight.detach())
            result = _Winograd.apply(x, self._points, self.bias)
        else:
            result = _Convolve.apply(x, self.weight, self.bias, self.stride[0])
        return result

    def _suits_winograd(self, x: Tensor) -> bool:
        return (
            (self.kernel_size, self.stride) == ((3, 3), (1, 1))
            and min(self.in_channels, self.out_channels) >= CHANNELS
            and min(x.shape[-2:]) >= SIDE
            and (x.device.type, x.dtype, x.shape[0]) == ("cpu", torch.float32, 1)
        )


class _Winograd(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, points: Tensor, bias: Tensor) -> Tensor:
        y = _picture(winograd.forward(_image(x), points, bias))
        ctx.save_for_backward(y)
        ctx.points = points
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor, None, None]:
        (y,) = ctx.saved_tensors
        return _picture(winograd.backward(_image(slope), _image(y), ctx.points)), None, None


def _image(x: Tensor) -> Tensor:
    """Return `(1, C, H, W)` as `(H, W, C)`, a view."""
    return x.squeeze(0).permute(1, 2, 0)


def _picture(x: Tensor) -> Tensor:
    """Return `(H, W, C)` as `(1, C, H, W)`, a view that torch knows to be channels last."""
    height, width, channels = x.shape
    return x.as_strided((1, channels, height, width), (x.numel(), 1, width * channels, channels))


class _Convolve(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, stride: int) -> Tensor:
        padded = F.pad(x, _border(weight), "replicate") if any(_border(weight)) else x
        y = F.relu(F.conv2d(padded, weight, bias, stride), inplace=True)
        ctx.shape, ctx.padded, ctx.stride = x.shape, padded.shape, stride
        ctx.save_for_backward(y, weight)
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor, None, None, None]:
        y, weight = ctx.saved_tensors
        slope = torch.ops.aten.threshold_backward(slope, y, 0)
        gradient = torch.ops.aten.convolution_backward(
            slope,
            _blank(ctx.padded, slope),
            weight,
            None,
            [ctx.stride] * 2,
            [0, 0],
            [1, 1],
            False,
            [0, 0],
            1,
            [True, False, False],
        )[0]
        del slope  # before the next of its size is made
        if any(border := _border(weight)):
            x = _blank(ctx.shape, gradient)
            gradient = torch.ops.aten.replication_pad2d_backward(gradient, x, border)
        return gradient, None, None, None


def _border(weight: Tensor) -> list[int]:
    return [weight.shape[-1] // 2] * 4


def _blank(shape: torch.Size, like: Tensor) -> Tensor:
    """Stand in for an input that was not kept: only its shape counts. Unwritten, it is free."""
    return torch.empty(
        shape, dtype=like.dtype, device=like.device, memory_format=torch.channels_last
    )
