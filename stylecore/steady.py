"""An optimiser that runs off is put back and goes on in smaller steps."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

from stylecore.errors import DivergedError
from stylecore.optimize import Evaluate, Optimizer, State

__all__ = ["Steady"]

WORSE = 10.0
"""How many times the first loss is running off: honest detours went to five times (measured)."""
SLOWER = 0.3
TRIES = 5


class Steady:
    """Takes the steps of an optimiser, and looks at where each leads before it is taken.

    Where there is no number, or a loss beyond reason, the optimiser starts afresh from where it
    was, with a smaller `lr`; `note` then says so, until the next step. `make` returns the optimiser
    for an `lr`.
    """

    def __init__(self, make: Callable[[float], Optimizer], lr: float) -> None:
        self.make, self.lr = make, lr
        self.inner = make(lr)
        self.tries = 0
        self.limit: float | None = None
        self.note: str | None = None
        self.known: tuple[Tensor, tuple[Tensor, Tensor]] | None = None

    def step(self, x: Tensor, evaluate: Evaluate) -> tuple[Tensor, Tensor]:
        """Return the next coordinates and the loss there. Raises DivergedError if none will do."""
        self.note = None

        def look(at: Tensor) -> tuple[Tensor, Tensor]:
            return self._look(at, evaluate)

        while True:
            moved, loss = self.inner.step(x, look)
            seen = None if self.inner.ahead else look(moved)
            loss = loss if seen is None else seen[0]
            if self._sound(moved, loss):
                self.known = seen and (moved, seen)
                return moved, loss
            self._slow_down()

    def state(self) -> State:
        """Return the optimiser's state and our own."""
        limit = float("nan") if self.limit is None else self.limit
        return self.inner.state() | {"steady": torch.tensor([self.tries, limit]).double()}

    def restore(self, state: State) -> None:
        """Go on from a `state()`."""
        tries, limit = state["steady"].tolist()
        self.tries, self.limit = int(tries), None if math.isnan(limit) else limit
        self.inner = self.make(self._lr())
        self.inner.restore({name: state[name] for name in state if name != "steady"})

    def _look(self, x: Tensor, evaluate: Evaluate) -> tuple[Tensor, Tensor]:
        """Evaluate, unless that was done when the last step was looked at."""
        if self.known is not None and x is self.known[0]:
            return self.known[1]
        found = evaluate(x)
        if self.limit is None:
            self.limit = WORSE * float(found[0])
        return found

    def _sound(self, x: Tensor, loss: Tensor) -> bool:
        assert self.limit is not None
        return float(loss) <= self.limit and bool(torch.isfinite(x.sum()))

    def _slow_down(self) -> None:
        assert self.limit is not None
        if self.tries == TRIES or not self.limit < float("inf"):
            raise DivergedError(
                f"The picture ran off. Try a smaller lr than {self.lr:g}, or other weights."
            )
        self.tries += 1
        self.inner = self.make(self._lr())
        self.note = f"The picture ran off: going on with smaller steps, lr {self._lr():.2g}."

    def _lr(self) -> float:
        return self.lr * SLOWER**self.tries
