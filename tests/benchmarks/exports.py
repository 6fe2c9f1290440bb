"""Our cached VGG-16, written in the forms that the peers read. One network for all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from stylecore.encoders.cache import Weights, load
from stylecore.encoders.networks import NETWORKS
from stylecore.encoders.vgg import VGG16
from tests.benchmarks.places import CACHE

__all__ = ["Exports", "export"]


@dataclass(frozen=True)
class Exports:
    """A torch file in torchvision's names for BGR, which Caffe's users read; a numpy file in RGB.

    `weights` are ours, for the judge.
    """

    pth: Path
    npz: Path
    weights: Weights


def export() -> Exports:
    """Write the files if they are not there."""
    weights = load(NETWORKS["vgg16"])
    folder = CACHE / "weights"
    folder.mkdir(parents=True, exist_ok=True)
    exports = Exports(folder / "vgg16.pth", folder / "vgg16.npz", weights)
    if not exports.npz.exists():
        torch.save(_numbered(weights), exports.pth)
        np.savez(exports.npz, **{n.replace(".", "_"): t.numpy() for n, t in weights.items()})
    return exports


def _numbered(weights: Weights) -> dict[str, Tensor]:
    """Return torchvision's names, `features.0.weight` and so on, the first kernel turned to BGR."""
    numbered, number = {}, 0
    for block, channels in enumerate(VGG16.blocks, 1):
        for convolution in range(1, len(channels) + 1):
            for kind in ("weight", "bias"):
                value = weights[f"conv{block}_{convolution}.{kind}"]
                first = (block, convolution, kind) == (1, 1, "weight")
                numbered[f"features.{number}.{kind}"] = value.flip(1) if first else value
            number += 2
        number += 1
    return {name: value.contiguous() for name, value in numbered.items()}
