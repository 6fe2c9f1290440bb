"""Which device computes."""

from __future__ import annotations

import json

import torch

from stylecore.errors import StyleError

__all__ = ["available", "choose"]


def available() -> list[str]:
    """Return the names of the devices of this machine: its GPUs, or `cpu` where it has none."""
    return [f"cuda:{i}" for i in range(torch.cuda.device_count())] or ["cpu"]


def choose(gpu: tuple[int, ...] | None) -> torch.device:
    """Return the device for `--gpu`: an index, -1 for the CPU, None for the best there is."""
    if gpu is None:
        return torch.device(available()[0])
    if len(gpu) > 1:
        raise StyleError(
            f"--gpu {','.join(map(str, gpu))}: one device at a time works so far. Name one of them."
        )
    if gpu[0] == -1:
        return torch.device("cpu")
    if gpu[0] not in range(torch.cuda.device_count()):
        raise StyleError(f"There is no GPU {gpu[0]} on this machine: {_there_are()}.")
    return torch.device("cuda", gpu[0])


def _there_are() -> str:
    count = torch.cuda.device_count()
    if not count:
        return "it has none that torch can use. Use --gpu -1 for the CPU"
    names = ", ".join(f"{i} ({torch.cuda.get_device_name(i)})" for i in range(count))
    return f"it has {names}, and -1 for the CPU"


if __name__ == "__main__":
    print(json.dumps(available()))
