"""What tests of every part share."""

from __future__ import annotations

import pytest
import torch
from PIL import Image

from stylecore.encoders import Encoder, load_encoder
from stylecore.options import StyleOptions
from stylecore.samples import load


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """VGG-16 with its real weights, loaded once."""
    return load_encoder(StyleOptions(), torch.device("cpu"))


@pytest.fixture
def cat() -> Image.Image:
    """A small photo."""
    return load("chelsea").resize((96, 64))


@pytest.fixture
def starry() -> Image.Image:
    """A small painting."""
    return load("starry").resize((80, 64))
