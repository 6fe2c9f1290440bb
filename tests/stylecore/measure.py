"""Run by tests in a process of its own: print the bytes that an evaluation adds at its peak."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import torch

from stylecore.encoders import load_encoder
from stylecore.objective import Example, Objective
from stylecore.options import StyleOptions
from stylecore.tiles import Evaluation

PAGE = 4096


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def main(size: int, tile: int) -> None:
    options = StyleOptions()
    encoder = load_encoder(options, torch.device("cpu"))
    photo = torch.rand(1, 3, size, size).contiguous(memory_format=torch.channels_last)
    painting = photo[..., :64, :64]
    # Looking at the photo takes memory that would be used again: in small blocks, little of it.
    objective = Objective(encoder, photo, [Example(painting)], options, tile=64)
    objective.tile = tile
    before, done, peak = resident(), threading.Event(), 0

    def watch() -> None:
        nonlocal peak
        while not done.is_set():
            peak = max(peak, resident())
            time.sleep(0.001)

    watcher = threading.Thread(target=watch)
    watcher.start()
    Evaluation(objective)(photo)
    done.set()
    watcher.join()
    print(peak - before)


main(*(int(word) for word in sys.argv[1:]))
