"""The network's convolutions alone, forward and back to the picture: what an epoch cannot beat.

Prints JSON: the median seconds of a pass, and its floating point operations.
`python convolutions.py HEIGHT WIDTH DEVICE`
"""

from __future__ import annotations

import json
import statistics
import sys
import time

import torch

BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512,))
PASSES = 7


def layers(height: int, width: int) -> list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Return input, kernel and output gradient of each convolution, channels last."""
    found, before = [], 3
    for b, block in enumerate(BLOCKS):
        for channels in block:
            x = torch.rand(1, before, height >> b, width >> b, device=device)
            slope = torch.rand(1, channels, height >> b, width >> b, device=device)
            kernel = torch.rand(channels, before, 3, 3, device=device)
            last = torch.channels_last
            found.append(tuple(t.contiguous(memory_format=last) for t in (x, kernel, slope)))
            before = channels
    return found


def once() -> float:
    """Return the seconds of a pass over all convolutions."""
    started = time.perf_counter()
    for x, kernel, slope in network:
        torch.nn.functional.conv2d(x, kernel, padding=1)
        torch.ops.aten.convolution_backward(
            slope, x, kernel, None, [1, 1], [1, 1], [1, 1], False, [0, 0], 1, [True, False, False]
        )
    if device.type == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - started


height, width, device = int(sys.argv[1]), int(sys.argv[2]), torch.device(sys.argv[3])
network = layers(height, width)
with torch.no_grad():
    once()
    seconds = statistics.median(once() for _ in range(PASSES))
operations = sum(4 * kernel.numel() * slope[0, 0].numel() for _, kernel, slope in network)
print(json.dumps({"seconds": seconds, "operations": operations}))
