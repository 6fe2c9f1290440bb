"""The loss and its exact gradient, whole or by blocks, on one device or several.

By blocks it takes two passes, and memory for one block at a time. The first, without gradients,
adds up the moments of all blocks; from them the style loss follows, and how it would change with
each moment. The second takes each block again: what its pixels do to the moments times what the
moments do to the loss is their gradient. Blocks overlap by what their features see, so nothing is
approximate and there are no seams (the idea is that of Galerne et al. 2024, "SPST").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

import torch
from torch import Tensor

from stylecore.blocks import Block
from stylecore.moments import Moments
from stylecore.objective import Objective
from stylecore.scan import plan

__all__ = ["Evaluation", "by_blocks", "whole"]

Result = TypeVar("Result")


class Evaluation:
    """Maps a picture `(1, 3, H, W)`, 0..1, to its loss and the gradient of that.

    It goes by blocks if the objective has a `tile`. Blocks are shared out among `devices`, of which
    the first is where the pictures are.
    """

    def __init__(self, objective: Objective, devices: Sequence[torch.device] = ()) -> None:
        self.objective = objective
        self.replicas = [objective, *(objective.on(device) for device in devices[1:])]

    def __call__(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """Return the loss, a scalar, and the gradient, of the picture's shape."""
        if not self.objective.tile:
            return whole(self.objective, picture)
        blocks = plan(
            self.objective.encoder, self.objective.layers.all, picture, self.objective.tile
        )
        return by_blocks(self.replicas, picture, blocks)


def whole(objective: Objective, picture: Tensor) -> tuple[Tensor, Tensor]:
    """Return loss and gradient in one go."""
    picture = picture.detach().requires_grad_()
    loss = objective(picture)
    (gradient,) = torch.autograd.grad(loss, picture)
    return loss.detach(), gradient


def by_blocks(
    replicas: Sequence[Objective], picture: Tensor, blocks: Sequence[Block]
) -> tuple[Tensor, Tensor]:
    """Return loss and gradient block by block, the blocks shared out among the replicas."""
    home, picture = replicas[0], picture.detach()
    totals: list[Moments] = []
    loss = torch.zeros((), dtype=picture.dtype, device=picture.device)
    for found, content in _spread(replicas, blocks, lambda o, b: _look(o, picture, b)):
        here = [m.to(picture.device) for m in found]
        totals = [t + m for t, m in zip(totals, here, strict=True)] if totals else here
        loss = loss + content.to(picture.device)
    style, slopes = _slopes(home, totals)
    smoothness, gradient = _smoothness(home, picture)
    pulls = _spread(replicas, blocks, lambda o, b: _pull(o, picture, b, slopes))
    for block, pull in zip(blocks, pulls, strict=True):
        block.crop(gradient).add_(pull.to(picture.device))
    return loss + style + smoothness, gradient


def _look(objective: Objective, picture: Tensor, block: Block) -> tuple[list[Moments], Tensor]:
    """Return a block's moments and its part of the content loss."""
    with torch.no_grad():
        features = objective.features(block.crop(picture).to(objective.device), block)
        return objective.moments(features, block), objective.content_loss(features, block)


def _slopes(objective: Objective, totals: Sequence[Moments]) -> tuple[Tensor, list[Moments]]:
    """Return the style loss and its gradient with respect to the sums behind each moment."""
    if not totals:
        return objective.style_loss([]), []
    leaves = [
        Moments(m.second.requires_grad_(), m.mean.requires_grad_(), m.positions) for m in totals
    ]
    loss = objective.style_loss(leaves)
    inputs = [tensor for m in leaves for tensor in (m.second, m.mean)]
    found = torch.autograd.grad(loss, inputs, materialize_grads=True)
    counts = [m.positions.clamp_min(1e-6) for m in totals]
    return loss.detach(), [
        Moments(second / n, mean / n, n)
        for second, mean, n in zip(found[::2], found[1::2], counts, strict=True)
    ]


def _smoothness(objective: Objective, picture: Tensor) -> tuple[Tensor, Tensor]:
    pixels = picture.detach().requires_grad_()
    loss = objective.smoothness(pixels)
    (gradient,) = torch.autograd.grad(loss, pixels)
    return loss.detach(), gradient


def _pull(objective: Objective, picture: Tensor, block: Block, slopes: Sequence[Moments]) -> Tensor:
    """Return what a block's features give to the gradient of the pixels they see."""
    pixels = block.crop(picture).to(objective.device).requires_grad_()
    features = objective.features(pixels, block)
    surrogate = objective.content_loss(features, block)
    for ours, slope in zip(objective.moments(features, block), slopes, strict=True):
        slope = slope.to(objective.device)
        change = (slope.second * ours.second).sum() + (slope.mean * ours.mean).sum()
        surrogate = surrogate + ours.positions * change
    (gradient,) = torch.autograd.grad(surrogate, pixels)
    return gradient


def _spread(
    replicas: Sequence[Objective],
    blocks: Sequence[Block],
    work: Callable[[Objective, Block], Result],
) -> Iterator[Result]:
    """Yield the work's result for each block, in order; each replica does one block at a time."""
    if len(replicas) == 1:
        yield from (work(replicas[0], block) for block in blocks)
        return
    waiting = iter(blocks)
    with ThreadPoolExecutor(len(replicas)) as pool:
        while group := list(islice(waiting, len(replicas))):
            yield from pool.map(work, replicas, group)
