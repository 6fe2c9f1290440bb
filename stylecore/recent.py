"""The mean of the last pictures of a run: what the steps jump about in evens out."""

from __future__ import annotations

from collections import deque

import torch
from torch import Tensor

__all__ = ["Recent"]


class Recent:
    """The last `count` pictures, in half floats: finer than what is saved, and half the memory."""

    def __init__(self, count: int) -> None:
        self.pictures: deque[Tensor] = deque(maxlen=count)

    def add(self, picture: Tensor) -> None:
        """Remember a picture; where only the last counts, none is kept."""
        if self.pictures.maxlen != 1:
            self.pictures.append(picture.detach().half())

    def mean(self, last: Tensor) -> Tensor:
        """Return the mean of what is remembered, or `last` where that is nothing."""
        if not self.pictures:
            return last
        total = torch.zeros_like(last)
        for picture in self.pictures:
            total += picture
        return total / len(self.pictures)

    def clear(self) -> None:
        """Forget them all: the next are of another size."""
        self.pictures.clear()

    def state(self) -> dict[str, Tensor]:
        """Return all that is needed to go on later."""
        return {str(number): picture for number, picture in enumerate(self.pictures)}

    def restore(self, state: dict[str, Tensor]) -> None:
        """Go on from a `state()`."""
        self.pictures.extend(state[str(number)] for number in range(len(state)))
