"""VGG-19 and Inception with random weights: their features equal torchvision's own."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from stylecore.encoders import Encoder, load_encoder
from stylecore.options import StyleOptions

CPU = torch.device("cpu")
MEAN, DEVIATION = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


@pytest.fixture(scope="module")
def vgg19_file(random_vgg19, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("weights") / "vgg19.pth"
    state = {f"features.{name}": tensor for name, tensor in random_vgg19.state_dict().items()}
    torch.save(state, file)
    return file


@pytest.fixture(scope="module")
def inception_file(random_googlenet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("weights") / "googlenet.pth"
    torch.save(random_googlenet.state_dict(), file)
    return file


def _picture(size: int = 96) -> Tensor:
    return torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(3)) * 255


def _normalised(picture: Tensor) -> Tensor:
    mean, deviation = (torch.tensor(values).view(1, 3, 1, 1) for values in (MEAN, DEVIATION))
    return (picture / 255 - mean) / deviation


def _zero_borders(encoder: Encoder) -> None:
    """Pad as torchvision does, so that the features can be compared up to the border."""
    for module in encoder.modules():
        if isinstance(module, nn.Conv2d):
            module.padding_mode = "zeros"


def _features(model: nn.Module, picture: Tensor, names: list[str]) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {}
    for name in names:
        model.get_submodule(name).register_forward_hook(
            lambda _m, _i, out, name=name: found.__setitem__(name, out.clone())
        )
    model(picture)
    return found


def _close(ours: Tensor, theirs: Tensor) -> bool:
    return bool((ours - theirs).norm() < 1e-4 * theirs.norm())


@pytest.mark.parametrize("pooling", ["average", "max"])
def test_vgg19_is_torchvisions(random_vgg19, vgg19_file: Path, pooling: str) -> None:
    options = StyleOptions(model="vgg19", pooling=pooling, weights=vgg19_file)
    ours = load_encoder(options, CPU)(_picture(), ["relu1_1", "relu3_4", "relu4_1"])
    pools = [nn.AvgPool2d(2) if isinstance(m, nn.MaxPool2d) else m for m in random_vgg19]
    x = _normalised(_picture())
    ends = {1: "relu1_1", 17: "relu3_4", 20: "relu4_1"}
    for i, module in enumerate((pools if pooling == "average" else random_vgg19)[:21]):
        x = module(x).clone()
        if name := ends.get(i):
            inner = (..., slice(6, -6), slice(6, -6)) if x.shape[-1] > 20 else (..., [6], [6])
            assert _close(ours[name][inner], x[inner]), name


def test_inception_is_torchvisions(random_googlenet, inception_file: Path) -> None:
    options = StyleOptions(model="inception", pooling="max", weights=inception_file)
    encoder = load_encoder(options, CPU)
    _zero_borders(encoder)
    names = list(encoder.layers)
    ours = encoder(_picture(), names)
    theirs = _features(random_googlenet, _normalised(_picture()), names)
    for name in names:
        assert ours[name].shape[1] == encoder.layers[name].channels, name
        assert _close(ours[name], theirs[name]), name


def test_inception_pools_by_average_and_replicates_borders(inception_file: Path) -> None:
    encoder = load_encoder(StyleOptions(model="inception", weights=inception_file), CPU)
    features = encoder(torch.full((1, 3, 96, 96), 200.0), list(encoder.layers))
    for name, values in features.items():
        middle = values[..., :1, :1].expand_as(values)
        assert torch.allclose(values, middle, rtol=1e-3, atol=1e-3), name


@pytest.mark.parametrize("side", [16, 17, 31])
def test_the_smallest_pictures_pass(vgg19_file: Path, inception_file: Path, side: int) -> None:
    for model, file in (("vgg19", vgg19_file), ("inception", inception_file)):
        encoder = load_encoder(StyleOptions(model=model, weights=file), CPU)
        layers = [*encoder.style_layers, encoder.content_layer]
        assert set(encoder(_picture(side), layers)) == set(layers)


@pytest.mark.parametrize("model", ["vgg19", "inception"])
def test_receptive_fields_are_as_stated(model: str, vgg19_file, inception_file) -> None:
    """Seen by the gradient: what one feature in the middle depends on."""
    file = vgg19_file if model == "vgg19" else inception_file
    encoder = load_encoder(StyleOptions(model=model, weights=file), CPU)
    for name in encoder.style_layers[1:3]:
        picture = _picture(160).requires_grad_()
        features = encoder(picture, [name])[name]
        features[..., features.shape[-2] // 2, features.shape[-1] // 2].sum().backward()
        slope = picture.grad.abs().sum((0, 1, 2))
        seen = (slope > 1e-5 * slope.max()).nonzero()  # beyond lies what rounding leaves
        assert int(seen.max() - seen.min()) + 1 <= encoder.layers[name].field, name
        assert int(seen.max() - seen.min()) + 1 > encoder.layers[name].field * 0.6, name
