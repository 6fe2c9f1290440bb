"""The networks by which likeness is judged, found by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from stylecore.encoders.cache import Network, Weights, load
from stylecore.encoders.inception import INCEPTION, Inception
from stylecore.encoders.layers import (
    Chosen,
    Encoder,
    Layer,
    Layout,
    check_layers,
    choose_layers,
)
from stylecore.encoders.networks import NETWORKS
from stylecore.encoders.vgg import VGG, VGG16, VGG19
from stylecore.options import Pooling, StyleOptions

__all__ = [
    "ENCODERS",
    "Chosen",
    "Encoder",
    "Kind",
    "Layer",
    "Layout",
    "check_layers",
    "choose_layers",
    "encoder_key",
    "load_encoder",
]


@dataclass(frozen=True)
class Kind:
    """A kind of network: what is known of it, its weights, and how to build it from them."""

    layout: Layout
    network: Network
    build: Callable[[Weights, Pooling], nn.Module]


_vgg16 = Kind(VGG16, NETWORKS["vgg16"], lambda weights, pooling: VGG(weights, VGG16, pooling))
_vgg19 = Kind(VGG19, NETWORKS["vgg19"], lambda weights, pooling: VGG(weights, VGG19, pooling))
_inception = Kind(INCEPTION, NETWORKS["inception"], Inception)

ENCODERS: dict[str, Kind] = {
    "vgg": _vgg16,
    "vgg16": _vgg16,
    "vgg19": _vgg19,
    "inception": _inception,
}


def load_encoder(options: StyleOptions, device: torch.device) -> Encoder:
    """Return the network that `options` ask for, on `device`, its weights fetched if need be.

    Raises StyleError for layers that it lacks, before anything is fetched.
    """
    kind = ENCODERS[options.model]
    check_layers(kind.layout, options)
    encoder = kind.build(load(kind.network, options.weights), options.pooling)
    # Channels last: the layout in which convolutions are quickest, on CPU and GPU (measured).
    return encoder.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def encoder_key(options: StyleOptions) -> tuple[object, ...]:
    """Return what tells one loaded encoder from another, to keep them warm by."""
    return ENCODERS[options.model].network.name, options.pooling, options.weights
