"""By blocks the gradient is that of the whole: odd sizes, masks, every statistic, any devices."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import Tensor

from stylecore.encoders import Encoder
from stylecore.objective import Example, Objective
from stylecore.options import StyleOptions
from stylecore.samples import load
from stylecore.tensors import to_tensor
from stylecore.tiles import Evaluation

CPU = torch.device("cpu")
WIDTH, HEIGHT = 101, 71
SHALLOW = StyleOptions(
    style_layers=(("relu1_1", 1.0), ("relu2_1", 0.5), ("relu3_1", 1.0)),
    content_layers=(("relu2_2", 1.0),),
)
"""Layers that see little: the blocks can be small and the tests quick."""


def _tensor(name: str, size: tuple[int, int]) -> Tensor:
    return to_tensor(load(name).resize(size), CPU)


@pytest.fixture(scope="module")
def precise(encoder: Encoder) -> Encoder:
    """The encoder in float64, where a wrong formula cannot hide behind rounding."""
    return copy.deepcopy(encoder).double()


def _evaluations(
    encoder: Encoder, options: StyleOptions, tile: int, labels: Tensor | None, dtype: torch.dtype
) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """Return loss and gradient of a picture, whole and by blocks."""
    photo = _tensor("chelsea", (WIDTH, HEIGHT)).to(dtype)
    picture = photo + 0.3 * torch.rand(photo.shape, generator=torch.Generator().manual_seed(3))
    examples = [Example(_tensor(n, (48, 40)).to(dtype), w) for n, w in (("starry", 2), ("wave", 1))]
    whole = Objective(encoder, photo, examples, options, labels)
    tiled = Objective(encoder, photo, examples, options, labels, tile=tile)
    return Evaluation(whole)(picture), Evaluation(tiled)(picture)


def _error(found: Tensor, expected: Tensor) -> float:
    return float((found - expected).norm() / expected.norm())


def _labels() -> Tensor:
    labels = torch.zeros(HEIGHT, WIDTH, dtype=torch.long)
    labels[20:, 47:] = 1
    labels[50:, :30] = 2
    labels[-1, -1] = 3  # dropped by pooling: a region without features
    return labels


@pytest.mark.parametrize(("options", "tile"), [(StyleOptions(), 64), (SHALLOW, 16), (SHALLOW, 50)])
def test_float32_agrees_to_a_ten_thousandth(
    encoder: Encoder, options: StyleOptions, tile: int
) -> None:
    whole, tiled = _evaluations(encoder, options, tile, None, torch.float32)
    assert _error(tiled[0], whole[0]) < 1e-4
    assert _error(tiled[1], whole[1]) < 1e-4


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("statistic", ["gram", "mean-std", "wasserstein"])
def test_float64_agrees_to_rounding(precise: Encoder, statistic: str, masked: bool) -> None:
    options = SHALLOW.model_copy(update={"statistic": statistic})
    labels = _labels() if masked else None
    whole, tiled = _evaluations(precise, options, 32, labels, torch.float64)
    assert _error(tiled[0], whole[0]) < 1e-10
    assert _error(tiled[1], whole[1]) < 1e-10


def test_each_term_alone_agrees(precise: Encoder) -> None:
    for update in ({"content_weight": 0.0}, {"style_weight": 0.0}):
        options = SHALLOW.model_copy(update=update)
        whole, tiled = _evaluations(precise, options, 32, None, torch.float64)
        assert _error(tiled[0], whole[0]) < 1e-10
        assert _error(tiled[1], whole[1]) < 1e-10


def test_several_devices_give_the_same_as_one(encoder: Encoder) -> None:
    photo, painting = _tensor("chelsea", (WIDTH, HEIGHT)), _tensor("starry", (48, 40))
    objective = Objective(encoder, photo, [Example(painting)], SHALLOW, tile=40)
    one, two = Evaluation(objective, [CPU]), Evaluation(objective, [CPU, CPU])
    assert len({id(replica.encoder) for replica in two.replicas}) == 2
    picture = _tensor("coffee", (WIDTH, HEIGHT))
    (loss, gradient), (other_loss, other_gradient) = one(picture), two(picture)
    assert torch.equal(loss, other_loss)
    assert torch.equal(gradient, other_gradient)


def test_an_error_on_a_device_is_not_swallowed(encoder: Encoder) -> None:
    photo, painting = _tensor("chelsea", (WIDTH, HEIGHT)), _tensor("starry", (48, 40))
    objective = Objective(encoder, photo, [Example(painting)], SHALLOW, tile=40)
    evaluate = Evaluation(objective, [CPU, CPU])
    del evaluate.replicas[1].encoder
    with pytest.raises(AttributeError):
        evaluate(photo)
