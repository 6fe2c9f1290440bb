"""A run, laid down so that it can go on later, elsewhere, as if it had never stopped."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Self

import torch
from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from stylecore.errors import StyleError
from stylecore.optimize import State
from stylecore.options import StyleOptions

__all__ = ["Checkpoint", "fingerprint"]

# What may differ between the run that was stopped and the one that goes on.
FREE = {"gpu", "save_epochs", "max_num_epochs", "stop_eps", "remove_noise", "weights"}


def fingerprint(content: Image.Image, style: Image.Image, options: StyleOptions) -> str:
    """Return what a run is of: its pictures and all options that shape its path."""
    digest = hashlib.sha256(options.model_dump_json(exclude=FREE).encode())
    for picture in (content, style):
        digest.update(repr(picture.size).encode() + picture.tobytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Checkpoint:
    """Where a run stood after `epoch` steps, the last `quiet` of which hardly moved it."""

    fingerprint: str
    epoch: int
    quiet: int
    coordinates: Tensor
    optimizer: State = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return it as a safetensors file, which holds numbers and nothing that could run."""
        tensors = {"coordinates": self.coordinates}
        tensors |= {f"optimizer.{name}": tensor for name, tensor in self.optimizer.items()}
        laid = {name: tensor.cpu().contiguous() for name, tensor in tensors.items()}
        state = json.dumps(
            {"fingerprint": self.fingerprint, "epoch": self.epoch, "quiet": self.quiet}
        )
        return save(laid, metadata={"easel": state})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises StyleError for anything else."""
        try:
            tensors = load(data)
            length = int.from_bytes(data[:8], "little")
            header = json.loads(data[8 : 8 + length])
            state = json.loads(header["__metadata__"]["easel"])
            coordinates = tensors.pop("coordinates")
        except (SafetensorError, KeyError, ValueError) as error:
            raise StyleError("That is not a checkpoint of an unfinished picture.") from error
        optimizer = {name.removeprefix("optimizer."): t for name, t in tensors.items()}
        return cls(**state, coordinates=coordinates, optimizer=optimizer)

    def on(self, device: torch.device) -> Self:
        """Return the same with its tensors on `device`."""
        optimizer = {name: tensor.to(device) for name, tensor in self.optimizer.items()}
        return replace(self, coordinates=self.coordinates.to(device), optimizer=optimizer)
