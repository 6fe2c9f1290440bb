"""How far a picture is from the photo's shapes, the painting's strokes, and smoothness.

Pure functions of tensors. Each term is relative to the energy of what it is compared with, so that
no layer drowns the others and a ratio of weights means the same at every size and for every pair.
"""

from __future__ import annotations

from torch import Tensor

__all__ = ["box_loss", "content_loss", "style_loss", "tv_loss"]


def style_loss(matrix: Tensor, target: Tensor) -> Tensor:
    """Return `sum((G - A)^2) / sum(A^2)` for Gram matrices `(C, C)`: 0 when alike."""
    return (matrix - target).square().sum() / target.square().sum()


def content_loss(features: Tensor, target: Tensor, energy: Tensor | None = None) -> Tensor:
    """Return `sum((F - P)^2) / sum(P^2)` for features alike `(1, C, h, w)`: 0 when alike.

    Pass `energy`, the sum of all P^2, where these are only a part of the features.
    """
    energy = target.square().sum() if energy is None else energy
    return (features - target).square().sum() / energy


def tv_loss(picture: Tensor) -> Tensor:
    """Return the mean squared difference of neighbouring pixels of `(1, 3, H, W)` (0..1)."""
    rows = (picture[..., 1:, :] - picture[..., :-1, :]).square().mean()
    columns = (picture[..., 1:] - picture[..., :-1]).square().mean()
    return rows + columns


def box_loss(picture: Tensor) -> Tensor:
    """Return the mean square by which values leave 0..1, where saving would cut them."""
    return (picture - picture.clamp(0, 1)).square().mean()
