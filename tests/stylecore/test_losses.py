"""Each loss against its formula, written out by hand."""

from __future__ import annotations

import torch

from stylecore.losses import box_loss, content_loss, style_loss, tv_loss


def test_likeness_costs_nothing_and_difference_is_relative() -> None:
    target = torch.rand(4, 4) + 0.1
    assert style_loss(target, target) == 0
    assert torch.isclose(style_loss(2 * target, target), torch.tensor(1.0))
    features = torch.rand(1, 4, 3, 3) + 0.1
    assert content_loss(features, features) == 0
    assert torch.isclose(content_loss(torch.zeros_like(features), features), torch.tensor(1.0))


def test_parts_of_the_content_add_up() -> None:
    features, target = torch.rand(1, 4, 6, 3), torch.rand(1, 4, 6, 3)
    energy = target.square().sum()
    parts = [content_loss(features[..., i, :], target[..., i, :], energy) for i in range(6)]
    assert torch.isclose(torch.stack(parts).sum(), content_loss(features, target))


def test_total_variation_of_a_step_edge() -> None:
    picture = torch.zeros(1, 3, 4, 6)
    picture[..., 3:] = 0.5
    assert tv_loss(torch.full((1, 3, 4, 6), 0.7)) == 0
    assert torch.isclose(tv_loss(picture), torch.tensor(0.25 / 5))  # one of five columns steps


def test_the_box_costs_only_outside() -> None:
    assert box_loss(torch.rand(1, 3, 5, 5)) == 0
    picture = torch.zeros(1, 3, 2, 2)
    picture[0, 0, 0, 0] = 1.5
    picture[0, 1, 0, 0] = -0.5
    assert torch.isclose(box_loss(picture), torch.tensor(0.5 / 12))


def test_gradients_are_right() -> None:
    target = torch.rand(3, 3, dtype=torch.float64)

    def loss(features: torch.Tensor) -> torch.Tensor:
        flat = features.flatten(2).squeeze(0)
        return style_loss(flat @ flat.T / flat.shape[1], target)

    features = torch.rand(1, 3, 4, 4, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(loss, features)
