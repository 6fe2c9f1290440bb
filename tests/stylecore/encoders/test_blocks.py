"""Each network's features can be computed block by block: its layers say truly what they see."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from stylecore.encoders import Encoder, load_encoder
from stylecore.options import StyleOptions
from stylecore.scan import features_of

CPU = torch.device("cpu")


def _agree(encoder: Encoder, layers: tuple[str, ...], height: int, tile: int) -> None:
    noise = torch.rand(1, 3, height, 67, generator=torch.Generator().manual_seed(5))
    picture: Tensor = noise.double()
    whole = features_of(encoder, picture, layers)
    tiled = features_of(encoder, picture, layers, tile)
    for name in layers:
        assert torch.allclose(tiled[name], whole[name], rtol=1e-9, atol=1e-9), name


@pytest.mark.parametrize("pooling", ["average", "max"])
def test_inceptions_blocks_agree(random_googlenet, tmp_path: Path, pooling: str) -> None:
    file = tmp_path / "googlenet.pth"
    torch.save(random_googlenet.state_dict(), file)
    options = StyleOptions(model="inception", weights=file, pooling=pooling)
    encoder = load_encoder(options, CPU).double()
    _agree(encoder, ("conv1", "conv3", "inception3a", "inception3b"), 149, 40)
    _agree(encoder, ("inception4c",), 331, 96)


def test_vgg19s_blocks_agree(random_vgg19, tmp_path: Path) -> None:
    file = tmp_path / "vgg19.pth"
    state = {f"features.{name}": tensor for name, tensor in random_vgg19.state_dict().items()}
    torch.save(state, file)
    encoder = load_encoder(StyleOptions(model="vgg19", weights=file), CPU).double()
    _agree(encoder, ("relu1_1", "relu3_4"), 149, 48)
    _agree(encoder, ("relu5_1",), 299, 80)
