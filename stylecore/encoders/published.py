"""Weights that torchvision publishes: a file whose name ends in the start of its own sha256."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch

from stylecore.encoders.cache import Source, Weights
from stylecore.encoders.download import download, sha256
from stylecore.errors import WeightsError

__all__ = ["digest_of", "fetch", "published"]


def published(url: str, adopt: Callable[[Weights], Weights]) -> Source:
    """Return torchvision's host as a source of the file at `url`."""
    return Source("torchvision's host", partial(fetch, url=url, adopt=adopt), Path(url).name)


def fetch(folder: Path, url: str, adopt: Callable[[Weights], Weights]) -> Weights:
    """Return the weights in the file at `url`: the one that lies in `folder`, or else fetched.

    A file put there by hand is checked like a fetched one, used, and left where it is.
    """
    file, digest = folder / Path(url).name, digest_of(url)
    by_hand = file.exists()
    if not by_hand:
        download(url, file, digest)
    elif not sha256(file).startswith(digest):
        raise WeightsError(
            f"{file} is not the file that was expected: its checksum differs. Remove it."
        )
    weights = adopt(torch.load(file, map_location="cpu", weights_only=True))
    if not by_hand:
        file.unlink()
    return weights


def digest_of(url: str) -> str:
    """Return the start of the sha256 that pins the file: `vgg19-dcbb9e9d.pth` says `dcbb9e9d`."""
    return Path(url).stem.rpartition("-")[2]
