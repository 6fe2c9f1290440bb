"""Our network is VGG-16: its features equal torchvision's with the same weights."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torchvision.models import vgg16

from stylecore.encoders import Encoder
from stylecore.encoders.cache import load
from stylecore.encoders.networks import NETWORKS
from stylecore.encoders.vgg import VGG16


@pytest.fixture(scope="module")
def reference() -> nn.Sequential:
    """torchvision's own VGG-16 trunk with the real weights, pooling by average."""
    state = load(NETWORKS["vgg16"])
    trunk = vgg16(weights=None).features
    convolutions = [module for module in trunk if isinstance(module, nn.Conv2d)]
    for name, convolution in zip(VGG16.convolutions, convolutions, strict=True):
        convolution.load_state_dict(
            {"weight": state[f"{name}.weight"], "bias": state[f"{name}.bias"]}
        )
    pools = [nn.AvgPool2d(2) if isinstance(m, nn.MaxPool2d) else m for m in trunk]
    return nn.Sequential(*pools).requires_grad_(False)


def test_features_equal_torchvisions_away_from_the_border(encoder: Encoder, reference) -> None:
    picture = torch.rand(1, 3, 128, 128, generator=torch.Generator().manual_seed(1)) * 255
    ours = encoder(picture, ["relu1_1", "relu2_1", "relu4_2"])
    x = picture - torch.tensor(VGG16.mean).view(1, 3, 1, 1)
    ends = {1: "relu1_1", 6: "relu2_1", 20: "relu4_2"}
    for i, module in enumerate(reference[:21]):
        x = module(x)
        if (name := ends.get(i)) in ours:
            border = {"relu1_1": 1, "relu2_1": 2, "relu4_2": 5}[name]
            inner = (..., slice(border, -border), slice(border, -border))
            assert torch.allclose(ours[name][inner], x[inner], rtol=1e-3, atol=1e-2), name
    assert set(ours) == {"relu1_1", "relu2_1", "relu4_2"}


def test_only_what_is_asked_for_is_computed(encoder: Encoder) -> None:
    picture = torch.rand(1, 3, 32, 32) * 255
    assert set(encoder(picture, ["relu1_1"])) == {"relu1_1"}
    assert encoder(picture, ["relu5_1"])["relu5_1"].shape == (1, 512, 2, 2)


def test_the_weights_get_no_gradient(encoder: Encoder) -> None:
    picture = (torch.rand(1, 3, 32, 32) * 255).requires_grad_()
    encoder(picture, ["relu3_1"])["relu3_1"].sum().backward()
    assert picture.grad is not None
    assert all(p.grad is None for p in encoder.parameters())


def test_a_flat_picture_has_no_frame(encoder: Encoder) -> None:
    features = encoder(torch.full((1, 3, 64, 64), 200.0), ["relu1_1", "relu4_1"])
    for name, values in features.items():
        middle = values[..., 4:5, 4:5].expand_as(values)
        assert torch.allclose(values, middle, rtol=1e-3, atol=1e-2), name
