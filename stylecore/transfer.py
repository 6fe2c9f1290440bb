"""stylize(): a photo repainted in a painting's style, step by step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import torch
from PIL import Image
from torch import Tensor

from stylecore.checkpoint import Checkpoint, fingerprint
from stylecore.devices import choose
from stylecore.encoders import Encoder, load_encoder
from stylecore.errors import DivergedError, StyleError
from stylecore.fourier import FourierPicture
from stylecore.images import fit
from stylecore.objective import Example, Objective
from stylecore.optimize import make_optimizer
from stylecore.options import StyleOptions
from stylecore.tensors import to_picture, to_tensor

__all__ = ["Artwork", "Progress", "stylize"]

DEVIATION = 0.227
"""The standard deviation of natural pictures on a scale of 0..1: what a step is measured in."""
MEAN_COLOUR = (0.485, 0.458, 0.408)
"""Subtracted before eps is taken, as the network's own mean is in the original program."""

PATIENCE = 3
"""Steps in a row that must fall below stop-eps: a line search takes a short one now and then."""


@dataclass(frozen=True)
class Progress:
    """Where a run stands after `epoch` steps. Times are seconds; `picture` only every save-epochs.

    `eps` is the relative change of the last step, `||x_t - x_(t-1)|| / ||x_t||`, mean colour
    subtracted.
    """

    epoch: int
    max_epochs: int
    eps: float
    loss: float
    seconds: float
    seconds_per_epoch: float
    picture: Image.Image | None = None
    checkpoint: Checkpoint | None = None

    @property
    def eta(self) -> float:
        """Seconds until the last epoch, if the run does not converge before."""
        return (self.max_epochs - self.epoch) * self.seconds_per_epoch


@dataclass(frozen=True)
class Artwork:
    """The finished picture, and how it came about."""

    picture: Image.Image
    epochs: int
    eps: float
    loss: float
    seconds: float
    reason: Literal["converged", "max-epochs"]


def stylize(
    content: Image.Image,
    style: Image.Image,
    options: StyleOptions,
    *,
    encoder: Encoder | None = None,
    resume: Checkpoint | None = None,
) -> Iterator[Progress | Artwork]:
    """Yield a Progress after each epoch and, last of all, the Artwork.

    `content` and `style` are RGB pictures of any size; both are scaled down to the long edge.
    Pass a loaded `encoder` to save loading one; pass a `resume` checkpoint of the same pictures and
    options to go on from there. Raises StyleError for a checkpoint of another run or a device that
    is not there, DivergedError where the numbers run off.
    """
    run = _Run(content, style, options, encoder, resume)
    started, first = time.monotonic(), run.epoch
    while run.epoch < options.max_num_epochs and not run.converged:
        run.step()
        seconds = time.monotonic() - started
        saving = run.epoch % options.save_epochs == 0
        yield Progress(
            run.epoch,
            options.max_num_epochs,
            run.eps,
            run.loss,
            seconds,
            seconds / (run.epoch - first),
            run.picture() if saving else None,
            run.checkpoint() if saving else None,
        )
    reason: Literal["converged", "max-epochs"]
    reason = "converged" if run.converged else "max-epochs"
    seconds = time.monotonic() - started
    yield Artwork(run.picture(), run.epoch, run.eps, run.loss, seconds, reason)


class _Run:
    """The moving parts of one run: the picture's coordinates and the optimiser that moves them."""

    def __init__(
        self,
        content: Image.Image,
        style: Image.Image,
        options: StyleOptions,
        encoder: Encoder | None,
        resume: Checkpoint | None,
    ) -> None:
        device = choose(options.gpu)
        self.options = options
        content, style = (fit(picture, options.max_long_edge) for picture in (content, style))
        self.mark = fingerprint(content, style, options)
        photo = to_tensor(content, device)
        encoder = encoder or load_encoder(options, device)
        self.objective = Objective(encoder, photo, [Example(to_tensor(style, device))], options)
        self.parametrisation = FourierPicture(_first_picture(photo, options), DEVIATION)
        self.coordinates = self.parametrisation.start()
        self.optimizer = make_optimizer(options.optimizer, options.lr)
        self.mean = torch.tensor(MEAN_COLOUR, device=device).view(1, 3, 1, 1)
        self.epoch, self.quiet = 0, 0
        self.loss = self.eps = float("inf")
        if resume is not None:
            self._resume(resume.on(device))

    @property
    def converged(self) -> bool:
        """Whether the last steps all changed the picture by less than stop-eps."""
        return self.quiet >= PATIENCE

    def step(self) -> None:
        """Take one step. Raises DivergedError instead of going on from NaN."""
        before = self.parametrisation(self.coordinates)
        self.coordinates, loss = self.optimizer.step(self.coordinates, self._evaluate)
        after = self.parametrisation(self.coordinates)
        self.epoch += 1
        self.loss = float(loss)
        self.eps = float((after - before).norm() / (after - self.mean).norm())
        self.quiet = self.quiet + 1 if self.eps < self.options.stop_eps else 0
        if not (self.loss < float("inf") and self.eps < float("inf")):
            raise DivergedError(
                f"The picture ran off at epoch {self.epoch}: the steps were too large. "
                f"Try a smaller lr than {self.options.lr:g}."
            )

    def picture(self) -> Image.Image:
        """Return the picture as it stands, denoised as asked."""
        return to_picture(self.parametrisation(self.coordinates), self.options.remove_noise)

    def checkpoint(self) -> Checkpoint:
        """Return all that `resume` needs."""
        state = self.optimizer.state()
        return Checkpoint(self.mark, self.epoch, self.quiet, self.coordinates, state)

    def _evaluate(self, coordinates: Tensor) -> tuple[Tensor, Tensor]:
        coordinates = coordinates.detach().requires_grad_()
        loss = self.objective(self.parametrisation(coordinates))
        (gradient,) = torch.autograd.grad(loss, coordinates)
        return loss.detach(), gradient

    def _resume(self, checkpoint: Checkpoint) -> None:
        if checkpoint.fingerprint != self.mark:
            raise StyleError("The checkpoint is of other pictures or options.")
        self.epoch, self.quiet = checkpoint.epoch, checkpoint.quiet
        self.coordinates = checkpoint.coordinates
        self.optimizer.restore(checkpoint.optimizer)


def _first_picture(photo: Tensor, options: StyleOptions) -> Tensor:
    """Return what the run starts from: the photo, or white noise drawn from the seed."""
    if options.start == "content":
        return photo
    generator = torch.Generator().manual_seed(options.seed)
    noise = torch.rand(photo.shape, generator=generator).to(photo.device)
    return noise.contiguous(memory_format=torch.channels_last)
