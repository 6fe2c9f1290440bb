"""The picture as Fourier coefficients: broad strokes and fine ones move alike.

In pixels, an optimiser sees mostly the finest detail: that is where most coordinates are. Scaling
each coefficient by its frequency to the power -0.4 took a third to a half fewer steps (measured).
"""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = ["FourierPicture"]

POWER = -0.4


class FourierPicture:
    """A picture `(1, 3, H, W)`, 0..1, as `base` plus a sum of waves whose coefficients are moved.

    `deviation` is what one unit of a coefficient is worth, as a fraction of the grey scale.
    """

    def __init__(self, base: Tensor, deviation: float) -> None:
        self.base = base
        self.height, self.width = base.shape[-2:]
        self.scale = deviation * _scale(self.height, self.width).to(base.device)

    def start(self) -> Tensor:
        """Return the coefficients of the base itself: zeros, `(1, 3, H, W // 2 + 1, 2)`."""
        return torch.zeros(1, 3, *self.scale.shape, 2, device=self.base.device)

    def __call__(self, coefficients: Tensor) -> Tensor:
        """Return the picture `(1, 3, H, W)` of these coefficients, laid out channels last."""
        spectrum = torch.view_as_complex(coefficients) * self.scale
        waves = torch.fft.irfft2(spectrum, s=(self.height, self.width), norm="ortho")
        picture: Tensor = self.base + waves
        return picture.contiguous(memory_format=torch.channels_last)


def _scale(height: int, width: int) -> Tensor:
    """Return the weight of each frequency `(H, W // 2 + 1)`, with a mean square of 1."""
    rows = torch.fft.fftfreq(height)[:, None]
    columns = torch.fft.rfftfreq(width)[None, :]
    frequency = (rows.square() + columns.square()).sqrt().clamp_min(1 / max(height, width))
    scale: Tensor = frequency.pow(POWER)
    return scale / scale.square().mean().sqrt()
