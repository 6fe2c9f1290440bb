"""Run by tests in a process of its own: one epoch of a large picture, and what it took.

python -m tests.stylecore.large 2048
"""

from __future__ import annotations

import json
import resource
import sys
import time

from PIL import Image

from stylecore import Artwork, StyleOptions, stylize
from stylecore.samples import load

KIB = 1024


def main(size: int) -> None:
    options = StyleOptions(gpu=(-1,), max_long_edge=size, max_num_epochs=1)
    # Enlarged to a square: the samples are smaller, and a square has the most pixels.
    photo, painting = (
        load(name).resize((size, size), Image.Resampling.BICUBIC) for name in ("chelsea", "starry")
    )
    started = time.monotonic()
    *_, artwork = stylize(photo, painting, options)
    assert isinstance(artwork, Artwork)
    report = {
        "size": artwork.picture.size,
        "loss": artwork.loss,
        "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB,
        "seconds": round(time.monotonic() - started),
    }
    print(json.dumps(report))


main(int(sys.argv[1]))
