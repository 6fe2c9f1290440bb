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
from stylecore.scene import Scene

__all__ = ["Checkpoint", "fingerprint"]

# What may differ between the run that was stopped and the one that goes on.
FREE = {"gpu", "save_epochs", "max_num_epochs", "stop_eps", "remove_noise", "weights", "tile"}


def fingerprint(scene: Scene, options: StyleOptions) -> str:
    """Return what a run is of: its pictures and all options that shape its path."""
    digest = hashlib.sha256(options.model_dump_json(exclude=FREE).encode())
    digest.update(repr([painting.weight for painting in scene.paintings]).encode())
    for picture in scene.pictures():
        digest.update(b"none" if picture is None else _seen(picture))
    return digest.hexdigest()


def _seen(picture: Image.Image) -> bytes:
    return repr((picture.mode, picture.size)).encode() + picture.tobytes()


@dataclass(frozen=True)
class Checkpoint:
    """Where a run stood after `epoch` steps, the last `quiet` of which hardly moved it.

    `base` is the picture from which the coordinates of this `octave` are counted; None where that
    is the run's first. `recent` are the last pictures, where their mean is asked for.
    """

    fingerprint: str
    epoch: int
    quiet: int
    coordinates: Tensor
    optimizer: State = field(default_factory=dict)
    octave: int = 0
    base: Tensor | None = None
    recent: State = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return it as a safetensors file, which holds numbers and nothing that could run."""
        laid = {name: tensor.cpu().contiguous() for name, tensor in self._tensors().items()}
        names = ("fingerprint", "epoch", "quiet", "octave")
        state = json.dumps({name: getattr(self, name) for name in names})
        return save(laid, metadata={"easel": state})

    def _tensors(self) -> State:
        """Return all tensors, each by a name of its own."""
        tensors = {"coordinates": self.coordinates}
        tensors |= {} if self.base is None else {"base": self.base}
        tensors |= {f"optimizer.{name}": tensor for name, tensor in self.optimizer.items()}
        return tensors | {f"recent.{name}": tensor for name, tensor in self.recent.items()}

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises StyleError for anything else."""
        try:
            tensors = load(data)
            length = int.from_bytes(data[:8], "little")
            header = json.loads(data[8 : 8 + length])
            state = json.loads(header["__metadata__"]["easel"])
            coordinates, base = tensors.pop("coordinates"), tensors.pop("base", None)
        except (SafetensorError, KeyError, ValueError) as error:
            raise StyleError("That is not a checkpoint of an unfinished picture.") from error
        optimizer, recent = (_group(tensors, group) for group in ("optimizer.", "recent."))
        return cls(**state, coordinates=coordinates, base=base, optimizer=optimizer, recent=recent)

    def on(self, device: torch.device) -> Self:
        """Return the same with its tensors on `device`."""
        return replace(
            self,
            coordinates=self.coordinates.to(device),
            base=None if self.base is None else self.base.to(device),
            optimizer={name: tensor.to(device) for name, tensor in self.optimizer.items()},
            recent={name: tensor.to(device) for name, tensor in self.recent.items()},
        )


def _group(tensors: State, prefix: str) -> State:
    found = {name: tensor for name, tensor in tensors.items() if name.startswith(prefix)}
    return {name.removeprefix(prefix): tensor for name, tensor in found.items()}
