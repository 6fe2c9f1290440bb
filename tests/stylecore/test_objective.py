"""The objective: layers and weights, several paintings, regions."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from stylecore.encoders import Encoder
from stylecore.errors import StyleError
from stylecore.losses import box_loss, content_loss, style_loss, tv_loss
from stylecore.moments import moments
from stylecore.objective import BOX_WEIGHT, CONTENT_SCALE, Example, Objective, style_distance
from stylecore.options import StyleOptions
from stylecore.samples import load
from stylecore.tensors import to_tensor

OPTIONS = StyleOptions(gpu=(-1,))


def _tensor(name: str, size: tuple[int, int]) -> Tensor:
    return to_tensor(load(name).resize(size), torch.device("cpu"))


@pytest.fixture(scope="module")
def photo() -> Tensor:
    return _tensor("chelsea", (61, 47))


@pytest.fixture(scope="module")
def starry() -> Tensor:
    return _tensor("starry", (64, 48))


@pytest.fixture(scope="module")
def wave() -> Tensor:
    return _tensor("wave", (48, 64))


def _options(**values: object) -> StyleOptions:
    return OPTIONS.model_copy(update=values)


def _style_only(encoder: Encoder, content: Tensor, examples: list[Example], **rest) -> Objective:
    return Objective(
        encoder, content, examples, _options(content_weight=0.0, tv_weight=0.0), **rest
    )


def test_the_loss_is_the_sum_of_its_terms(encoder: Encoder, photo, starry, wave) -> None:
    options = _options(
        style_layers=(("relu1_1", 0.5), ("relu3_1", 2.0)), content_layers=(("relu2_2", 3.0),)
    )
    objective = Objective(encoder, photo, [Example(starry)], options)
    picture = _tensor("coffee", (61, 47)) * 1.2
    names = ["relu1_1", "relu2_2", "relu3_1"]
    ours, theirs, kept = (encoder(p * 255, names) for p in (picture, starry, photo))

    def style(layer: str) -> Tensor:
        return style_loss(moments(ours[layer]).second, moments(theirs[layer]).second)

    expected = (
        10 * CONTENT_SCALE * 3 * content_loss(ours["relu2_2"], kept["relu2_2"])
        + 0.5 * style("relu1_1")
        + 2 * style("relu3_1")
        + 0.01 * tv_loss(picture)
        + BOX_WEIGHT * box_loss(picture)
    )
    assert torch.isclose(objective(picture), expected)


def test_an_unknown_layer_is_named(encoder: Encoder, photo, starry) -> None:
    with pytest.raises(StyleError, match="relu9_1"):
        Objective(encoder, photo, [Example(starry)], _options(style_layers=(("relu9_1", 1.0),)))


def test_without_style_or_content_only_the_other_counts(encoder: Encoder, photo, starry) -> None:
    alone = _options(style_weight=0.0, tv_weight=0.0)
    assert Objective(encoder, photo, [Example(starry)], alone)(photo) == 0
    assert _style_only(encoder, photo, [Example(starry)])(starry) < 1e-8
    nothing_to_learn_from = Objective(encoder, photo, [], alone)
    assert nothing_to_learn_from(photo) == 0


def test_each_statistic_is_taken(encoder: Encoder, photo, starry) -> None:
    losses = set()
    for name in ("gram", "mean-std", "wasserstein"):
        options = _options(statistic=name, content_weight=0.0, tv_weight=0.0)
        objective = Objective(encoder, photo, [Example(starry)], options)
        assert objective(starry) < 1e-3
        losses.add(float(objective(photo)))
    assert len(losses) == 3


def test_paintings_share_by_weight(encoder: Encoder, photo, starry, wave) -> None:
    def loss(weight: float, picture: Tensor) -> float:
        examples = [Example(starry, weight), Example(wave, 1.0)]
        return float(_style_only(encoder, photo, examples)(picture))

    assert loss(1e6, starry) < 1e-6
    assert loss(1e-6, wave) < 1e-6
    assert loss(3.0, starry) < loss(1.0, starry) < loss(0.3, starry)


def _halves(height: int, width: int) -> Tensor:
    labels = torch.zeros(height, width, dtype=torch.long)
    labels[:, width // 2 :] = 1
    return labels


def test_each_region_learns_from_its_own_painting(encoder: Encoder, starry, wave) -> None:
    wave = torch.nn.functional.interpolate(wave, (48, 64))
    labels = _halves(48, 128)
    examples = [
        Example(starry, labels=torch.zeros(48, 64, dtype=torch.long)),
        Example(wave, labels=torch.ones(48, 64, dtype=torch.long)),
    ]
    right, wrong = torch.cat([starry, wave], -1), torch.cat([wave, starry], -1)
    objective = _style_only(encoder, right, examples, labels=labels)
    # Features beside the seam see across it, so the right picture is close, not equal.
    assert objective(right) < objective(wrong) / 10


def test_one_region_of_all_is_no_region(encoder: Encoder, photo, starry) -> None:
    labels = torch.zeros(47, 61, dtype=torch.long)
    masked = _style_only(encoder, photo, [Example(starry)], labels=labels)
    plain = _style_only(encoder, photo, [Example(starry)])
    assert torch.isclose(masked(photo), plain(photo), rtol=1e-4)


def test_a_region_too_small_for_deep_layers_does_no_harm(encoder: Encoder, photo, starry) -> None:
    labels = torch.zeros(47, 61, dtype=torch.long)
    labels[-1, -1] = 1  # pooling drops the odd row and column
    picture = photo.clone().requires_grad_()
    example = Example(starry, labels=torch.zeros(48, 64, dtype=torch.long))
    loss = _style_only(encoder, photo, [example], labels=labels)(picture)
    loss.backward()
    assert torch.isfinite(loss)
    assert torch.isfinite(picture.grad).all()


def test_looking_in_blocks_sees_the_same(encoder: Encoder, photo, starry) -> None:
    whole = Objective(encoder, photo, [Example(starry)], OPTIONS)
    tiled = Objective(encoder, photo, [Example(starry)], OPTIONS, tile=16)
    for name, features in whole.content.items():
        assert torch.allclose(tiled.content[name], features, rtol=1e-4, atol=1e-2)
    assert torch.isclose(tiled(photo), whole(photo), rtol=1e-4)


def test_style_distance_is_the_mean_over_the_layers(encoder: Encoder, photo, starry) -> None:
    objective = _style_only(encoder, photo, [Example(starry)])
    assert style_distance(encoder, starry, starry) == 0
    expected = float(objective(photo)) / len(encoder.style_layers)
    assert style_distance(encoder, photo, starry) == pytest.approx(expected)
