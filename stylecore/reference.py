"""The recipe of the program in the article, to the letter: `--preset reference`.

Formulas and constants are those of apache/mxnet, example/neural-style/run.py, with the step of the
article (0.1, a tenth less every ten epochs). They ask for a network whose activations average one,
as Gatys et al. had scaled theirs; with others the photo drowns and that step never settles
(measured), so features are divided by their mean here. Borders are replicated, not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import torch
import torch.nn.functional as F  # noqa: N812 - the name everyone knows it by
from PIL import Image
from torch import Tensor

from stylecore.encoders import Encoder, choose_layers
from stylecore.errors import StyleError
from stylecore.optimize import SGD, Optimizer, make_optimizer
from stylecore.options import StyleOptions
from stylecore.paintings import Painting
from stylecore.recipe import Recipe
from stylecore.scene import Scene
from stylecore.steady import Steady
from stylecore.tensors import to_tensor

__all__ = ["MEAN", "Pixels", "Sums", "first_picture", "mxnet"]

MEAN = (123.68, 116.779, 103.939)
"""Of RGB 0..255: the network's, subtracted from the picture throughout."""
NOISE = 0.1
TINY = 1e-6
WEIGHT_DECAY = 0.0005
LAPLACIAN = ((0.0, -1.0, 0.0), (-1.0, 4.0, -1.0), (0.0, -1.0, 0.0))

OURS_ALONE = {"statistic": "gram", "style_scale": 1.0, "tile": 0}
"""What the program knew nothing of, and the only values that it can be said to have had."""


class Pixels:
    """A picture as its own pixels, 0..255 less the mean: what the program optimised."""

    def __init__(self, first: Tensor) -> None:
        self.mean = torch.tensor(MEAN, device=first.device).view(1, 3, 1, 1)
        self.first = first * 255 - self.mean

    def start(self) -> Tensor:
        """Return the pixels of the first picture."""
        return self.first

    def __call__(self, pixels: Tensor) -> Tensor:
        """Return the picture `(1, 3, H, W)`, 0..1, of pixels of the same shape."""
        picture: Tensor = (pixels + self.mean) / 255
        return picture.contiguous(memory_format=torch.channels_last)


class Sums:
    """The loss, `style_weight sum_l sum((G - A)^2) / (C^2 N) + content_weight sum((F - P)^2)`.

    `G = F F^T` is not divided by anything; C are channels, N positions. All of it grows with the
    size of the picture. Of several paintings each `A` counts by its share of the weights. Features
    are in units of their mean over the photo, each layer's its own.
    """

    def __init__(
        self,
        encoder: Encoder,
        show: Pixels,
        content: Tensor,
        paintings: Sequence[tuple[Tensor, float]],
        options: StyleOptions,
    ) -> None:
        self.encoder, self.show, self.options = encoder, show, options
        self.layers = choose_layers(encoder, options)
        total = sum(weight for _, weight in paintings)
        with torch.no_grad():
            found = encoder(content * 255, self.layers.all)
            self.unit = {name: f.mean().clamp_min(TINY) for name, f in found.items()}
            self.content = self._features(content * 255)
            self.style = [(self._grams(p), weight / total) for p, weight in paintings]

    def __call__(self, pixels: Tensor) -> Tensor:
        """Return the loss, a scalar, of `pixels`; the smoothness is a gradient and has none."""
        features = self._features(self.show(pixels) * 255)
        loss = torch.zeros((), device=pixels.device)
        for name, weight in self.layers.content.items():
            difference = (features[name] - self.content[name]).square().sum()
            loss = loss + self.options.content_weight * weight * difference
        for name, weight in self.layers.style.items():
            _, channels, height, width = features[name].shape
            scale = self.options.style_weight * weight / (channels**2 * height * width)
            ours = _gram(features[name])
            for grams, share in self.style:
                loss = loss + scale * share * (ours - grams[name]).square().sum()
        return loss

    def evaluate(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Return the loss and the gradient: clipped to a norm, then smoothness added."""
        pixels = pixels.detach().requires_grad_()
        loss = self(pixels)
        (gradient,) = torch.autograd.grad(loss, pixels)
        most = float(pixels.numel())
        gradient = gradient * (most / gradient.norm()).clamp(max=1)
        return loss.detach(), gradient + self.options.tv_weight * unrest(pixels.detach())

    def _grams(self, painting: Tensor) -> dict[str, Tensor]:
        features = self._features(painting * 255)
        return {name: _gram(features[name]) for name in self.layers.style}

    def _features(self, picture: Tensor) -> dict[str, Tensor]:
        found = self.encoder(picture, self.layers.all)
        return {name: f / self.unit[name] for name, f in found.items()}


def unrest(pixels: Tensor) -> Tensor:
    """Return the Laplacian of each channel over 8, zeros around: the gradient of unevenness."""
    kernel = torch.tensor(LAPLACIAN, device=pixels.device).expand(3, 1, 3, 3) / 8
    return F.conv2d(pixels, kernel, padding=1, groups=3)


def first_picture(photo: Tensor, options: StyleOptions) -> Tensor:
    """Return what the program started from: a grey with noise that the eye does not see."""
    if options.start == "content":
        return photo
    generator = torch.Generator().manual_seed(options.seed)
    noise = torch.rand(photo.shape, generator=generator).mul(2 * NOISE).sub(NOISE)
    return ((noise + torch.tensor(MEAN).view(1, 3, 1, 1)) / 255).to(photo.device)


def mxnet(encoder: Encoder, scene: Scene, first: Tensor, options: StyleOptions) -> Recipe:
    """Return the program's recipe; the paintings are stretched to the photo's shape, as there."""
    _refuse_what_it_lacks(scene, options)
    show = Pixels(first)
    content = to_tensor(scene.content, first.device)
    paintings = [(_stretched(p, scene.content, first.device), p.weight) for p in scene.paintings]
    sums = Sums(encoder, show, content, paintings, options)
    make: Callable[[float], Optimizer] = partial(make_optimizer, options.optimizer)
    if options.optimizer == "sgd":
        make = partial(SGD, weight_decay=WEIGHT_DECAY)
    return Recipe(show, sums.evaluate, Steady(make, options.lr), patience=1)


def _refuse_what_it_lacks(scene: Scene, options: StyleOptions) -> None:
    for name, only in OURS_ALONE.items():
        if getattr(options, name) != only:
            said = name.replace("_", "-")
            raise StyleError(f"The preset reference has no {said}: leave one of the two out.")
    if scene.mask is not None:
        raise StyleError("The preset reference knows no masks: leave one of the two out.")


def _stretched(painting: Painting, photo: Image.Image, device: torch.device) -> Tensor:
    return to_tensor(painting.picture.resize(photo.size, Image.Resampling.LANCZOS), device)


def _gram(features: Tensor) -> Tensor:
    flat = features.flatten(2).squeeze(0).float()
    matrix: Tensor = flat @ flat.T
    return matrix
