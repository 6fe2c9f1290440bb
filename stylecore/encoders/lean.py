"""A convolution that keeps no more for its gradient than its output, which the next layer has too.

Plain autograd keeps each padded input as well, though the weights are fixed and nothing needs it:
twice the memory (measured).
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - the name everyone knows it by
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

__all__ = ["convolve"]


def convolve(x: Tensor, convolution: nn.Module) -> Tensor:
    """Return `relu(convolution(x))` with replicated borders, which keep height and width.

    Only weights, bias and stride of `convolution` are used. Its weights get no gradient.
    """
    assert isinstance(convolution, nn.Conv2d)
    weight, bias, stride = convolution.weight, convolution.bias, convolution.stride[0]
    result: Tensor = _Convolve.apply(x, weight, bias, stride)
    return result


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
