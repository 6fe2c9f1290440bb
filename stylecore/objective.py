"""What is minimised: one number for a picture, put together from features, whole or in blocks."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from stylecore import regions
from stylecore.blocks import Block, whole
from stylecore.encoders import Encoder, choose_layers
from stylecore.losses import box_loss, content_loss, style_loss, tv_loss
from stylecore.moments import Moments, mix, moments
from stylecore.options import StyleOptions
from stylecore.scan import Features, features_of, moments_of
from stylecore.statistics import STATISTICS

__all__ = ["Example", "Objective", "Term", "style_distance"]

CONTENT_SCALE = 0.02
"""Chosen by eye so that 10:1 keeps the photo recognisable in the painting's strokes."""
BOX_WEIGHT = 400.0
"""Strong enough that saving, which cuts values outside 0..1, leaves the loss as it was."""


@dataclass(frozen=True)
class Example:
    """A painting to learn from: `(1, 3, H, W)`, 0..1, and how much it counts among the others.

    `labels` `(H, W)` says which region of the photo each pixel is an example for, as an index; -1
    for none. Without labels all of it is, for every region.
    """

    picture: Tensor
    weight: float = 1.0
    labels: Tensor | None = None


@dataclass(frozen=True)
class Term:
    """What one region should be like at one layer, and how much that counts.

    `mask` `(h, w)` says how much each feature belongs to the region; None where all do.
    """

    layer: str
    weight: float
    target: Moments
    mask: Tensor | None


class Objective:
    """The weighted sum of content, style and smoothness.

    `content` is `(1, 3, H, W)`, 0..1; the examples may have other sizes. `labels` `(H, W)` gives
    the region of each pixel of the photo, 0 and up. What a picture is compared with is computed
    once, in blocks of `tile` pixels, or all at once where that is 0.
    """

    def __init__(
        self,
        encoder: Encoder,
        content: Tensor,
        examples: Sequence[Example],
        options: StyleOptions,
        labels: Tensor | None = None,
        tile: int = 0,
    ) -> None:
        self.encoder, self.device, self.tile = encoder, content.device, tile
        self.layers = choose_layers(encoder, options)
        self.strides = {name: encoder.layers[name].stride for name in self.layers.all}
        self.statistic = STATISTICS[options.statistic]
        self.content_weight = CONTENT_SCALE * options.content_weight
        self.style_weight = options.style_weight
        self.tv_weight = options.tv_weight
        self.content = features_of(encoder, content, tuple(self.layers.content), tile)
        self.energy = {name: f.square().sum() for name, f in self.content.items()}
        self.terms = self._terms(examples, labels, tile)

    def __call__(self, picture: Tensor) -> Tensor:
        """Return the loss, a scalar, of `picture` `(1, 3, H, W)`, 0..1."""
        block = whole(*picture.shape[-2:])
        features = self.features(picture, block)
        loss = self.content_loss(features, block) + self.style_loss(self.moments(features, block))
        return loss + self.smoothness(picture)

    def on(self, device: torch.device) -> Self:
        """Return one that computes on `device`, with an encoder of its own there."""
        other = copy.copy(self)
        other.encoder = copy.deepcopy(self.encoder).to(device)
        other.device = device
        return other

    def features(self, picture: Tensor, block: Block) -> Features:
        """Return the features of a block of `picture`, or of pixels that are its crop already."""
        features = self.encoder(picture * 255, self.layers.all)
        return {name: block.inner(f, self.strides[name]) for name, f in features.items()}

    def moments(self, features: Features, block: Block) -> list[Moments]:
        """Return what each term looks at, over the block's features."""
        return [moments(features[t.layer], self._mask(t, block)) for t in self.terms]

    def style_loss(self, ours: Sequence[Moments]) -> Tensor:
        """Return the weighted style loss of the moments, one for each term, of a whole picture."""
        losses = [
            t.weight * self.statistic(m, t.target) for t, m in zip(self.terms, ours, strict=True)
        ]
        loss = torch.stack(losses).sum() if losses else torch.zeros((), device=self.device)
        return self.style_weight * loss

    def content_loss(self, features: Features, block: Block) -> Tensor:
        """Return the block's part of the weighted content loss."""
        loss = torch.zeros((), device=self.device)
        for name, weight in self.layers.content.items():
            target = block.of_whole(self.content[name], self.strides[name])
            energy = self.energy[name].to(self.device)
            distance = content_loss(features[name], target.to(self.device), energy)
            loss = loss + weight * distance
        return self.content_weight * loss

    def smoothness(self, picture: Tensor) -> Tensor:
        """Return what the whole picture costs by its pixels alone: unrest, and leaving 0..1."""
        return self.tv_weight * tv_loss(picture) + BOX_WEIGHT * box_loss(picture)

    def _mask(self, term: Term, block: Block) -> Tensor | None:
        if term.mask is None:
            return None
        return block.of_whole(term.mask, self.strides[term.layer]).to(self.device)

    def _terms(
        self, examples: Sequence[Example], labels: Tensor | None, tile: int
    ) -> tuple[Term, ...]:
        """Return a term for each layer and region; a region counts by its share of the photo."""
        layers = tuple(self.layers.style)
        known = [(_by_region(self.encoder, e, layers, labels, tile), e.weight) for e in examples]
        terms = []
        for name, weight in self.layers.style.items():
            for region in range(regions.count(labels)):
                target = mix([_counted(m[name][region], w) for m, w in known])
                share = regions.share(labels, region)
                mask = regions.membership(labels, region, self.strides[name])
                if share and target.positions:  # too small a region may be lost in deep layers
                    terms.append(Term(name, weight * share, target, mask))
        return tuple(terms)


def _counted(moments: Moments, weight: float) -> tuple[Moments, float]:
    """Return the weight of a painting in a blend: none where it has nothing of the region."""
    return moments, weight if moments.positions else 0.0


def _by_region(
    encoder: Encoder, example: Example, layers: tuple[str, ...], labels: Tensor | None, tile: int
) -> dict[str, list[Moments]]:
    """Return the moments of each layer and region of the photo over the example."""
    count = regions.count(labels)
    if example.labels is None:
        found = moments_of(encoder, example.picture, layers, tile)
        return {name: [m] * count for name, m in found.items()}
    parts = [
        moments_of(encoder, example.picture, layers, tile, example.labels, region)
        for region in range(count)
    ]
    return {name: [part[name] for part in parts] for name in layers}


def style_distance(encoder: Encoder, picture: Tensor, painting: Tensor) -> float:
    """Return how far a picture is from a painting's style: the mean style loss over the layers."""
    ours, theirs = (moments_of(encoder, p, encoder.style_layers) for p in (picture, painting))
    losses = [style_loss(ours[name].second, theirs[name].second) for name in ours]
    return float(torch.stack(losses).mean())
