"""Which devices compute."""

from __future__ import annotations

import json

import torch

from stylecore.errors import StyleError

__all__ = ["available", "choose"]


def available() -> list[str]:
    """Return the names of the devices of this machine: its GPUs, or `cpu` where it has none."""
    return [f"cuda:{i}" for i in range(torch.cuda.device_count())] or ["cpu"]


def choose(gpu: tuple[int, ...] | None) -> tuple[torch.device, ...]:
    """Return the devices for `--gpu`: indices, -1 for the CPU, None for the best there is.

    The first is where pictures are kept. Raises StyleError for one that is not there.
    """
    if gpu is None:
        return (torch.device(available()[0]),)
    return tuple(_device(index) for index in gpu)


def _device(index: int) -> torch.device:
    if index == -1:
        return torch.device("cpu")
    if index not in range(torch.cuda.device_count()):
        raise StyleError(f"There is no GPU {index} on this machine: {_there_are()}.")
    return torch.device("cuda", index)


def _there_are() -> str:
    count = torch.cuda.device_count()
    if not count:
        return "it has none that torch can use. Use --gpu -1 for the CPU"
    names = ", ".join(f"{i} ({torch.cuda.get_device_name(i)})" for i in range(count))
    return f"it has {names}, and -1 for the CPU"


if __name__ == "__main__":
    print(json.dumps(available()))
