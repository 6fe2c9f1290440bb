"""How much memory a run needs, and whether it is computed whole or in blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from stylecore.blocks import reach
from stylecore.encoders import Chosen, Encoder, choose_layers
from stylecore.free import free
from stylecore.optimize import history
from stylecore.options import StyleOptions

__all__ = ["FIXED", "choose_tile", "kept", "per_pixel"]

FLOAT = 4
FIXED = 80_000_000
"""Bytes that an evaluation takes at any size: buffers of the convolutions (measured)."""
PASSING = 4.4
"""How many times the largest layer is in memory besides, on the way back (measured)."""
WORKING = 9
"""Pictures' worth of numbers in memory at once beside the optimiser's history (measured)."""

WHOLE_LIMIT = 3_000_000_000
"""On the CPU, whose memory is everyone's, a run that needs more than this goes by blocks."""
BLOCKS_LIMIT = 1_350_000_000
"""What a run by blocks takes on the CPU, where it can: less than 2.5 GB, with torch itself (0.65)
and what the allocator holds on to between blocks (0.35, measured)."""
SHARE = 0.8
"""How much of what is free is taken, at most."""
LEAST = 400_000_000
"""What a block may take in any case: smaller ones would be mostly overlap."""
LEAST_CELLS = 4
PROBE = 64


def choose_tile(
    encoder: Encoder,
    size: tuple[int, int],
    options: StyleOptions,
    devices: Sequence[torch.device],
    regions: int = 1,
) -> int:
    """Return in blocks of how many pixels a picture of `size` (H, W) is computed; 0 for whole.

    By blocks if `options.tile` says so, if there are several devices to share them, or if the whole
    would need more memory than there is.
    """
    if options.tile:
        return options.tile if options.tile < max(size) else 0
    layers = choose_layers(encoder, options)
    pixel = per_pixel(encoder, layers, devices[0], regions)
    state = kept(encoder, size, options)
    whole = FIXED + pixel * size[0] * size[1]
    if len(devices) == 1 and whole <= _room(devices, WHOLE_LIMIT - state, state):
        return 0
    view = reach(encoder.layers[name] for name in layers.all)
    # Beside a state that is beyond the limit anyway, a larger block is no matter, and quicker.
    room = _room(devices, max(BLOCKS_LIMIT - state, state / 3), state)
    side = ((max(room, LEAST) - FIXED) / pixel) ** 0.5
    shared = max(size) / len(devices)
    return _on_grid(min(side - 2 * view.margin, shared), view.stride)


def _room(devices: Sequence[torch.device], limit: float, state: float) -> float:
    """Return the bytes for evaluations on each device; on the CPU, which is everyone's, a limit."""
    shares = [SHARE * free(device) / devices.count(device) for device in devices]
    here = limit / devices.count(devices[0]) if devices[0].type == "cpu" else float("inf")
    return min(here, *(share - state for share in shares))


def _on_grid(pixels: float, stride: int) -> int:
    """Return the side of a block: whole cells, and not so few that all is overlap."""
    return max(int(pixels / stride), LEAST_CELLS) * stride


def kept(encoder: Encoder, size: tuple[int, int], options: StyleOptions) -> int:
    """Return the bytes a run needs beside evaluations: its state, and what it compares with."""
    numbers = 3 * size[0] * size[1]
    pairs = history(numbers) if options.optimizer == "lbfgs" else 1
    content = _features(encoder, choose_layers(encoder, options).content) * size[0] * size[1]
    return int(FLOAT * numbers * (2 * pairs + WORKING) + content)


def per_pixel(encoder: Encoder, layers: Chosen, device: torch.device, regions: int = 1) -> float:
    """Return the bytes for each pixel that an evaluation has in memory at its peak.

    Found by looking at what the gradient of a small picture keeps; regions each keep a copy of the
    style's features.
    """
    seen: dict[int, int] = {}

    def keep(tensor: Tensor) -> Tensor:
        if tensor.shape[:1] == (1,):  # the weights are kept as well, but are there anyway
            seen[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    picture = torch.zeros(1, 3, PROBE, PROBE, device=device, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        features = encoder(picture, layers.all)
        for values in features.values():
            keep(values)
    peak = (sum(seen.values()) + PASSING * max(seen.values())) / PROBE**2
    masked = regions * _features(encoder, layers.style) if regions > 1 else 0
    return peak + masked


def _features(encoder: Encoder, layers: Iterable[str]) -> float:
    """Return the bytes that the features of these layers have for each pixel."""
    known = [encoder.layers[name] for name in layers]
    return sum(FLOAT * layer.channels / layer.stride**2 for layer in known)
