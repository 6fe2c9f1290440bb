"""What an encoder makes of a picture that is only looked at: no gradients, block by block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import torch
from torch import Tensor

from stylecore import regions
from stylecore.blocks import Block, cut, reach, whole
from stylecore.encoders import Encoder
from stylecore.moments import Moments, moments

__all__ = ["Features", "features_of", "moments_of", "plan", "scan"]

Features = Mapping[str, Tensor]


def plan(encoder: Encoder, layers: Sequence[str], picture: Tensor, tile: int) -> tuple[Block, ...]:
    """Return the blocks of about `tile` pixels a side for these layers; all at once if it is 0."""
    height, width = picture.shape[-2:]
    if not tile:
        return (whole(height, width),)
    return cut(height, width, tile, reach(encoder.layers[name] for name in layers))


def scan(
    encoder: Encoder, layers: Sequence[str], picture: Tensor, blocks: Sequence[Block]
) -> Iterator[tuple[Block, Features]]:
    """Yield each block with its features, which together are those of `picture`, 0..1."""
    for block in blocks:
        with torch.no_grad():
            features = encoder(block.crop(picture) * 255, layers)
        yield block, {n: block.inner(features[n], encoder.layers[n].stride) for n in layers}


def features_of(
    encoder: Encoder, picture: Tensor, layers: Sequence[str], tile: int = 0
) -> dict[str, Tensor]:
    """Return the features `(1, C, h, w)` of a picture at each layer."""
    if not layers:
        return {}
    blocks = plan(encoder, layers, picture, tile)
    rows: dict[int, list[Features]] = {}
    for block, features in scan(encoder, layers, picture, blocks):
        rows.setdefault(block.rows.start, []).append(features)
    return {
        name: torch.cat([torch.cat([f[name] for f in row], -1) for row in rows.values()], -2)
        for name in layers
    }


def moments_of(
    encoder: Encoder,
    picture: Tensor,
    layers: Sequence[str],
    tile: int = 0,
    labels: Tensor | None = None,
    region: int = 0,
) -> dict[str, Moments]:
    """Return the moments of a picture at each layer, over one region of `labels` `(H, W)`."""
    if not layers:
        return {}
    strides = {name: encoder.layers[name].stride for name in layers}
    masks = {n: regions.membership(labels, region, stride) for n, stride in strides.items()}
    found: dict[str, Moments] = {}
    blocks = plan(encoder, layers, picture, tile)
    for block, features in scan(encoder, layers, picture, blocks):
        for name in layers:
            mask = masks[name]
            part = None if mask is None else block.of_whole(mask, strides[name])
            here = moments(features[name], part)
            found[name] = found[name] + here if name in found else here
    return found
