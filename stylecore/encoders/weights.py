"""Fetch networks' weights once: `python -m stylecore.encoders.weights [vgg16 vgg19 inception]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from stylecore.encoders.cache import ensure
from stylecore.encoders.networks import NETWORKS
from stylecore.errors import WeightsError

__all__ = ["main"]


def main(names: Sequence[str] = ("vgg16",)) -> int:
    """Fetch the weights of the networks `names` if need be; say where they are."""
    for name in names:
        if name not in NETWORKS:
            print(f"easel: there is no network {name}: {', '.join(NETWORKS)}.", file=sys.stderr)
            return 2
        try:
            file = ensure(NETWORKS[name])
        except WeightsError as error:
            print(f"easel: {error}", file=sys.stderr)
            return 1
        print(f"The weights of {name} ({NETWORKS[name].credit}) are in {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ("vgg16",)))
