"""The networks by which likeness is judged, found by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from stylecore.encoders import weights
from stylecore.encoders.vgg import VGG
from stylecore.options import StyleOptions

__all__ = ["Encoder", "load_encoder"]


class Encoder(Protocol):
    """A network: features by layer name for a picture `(1, 3, H, W)`, RGB 0..255."""

    def __call__(self, picture: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """Return the features `(1, C, h, w)` at `layers`."""


def _vgg16(file: Path | None) -> VGG:
    return VGG(weights.load(file))


ENCODERS: dict[str, Callable[[Path | None], VGG]] = {"vgg": _vgg16, "vgg16": _vgg16}


def load_encoder(options: StyleOptions, device: torch.device) -> Encoder:
    """Return the network that `options` ask for, on `device`, its weights fetched if need be."""
    encoder = ENCODERS[options.model](options.weights)
    # Channels last: the layout in which convolutions are quickest, on CPU and GPU (measured).
    return encoder.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]
