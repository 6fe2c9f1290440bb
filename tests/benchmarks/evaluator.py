"""The judge: neural-style-pt's objective, written anew in plain torch, of a picture as a file.

It belongs to none of the programs and imports none of them. VGG-16 with the original weights, max
pooling, zeros around; 5 times the mean squared difference at relu4_2, 100 times that of the Gram
matrices over channels x positions at five layers, 0.001 times the sum of absolute differences of
neighbours; colours 0..256 less the mean. The formulas are those of its version 0.5.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name everyone knows it by
from PIL import Image
from torch import Tensor

__all__ = ["CHANNELS", "CONTENT", "LAYERS", "STYLE", "TV", "Judge", "features", "read"]

BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512,))
CHANNELS = {"relu1_1": 64, "relu2_1": 128, "relu3_1": 256, "relu4_1": 512, "relu5_1": 512}
LAYERS = tuple(CHANNELS)
CONTENT_LAYER = "relu4_2"
CONTENT, STYLE, TV = 5.0, 100.0, 1e-3
MEAN = (123.68, 116.779, 103.939)
WHITE = 256


class Judge:
    """Compares pictures with one photo and one painting, `(1, 3, H, W)`, RGB, 0..1."""

    def __init__(self, weights: Mapping[str, Tensor], photo: Tensor, painting: Tensor) -> None:
        self.weights = weights
        with torch.no_grad():
            self.content = features(weights, photo)[CONTENT_LAYER]
            style = features(weights, painting)
        self.grams = {name: gram(style[name]) for name in LAYERS}

    def __call__(self, picture: Tensor) -> float:
        """Return the objective, in float32."""
        with torch.no_grad():
            found = features(self.weights, picture)
            loss = CONTENT * F.mse_loss(found[CONTENT_LAYER], self.content)
            for name in LAYERS:
                loss = loss + STYLE * F.mse_loss(gram(found[name]), self.grams[name])
            return float(loss + TV * variation(picture * WHITE))


def features(weights: Mapping[str, Tensor], picture: Tensor) -> dict[str, Tensor]:
    """Return what each ReLU makes of a picture `(1, 3, H, W)`, RGB, 0..1, up to relu5_1."""
    x = picture.float().contiguous() * WHITE - torch.tensor(MEAN).view(1, 3, 1, 1)
    found: dict[str, Tensor] = {}
    for b, block in enumerate(BLOCKS, 1):
        for c in range(1, len(block) + 1):
            name = f"conv{b}_{c}"
            x = F.conv2d(x, weights[f"{name}.weight"], weights[f"{name}.bias"], padding=1)
            x = found[f"relu{b}_{c}"] = F.relu(x)
        x = F.max_pool2d(x, 2)
    return found


def gram(features: Tensor) -> Tensor:
    """Return `F F^T` over channels x positions of features `(1, C, h, w)`."""
    flat = features.flatten(2)[0]
    return flat @ flat.T / flat.numel()


def variation(picture: Tensor) -> Tensor:
    """Return the sum of absolute differences of neighbours."""
    rows = (picture[..., 1:, :] - picture[..., :-1, :]).abs().sum()
    return rows + (picture[..., 1:] - picture[..., :-1]).abs().sum()


def read(path: Path) -> Tensor:
    """Return a saved picture, or raw numbers `(3, H, W)` of an .npy file, as `(1, 3, H, W)`."""
    if path.suffix == ".npy":
        return torch.from_numpy(np.load(path)).unsqueeze(0)
    values = np.array(Image.open(path).convert("RGB"), np.float32) / 255
    return torch.from_numpy(values).permute(2, 0, 1).unsqueeze(0)
