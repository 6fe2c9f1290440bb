"""What is minimised: one number for a picture, and its gradient."""

from __future__ import annotations

import torch
from torch import Tensor

from stylecore.encoders import Encoder
from stylecore.losses import box_loss, content_loss, gram, style_loss, tv_loss
from stylecore.options import StyleOptions

__all__ = ["CONTENT_LAYER", "STYLE_LAYERS", "Objective", "style_distance"]

CONTENT_LAYER = "relu4_2"
STYLE_LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")

CONTENT_SCALE = 0.02
"""Chosen by eye so that 10:1 keeps the photo recognisable in the painting's strokes."""
BOX_WEIGHT = 400.0
"""Strong enough that saving, which cuts values outside 0..1, leaves the loss as it was."""


class Objective:
    """The weighted sum of content, style and smoothness for one pair of pictures.

    `content` and `style` are `(1, 3, H, W)`, 0..1; their sizes may differ. What they are compared
    by is computed once.
    """

    def __init__(
        self, encoder: Encoder, content: Tensor, style: Tensor, options: StyleOptions
    ) -> None:
        self.encoder = encoder
        self.content_weight = CONTENT_SCALE * options.content_weight
        self.style_weight = options.style_weight
        self.tv_weight = options.tv_weight
        with torch.no_grad():
            self.content = encoder(content * 255, [CONTENT_LAYER])[CONTENT_LAYER].clone()
            self.style = style_statistics(encoder, style)

    def __call__(self, picture: Tensor) -> Tensor:
        """Return the loss, a scalar, of `picture` `(1, 3, H, W)`, 0..1."""
        features = self.encoder(picture * 255, [*STYLE_LAYERS, CONTENT_LAYER])
        style = [style_loss(gram(features[name]), self.style[name]) for name in STYLE_LAYERS]
        loss = self.content_weight * content_loss(features[CONTENT_LAYER], self.content)
        loss = loss + self.style_weight * torch.stack(style).sum()
        return loss + self.tv_weight * tv_loss(picture) + BOX_WEIGHT * box_loss(picture)


def style_statistics(encoder: Encoder, picture: Tensor) -> dict[str, Tensor]:
    """Return the Gram matrix of each style layer for `picture` `(1, 3, H, W)`, 0..1."""
    features = encoder(picture * 255, STYLE_LAYERS)
    return {name: gram(features[name]) for name in STYLE_LAYERS}


def style_distance(encoder: Encoder, picture: Tensor, painting: Tensor) -> float:
    """Return how far a picture is from a painting's style: the mean style loss over the layers."""
    with torch.no_grad():
        ours, theirs = style_statistics(encoder, picture), style_statistics(encoder, painting)
        losses = [style_loss(ours[name], theirs[name]) for name in STYLE_LAYERS]
        return float(torch.stack(losses).mean())
