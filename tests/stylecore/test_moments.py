"""Moments against their formulas: whole, masked, in parts, blended."""

from __future__ import annotations

import torch

from stylecore.moments import Moments, mix, moments


def _same(ours: Moments, other: Moments) -> None:
    assert torch.allclose(ours.second, other.second, rtol=1e-5)
    assert torch.allclose(ours.mean, other.mean, rtol=1e-5)
    assert torch.isclose(ours.positions, other.positions)


def test_second_is_the_mean_of_products_of_channels() -> None:
    features = torch.rand(1, 3, 4, 5)
    found = moments(features)
    for i in range(3):
        assert torch.isclose(found.mean[i], features[0, i].mean())
        for j in range(3):
            expected = (features[0, i] * features[0, j]).sum() / 20
            assert torch.isclose(found.second[i, j], expected)
    assert found.positions == 20


def test_they_do_not_depend_on_where_things_are() -> None:
    features = torch.rand(1, 3, 4, 5)
    shuffled = features.flatten(2)[..., torch.randperm(20)].view(1, 3, 4, 5)
    _same(moments(features), moments(shuffled))


def test_a_mask_takes_only_its_part() -> None:
    features, mask = torch.rand(1, 3, 4, 5), torch.zeros(4, 5)
    mask[:2] = 1
    _same(moments(features, mask), moments(features[..., :2, :]))


def test_a_soft_mask_counts_by_half() -> None:
    features = torch.rand(1, 3, 1, 3)
    found = moments(features, torch.tensor([[1.0, 0.5, 0.0]]))
    assert torch.allclose(found.mean, (features[0, :, 0, 0] + features[0, :, 0, 1] / 2) / 1.5)


def test_a_mask_may_reach_over_what_pooling_dropped() -> None:
    features, mask = torch.rand(1, 3, 4, 5), torch.rand(5, 6)
    _same(moments(features, mask), moments(features, mask[:4, :5]))


def test_moments_of_parts_add_up() -> None:
    features, mask = torch.rand(1, 3, 8, 5), torch.rand(8, 5)
    _same(moments(features[..., :3, :]) + moments(features[..., 3:, :]), moments(features))
    parts = [moments(features[..., rows, :], mask[rows]) for rows in (slice(3), slice(3, 8))]
    _same(parts[0] + parts[1], moments(features, mask))


def test_nothing_has_no_moments_and_adds_nothing() -> None:
    features = torch.rand(1, 3, 4, 5)
    nothing = moments(features, torch.zeros(4, 5))
    assert (nothing.positions, nothing.mean.sum(), nothing.second.sum()) == (0, 0, 0)
    empty = moments(features[..., :0, :])
    assert (empty.positions, empty.mean.sum(), empty.second.sum()) == (0, 0, 0)
    _same(nothing + moments(features) + empty, moments(features))


def test_a_blend_follows_the_weights_not_the_sizes() -> None:
    small, large = moments(torch.rand(1, 3, 2, 2)), moments(torch.rand(1, 3, 9, 9))
    blend = mix([(small, 3.0), (large, 1.0)])
    assert torch.allclose(blend.mean, 0.75 * small.mean + 0.25 * large.mean)
    assert torch.allclose(blend.second, 0.75 * small.second + 0.25 * large.second)
    _same(mix([(small, 5.0)]), small)


def test_half_floats_do_not_overflow() -> None:
    features = torch.full((1, 2, 64, 64), 1000.0, dtype=torch.float16)
    found = moments(features)
    assert found.second.dtype == torch.float32
    assert torch.allclose(found.second, torch.tensor(1e6))


def test_they_move_between_devices() -> None:
    assert moments(torch.rand(1, 2, 3, 3)).to(torch.device("meta")).second.is_meta
