"""Blocks make up the picture, each feature once, and see all that they must."""

from __future__ import annotations

import pytest
import torch

from stylecore.blocks import Reach, cut, reach, whole
from stylecore.encoders import ENCODERS, Encoder, Layer


def test_the_reach_of_layers_is_their_joint_grid_and_widest_view() -> None:
    layers = [Layer(64, 1, 3, 1), Layer(512, 16, 132, 58), Layer(128, 8, 200, 100)]
    assert reach(layers) == Reach(16, 100)


@pytest.mark.parametrize("size", [16, 40, 64, 1000])
@pytest.mark.parametrize("length", [16, 37, 64, 129])
def test_every_feature_is_in_one_block(length: int, size: int) -> None:
    blocks = cut(length, 50, size, Reach(8, 20))
    for stride in (1, 2, 8):
        features = torch.zeros(length // stride, 50 // stride)
        for block in blocks:
            block.of_whole(features, stride).add_(1)
        assert (features == 1).all()


def test_blocks_are_even_and_on_the_grid() -> None:
    spans = {block.rows for block in cut(515, 32, 256, Reach(16, 20))}
    sizes = [span.end - span.start for span in spans]
    assert max(sizes) - min(sizes) <= 32
    assert all(span.start % 16 == 0 and span.low % 16 == 0 for span in spans)
    assert max(sizes) <= 256 + 16


def test_the_inner_features_are_those_of_the_place() -> None:
    values = torch.arange(37.0 * 53).view(37, 53)
    for block in cut(37, 53, 16, Reach(4, 5)):
        seen = block.crop(values)[::4, ::4]
        assert torch.equal(block.inner(seen, 4), block.of_whole(values[::4, ::4], 4))


def test_the_whole_is_one_block_that_sees_all() -> None:
    values = torch.rand(1, 3, 9, 7)
    block = whole(9, 7)
    assert torch.equal(block.crop(values), values)
    assert torch.equal(block.inner(values, 1), values)


def test_a_feature_sees_no_further_than_its_reach(encoder: Encoder) -> None:
    for name in ("relu1_1", "relu3_1", "relu5_1"):
        layer = ENCODERS["vgg16"].layout.layers[name]
        margin = reach([layer]).margin
        picture = (torch.rand(1, 3, 320, 16) * 255).requires_grad_()
        cell = 160 // layer.stride
        encoder(picture, [name])[name][..., cell, 0].sum().backward()
        seen = picture.grad.abs().sum((0, 1, 3)).nonzero()
        assert 160 - margin <= seen.min()
        assert seen.max() < 160 + layer.stride + margin
