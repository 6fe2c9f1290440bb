"""How a picture of one size is painted: what is moved, what is minimised, who takes the steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import torch
from PIL import Image
from torch import Tensor

from stylecore.devices import choose
from stylecore.encoders import Encoder
from stylecore.fourier import FourierPicture
from stylecore.masks import Colour, read_labels, region_colours
from stylecore.memory import choose_tile
from stylecore.objective import Example, Objective
from stylecore.optimize import Evaluate, make_optimizer
from stylecore.options import StyleOptions
from stylecore.scene import Scene
from stylecore.steady import Steady
from stylecore.tensors import to_tensor
from stylecore.tiles import Evaluation

__all__ = ["Parametrisation", "Recipe", "easel", "first_picture"]

DEVIATION = 0.227
"""The standard deviation of natural pictures on a scale of 0..1: what a step is measured in."""
PATIENCE = 3
"""Steps in a row that must fall below stop-eps: a line search takes a short one now and then."""
NOISE = 0.05
"""How far white noise leaves grey. Noise as strong as a picture comes to the same loss, but stays
as grain in textures and reconstructions (seen after 40 epochs at 160 px)."""


class Parametrisation(Protocol):
    """What the picture is a function of."""

    def start(self) -> Tensor:
        """Return the coordinates of the picture that it was made for."""

    def __call__(self, coordinates: Tensor, /) -> Tensor:
        """Return the picture `(1, 3, H, W)`, 0..1, of these coordinates."""


@dataclass(frozen=True)
class Recipe:
    """`evaluate` maps coordinates to the loss and its gradient; `patience` is for stop-eps."""

    parametrisation: Parametrisation
    evaluate: Evaluate
    optimizer: Steady
    patience: int


def easel(encoder: Encoder, scene: Scene, first: Tensor, options: StyleOptions) -> Recipe:
    """Return our own recipe, from the picture `first` `(1, 3, H, W)`, 0..1."""
    parametrisation = FourierPicture(first, DEVIATION)
    devices = choose(options.gpu)
    evaluation = Evaluation(_objective(encoder, scene, options, devices), devices)

    def evaluate(coordinates: Tensor) -> tuple[Tensor, Tensor]:
        coordinates = coordinates.detach().requires_grad_()
        picture = parametrisation(coordinates)
        loss, slope = evaluation(picture)
        (gradient,) = torch.autograd.grad(picture, coordinates, slope)
        return loss, gradient

    optimizer = Steady(partial(make_optimizer, options.optimizer), options.lr)
    return Recipe(parametrisation, evaluate, optimizer, PATIENCE)


def first_picture(photo: Tensor, options: StyleOptions) -> Tensor:
    """Return what a run starts from: the photo, or white noise drawn from the seed."""
    if options.start == "content":
        return photo
    generator = torch.Generator().manual_seed(options.seed)
    noise = 0.5 + NOISE * (2 * torch.rand(photo.shape, generator=generator) - 1)
    return noise.to(photo.device).contiguous(memory_format=torch.channels_last)


def _objective(
    encoder: Encoder, scene: Scene, options: StyleOptions, devices: Sequence[torch.device]
) -> Objective:
    device = devices[0]
    regions = () if scene.mask is None else region_colours(scene.mask)
    examples = [
        Example(
            to_tensor(p.picture, device), p.weight, _labels(p.mask, p.picture.size, regions, device)
        )
        for p in scene.paintings
    ]
    labels = _labels(scene.mask, scene.content.size, regions, device)
    content = to_tensor(scene.content, device)
    height, width = content.shape[-2:]
    tile = choose_tile(encoder, (height, width), options, devices, max(1, len(regions)))
    return Objective(encoder, content, examples, options, labels, tile)


def _labels(
    mask: Image.Image | None,
    size: tuple[int, int],
    regions: tuple[Colour, ...],
    device: torch.device,
) -> Tensor | None:
    if mask is None:
        return None
    return torch.from_numpy(read_labels(mask, size, regions)).to(device)
