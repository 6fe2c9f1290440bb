"""The lean convolution equals the plain one, forth and back, and keeps only its output."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - the name everyone knows it by
from torch import Tensor, nn

from stylecore.encoders.lean import Convolution


def _plain(x: Tensor, convolution: nn.Conv2d) -> Tensor:
    border = [convolution.kernel_size[0] // 2] * 4
    padded = F.pad(x, border, "replicate")
    return F.relu(F.conv2d(padded, convolution.weight, convolution.bias, convolution.stride))


@pytest.mark.parametrize(("kernel", "stride"), [(3, 1), (1, 1), (7, 2)])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_it_equals_the_plain_one(kernel: int, stride: int, layout: torch.memory_format) -> None:
    convolution = Convolution(3, 8, kernel, stride).requires_grad_(False)
    x = torch.randn(1, 3, 13, 18).contiguous(memory_format=layout).requires_grad_()
    ours, plain = convolution(x), _plain(x, convolution)
    assert torch.allclose(ours, plain, atol=1e-6)
    slope = torch.randn(plain.shape)
    (found,) = torch.autograd.grad(ours, x, slope)
    (expected,) = torch.autograd.grad(plain, x, slope)
    assert torch.allclose(found, expected, atol=1e-5)


def test_it_keeps_only_its_output_and_the_weights() -> None:
    convolution = Convolution(3, 8, 3).requires_grad_(False)
    kept: list[Tensor] = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: kept.append(t) or t, lambda t: t):
        y = convolution(torch.randn(1, 3, 13, 18, requires_grad=True))
    assert {t.untyped_storage().data_ptr() for t in kept} == {
        y.untyped_storage().data_ptr(),
        convolution.weight.untyped_storage().data_ptr(),
    }
