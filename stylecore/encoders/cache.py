"""A network's weights on this machine: cached, or fetched and verified, or a file of one's own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from platformdirs import user_cache_path
from safetensors.torch import load_file, save_file
from torch import Tensor

from stylecore.encoders.download import sha256
from stylecore.errors import StyleError, WeightsError

__all__ = ["Adopt", "Network", "Source", "Weights", "cache_folder", "ensure", "load"]

Weights = Mapping[str, Tensor]
Adopt = Callable[[Weights], Weights]


@dataclass(frozen=True)
class Source:
    """Somewhere the weights can be had: `fetch(folder)` returns them or raises WeightsError.

    `file` is the name of what is fetched, where people can fetch it by hand.
    """

    name: str
    fetch: Callable[[Path], Weights]
    file: str = ""


@dataclass(frozen=True)
class Network:
    """A network's weights: where they are found, and how they are named.

    `adopt` returns a state dict under our names; WeightsError for another network's. `variants` are
    files that want an `adopt` of their own, by the start of their sha256.
    """

    name: str
    credit: str
    adopt: Adopt
    sources: Callable[[], tuple[Source, ...]]
    variants: Callable[[], Mapping[str, Adopt]] = dict


def cache_folder() -> Path:
    """Return where fetched weights are kept: `EASEL_CACHE`, or the user's cache folder."""
    named = os.environ.get("EASEL_CACHE")
    return Path(named) if named else user_cache_path("easel")


def ensure(network: Network, sources: tuple[Source, ...] | None = None) -> Path:
    """Return the cached file of a network's weights, fetched if it is not there yet.

    Raises WeightsError, naming each source and the file to put in place by hand, if none does.
    """
    path = cache_folder() / f"{network.name}.safetensors"
    if path.exists():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _save(_first(network.name, sources or network.sources(), path), path)
    except OSError as error:
        raise WeightsError(
            f"Cannot keep the weights in {path.parent}: {error.strerror}."
        ) from error
    return path


def load(network: Network, path: Path | None = None) -> Weights:
    """Read a network's weights: the cached ones, or those of a file of your own.

    A safetensors or torch file; our names (`conv1_1.bias`) or torchvision's (`features.0.bias`).
    """
    if path is None:
        return load_file(ensure(network))
    if not path.is_file():
        raise WeightsError(f"There is no weights file {path}.")
    try:
        return _adopt(network, path)(_read(path))
    except StyleError as error:
        raise WeightsError(f"{path}: {error}") from error
    except Exception as error:
        raise WeightsError(f"{path} is not a weights file that can be read: {error}.") from error


def _adopt(network: Network, path: Path) -> Adopt:
    """Return how a file of this network is read: as a variant, if its checksum is that of one."""
    digest = sha256(path)
    known = network.variants().items()
    return next((adopt for start, adopt in known if digest.startswith(start)), network.adopt)


def _read(path: Path) -> Weights:
    if path.suffix == ".safetensors":
        return load_file(path)
    loaded: Weights = torch.load(path, map_location="cpu", weights_only=True)
    return loaded


def _first(network: str, sources: tuple[Source, ...], path: Path) -> Weights:
    """Return the weights of the first source that has them; name them all if none has."""
    reasons = []
    for source in sources:
        try:
            return source.fetch(path.parent)
        except WeightsError as error:
            reasons.append(f"{source.name}: {error}".removesuffix("."))
            print(f"{source.name} does not serve the weights here: {error}", file=sys.stderr)
    raise WeightsError(_advice(network, sources, path, reasons))


def _advice(network: str, sources: tuple[Source, ...], path: Path, reasons: list[str]) -> str:
    """Say what to fetch by hand, on another machine if need be, and where to put it."""
    by_hand = next((source.file for source in sources if source.file), "")
    return (
        f"The weights of {network} could not be fetched ({' | '.join(reasons)}). "
        + (f"Fetch {by_hand} by hand and put it at {path.parent / by_hand}, or " if by_hand else "")
        + f"run 'python -m stylecore.encoders.weights {network}' where they can be fetched and "
        f"copy its {path.name} to {path}; or name a file that you have with --weights FILE."
    )


def _save(weights: Weights, path: Path) -> None:
    """Write all of the file or nothing: a half-written cache must never be believed."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    save_file({name: tensor.contiguous() for name, tensor in weights.items()}, part)
    part.replace(path)
