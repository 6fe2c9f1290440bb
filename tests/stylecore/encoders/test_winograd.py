"""Winograd's convolution is the plain one up to rounding, at any size, forth and back."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - the name everyone knows it by
from torch import Tensor

from stylecore.encoders import winograd
from stylecore.encoders.lean import Convolution

SIZES = [(4, 4), (5, 7), (16, 12), (37, 50), (130, 129)]


def _picture(channels: int, height: int, width: int) -> Tensor:
    generator = torch.Generator().manual_seed(height)
    picture = torch.randn(1, channels, height, width, generator=generator)
    return picture.contiguous(memory_format=torch.channels_last).requires_grad_()


def _convolution(inputs: int, outputs: int) -> Convolution:
    torch.manual_seed(1)
    return Convolution(inputs, outputs, 3).requires_grad_(False)


def _image(x: Tensor) -> Tensor:
    return x.detach()[0].permute(1, 2, 0)


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_it_equals_the_plain_one(height: int, width: int) -> None:
    convolution, x = _convolution(24, 40), _picture(24, height, width)
    padded = F.pad(x, [1] * 4, "replicate")
    plain = F.relu(F.conv2d(padded, convolution.weight, convolution.bias))
    slope = torch.randn(plain.shape)
    (expected,) = torch.autograd.grad(plain, x, slope)
    points = winograd.transform(convolution.weight)
    y = winograd.forward(_image(x), points, convolution.bias)
    found = winograd.backward(_image(slope), _image(plain), points)  # the same ones are 0
    torch.testing.assert_close(y, _image(plain), rtol=1e-4, atol=2e-5)
    torch.testing.assert_close(found, _image(expected), rtol=1e-4, atol=2e-5)


def test_the_network_goes_by_it_where_it_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[torch.Size] = []
    plainly = winograd.forward

    def counted(x: Tensor, points: Tensor, bias: Tensor) -> Tensor:
        calls.append(x.shape)
        return plainly(x, points, bias)

    monkeypatch.setattr(winograd, "forward", counted)
    convolution = _convolution(64, 64)
    large, small = _picture(64, 33, 40), _picture(64, 8, 8)
    y = convolution(large)
    convolution(small)
    _convolution(3, 64)(_picture(3, 33, 40))
    assert calls == [(33, 40, 64)]
    assert y.is_contiguous(memory_format=torch.channels_last)
    (found,) = torch.autograd.grad(y.square().sum(), large)
    convolution._points, convolution.in_channels = None, 0  # so the plain way is taken
    (expected,) = torch.autograd.grad(convolution(large).square().sum(), large)
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-3)
