"""Optimisers behind one small interface: take a step, and save or restore the state.

`evaluate` maps the coordinates to `(loss, gradient)`; an optimiser owns nothing but its own state,
which is a flat dict of tensors, so that a checkpoint can hold it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor

__all__ = ["LBFGS", "SGD", "Adam", "Evaluate", "Optimizer", "State", "history", "make_optimizer"]

Evaluate = Callable[[Tensor], tuple[Tensor, Tensor]]
State = dict[str, Tensor]

DECAY, DECAY_EVERY = 0.9, 10
HISTORY, LEAST_HISTORY = 10, 3
HISTORY_BYTES = 320 * 1024**2


class Optimizer(Protocol):
    """What `stylize` needs of an optimiser."""

    ahead: bool
    """Whether the loss it returns is already that of the coordinates it returns."""

    def step(self, x: Tensor, evaluate: Evaluate) -> tuple[Tensor, Tensor]:
        """Return the next coordinates and the loss there or just before (a scalar)."""

    def state(self) -> State:
        """Return all that is needed to go on later."""

    def restore(self, state: State) -> None:
        """Go on from a `state()`."""


def make_optimizer(name: str, lr: float) -> Optimizer:
    """Return the optimiser of that name; `lr` as in StyleOptions, 0.1 being the usual step."""
    if name == "sgd":
        return SGD(lr, relative=True)
    return Adam(lr) if name == "adam" else LBFGS(lr)


def history(numbers: int) -> int:
    """Return how many pairs L-BFGS keeps of so many coordinates: fewer where they are large."""
    return max(LEAST_HISTORY, min(HISTORY, HISTORY_BYTES // (2 * 4 * numbers)))


def decayed(lr: float, step: int) -> float:
    """Return the size of the step of that number, from 1: a tenth less every ten, as MXNet's."""
    return lr * DECAY ** ((step - 1) // DECAY_EVERY)


class SGD:
    """Gradient descent with momentum, its step shrinking by a tenth every ten steps.

    `v' = 0.9 v - lr (g + decay x)`, `x' = x + v'`, as MXNet has it. With `relative`, gradients are
    measured against the first one, and shortened to it: `lr` is the root mean square of the first
    move whatever the loss is a sum of, and a cliff throws it no further.
    """

    ahead = False
    MOMENTUM = 0.9

    def __init__(self, lr: float, weight_decay: float = 0.0, relative: bool = False) -> None:
        self.lr, self.weight_decay, self.relative = lr, weight_decay, relative
        self.steps = 0
        self.unit = torch.ones(())
        self.velocity = torch.zeros(())

    def step(self, x: Tensor, evaluate: Evaluate) -> tuple[Tensor, Tensor]:
        """Roll on down the slope."""
        loss, gradient = evaluate(x)
        if self.relative:
            size = gradient.square().mean().sqrt().clamp_min(1e-30)
            self.unit = self.unit if self.steps else size
            gradient = gradient * (self.unit / size).clamp(max=1)
        self.steps += 1
        pull = gradient / self.unit + self.weight_decay * x
        self.velocity = self.MOMENTUM * self.velocity - decayed(self.lr, self.steps) * pull
        return x + self.velocity, loss

    def state(self) -> State:
        """Return the velocity, the unit of gradients and the number of steps."""
        steps = torch.tensor(self.steps)
        return {"velocity": self.velocity, "unit": self.unit, "steps": steps}

    def restore(self, state: State) -> None:
        """Go on from a `state()`."""
        self.velocity, self.unit = state["velocity"], state["unit"]
        self.steps = int(state["steps"])


class Adam:
    """Adam (Kingma & Ba 2015), its step shrinking by a tenth every ten steps, as MXNet's did."""

    ahead = False
    FIRST, SECOND, TINY = 0.9, 0.99, 1e-8

    def __init__(self, lr: float) -> None:
        self.lr = lr
        self.steps = 0
        self.mean = self.square = torch.zeros(())

    def step(self, x: Tensor, evaluate: Evaluate) -> tuple[Tensor, Tensor]:
        """Move against the gradient's running mean, each coordinate by its own scale."""
        loss, gradient = evaluate(x)
        self.steps += 1
        self.mean = self.mean + (1 - self.FIRST) * (gradient - self.mean)
        self.square = self.square + (1 - self.SECOND) * (gradient.square() - self.square)
        mean = self.mean / (1 - self.FIRST**self.steps)
        square = self.square / (1 - self.SECOND**self.steps)
        return x - decayed(self.lr, self.steps) * mean / (square.sqrt() + self.TINY), loss

    def state(self) -> State:
        """Return the two running means and the number of steps."""
        return {"mean": self.mean, "square": self.square, "steps": torch.tensor(self.steps)}

    def restore(self, state: State) -> None:
        """Go on from a `state()`."""
        self.mean, self.square = state["mean"], state["square"]
        self.steps = int(state["steps"])


class LBFGS:
    """L-BFGS (Nocedal 1980) with a weak Wolfe line search (Lewis & Overton 2013).

    `lr` scales the first step, and the first trial of each later one: 0.1 tries the full step.
    """

    ahead = True
    DECREASE, CURVATURE = 1e-4, 0.9
    TRIALS = 12

    def __init__(self, lr: float) -> None:
        self.lr = lr
        self.loss: Tensor | None = None
        self.gradient = torch.zeros(())
        self.moves: deque[Tensor] = deque()
        self.changes: deque[Tensor] = deque()

    def step(self, x: Tensor, evaluate: Evaluate) -> tuple[Tensor, Tensor]:
        """Go along the quasi-Newton direction to where the loss has fallen enough."""
        if self.loss is None:
            self.loss, self.gradient = evaluate(x)
        direction = self._direction()
        size, loss, gradient = self._search(x, direction, evaluate)
        if size == 0 and self.moves:  # a stale history: forget it and go down the slope itself
            self.moves.clear()
            self.changes.clear()
            direction = self._direction()
            size, loss, gradient = self._search(x, direction, evaluate)
        move, change = size * direction, gradient - self.gradient
        if float(_dot(move, change)) > 0:
            self.moves.append(move)
            self.changes.append(change)
        if len(self.moves) > history(x.numel()):
            self.moves.popleft()
            self.changes.popleft()
        self.loss, self.gradient = loss, gradient
        return x + move, loss

    def _direction(self) -> Tensor:
        """Return the two-loop recursion's direction; at first, a step of `lr` down the slope."""
        if not self.moves:
            return self.gradient * (
                -self.lr / self.gradient.square().mean().sqrt().clamp_min(1e-30)
            )
        direction = -self.gradient
        pairs = [(s, y, 1 / _dot(s, y)) for s, y in zip(self.moves, self.changes, strict=True)]
        taken: list[Tensor] = []
        for s, y, rho in reversed(pairs):
            taken.append(rho * _dot(s, direction))
            direction = direction - taken[-1] * y
        s, y, rho = pairs[-1]
        direction = direction * (1 / (rho * _dot(y, y)))
        for (s, y, rho), alpha in zip(pairs, reversed(taken), strict=True):
            direction = direction + (alpha - rho * _dot(y, direction)) * s
        return direction

    def _search(
        self, x: Tensor, direction: Tensor, evaluate: Evaluate
    ) -> tuple[float, Tensor, Tensor]:
        """Double or halve the step until the loss has fallen and the slope has flattened."""
        assert self.loss is not None
        before, slope = float(self.loss), float(_dot(self.gradient, direction))
        size, low, high = self.lr / 0.1 if self.moves else 1.0, 0.0, float("inf")
        best = (0.0, self.loss, self.gradient)
        for _ in range(self.TRIALS):
            loss, gradient = evaluate(x + size * direction)
            if not float(loss) <= before + self.DECREASE * size * slope:  # NaN fails as well
                high = size
            else:
                best = (size, loss, gradient)
                if float(_dot(gradient, direction)) >= self.CURVATURE * slope:
                    break
                low = size
            size = (low + high) / 2 if high < float("inf") else 2 * low
        return best

    def state(self) -> State:
        """Return the last loss and gradient and the pairs of move and change."""
        if self.loss is None:
            return {}
        state = {"loss": self.loss, "gradient": self.gradient}
        state |= {f"move.{i}": move for i, move in enumerate(self.moves)}
        return state | {f"change.{i}": change for i, change in enumerate(self.changes)}

    def restore(self, state: State) -> None:
        """Go on from a `state()`."""
        if not state:
            return
        self.loss, self.gradient = state["loss"], state["gradient"]
        for i in range(sum(name.startswith("move.") for name in state)):
            self.moves.append(state[f"move.{i}"])
            self.changes.append(state[f"change.{i}"])


def _dot(a: Tensor, b: Tensor) -> Tensor:
    return torch.dot(a.flatten(), b.flatten())
