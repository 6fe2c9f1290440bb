"""stylize(): a photo repainted in a painting's style, step by step."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from PIL import Image
from torch import Tensor

from stylecore import reference
from stylecore.checkpoint import Checkpoint, fingerprint
from stylecore.colours import keep_hues
from stylecore.devices import choose
from stylecore.encoders import Encoder, load_encoder
from stylecore.errors import StyleError
from stylecore.options import StyleOptions
from stylecore.paintings import Painting
from stylecore.pyramid import enlarge, octaves
from stylecore.recent import Recent
from stylecore.recipe import Recipe, easel, first_picture
from stylecore.scene import Scene, set_scene
from stylecore.tensors import to_picture, to_tensor

__all__ = ["Artwork", "Progress", "stylize"]

MEAN_COLOUR = (0.485, 0.458, 0.408)
"""Subtracted before eps is taken, as the network's own mean is in the original program."""

RECIPES = {
    "easel": (first_picture, easel),
    "reference": (reference.first_picture, reference.mxnet),
}
"""For each preset, what a run starts from and how each size is painted."""


@dataclass(frozen=True)
class Progress:
    """Where a run stands after `epoch` steps. Times are seconds; `picture` only every save-epochs.

    `eps` is the relative change of the last step, `||x_t - x_(t-1)|| / ||x_t||`, mean colour
    subtracted. `eta` are the seconds until the last epoch, if the run does not converge before.
    `note` says in a sentence what did not go as planned.
    """

    epoch: int
    max_epochs: int
    eps: float
    loss: float
    seconds: float
    seconds_per_epoch: float
    eta: float
    picture: Image.Image | None = None
    checkpoint: Checkpoint | None = None
    note: str | None = None


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
    style: Image.Image | Sequence[Painting],
    options: StyleOptions,
    *,
    encoder: Encoder | None = None,
    resume: Checkpoint | None = None,
    content_mask: Image.Image | None = None,
    start_picture: Image.Image | None = None,
) -> Iterator[Progress | Artwork]:
    """Yield a Progress after each epoch and, last of all, the Artwork.

    `content` and `style` are RGB pictures of any size; all are scaled down to the long edge. Of
    several paintings each has its weight; with a `content_mask`, each needs a mask as well.
    `start_picture` is where to begin instead of the photo or noise. Pass a loaded `encoder` to save
    loading one; pass a `resume` checkpoint of the same pictures and options to go on from there.
    Raises StyleError for a checkpoint of another run, masks that do not fit each other or a device
    that is not there, DivergedError where the numbers run off.
    """
    scene = set_scene(content, style, options, content_mask, start_picture)
    run = _Run(scene, options, encoder, resume)
    started, first, past = time.monotonic(), run.epoch, run.work
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
            seconds / (run.work - past) * run.work_left,
            run.picture() if saving else None,
            run.checkpoint() if saving else None,
            run.recipe.optimizer.note,
        )
    yield run.artwork(time.monotonic() - started)


class _Run:
    """The moving parts of one run: the coordinates of the picture in the octave it is in."""

    recipe: Recipe
    coordinates: Tensor
    octave: int
    base: Tensor | None
    quiet: int

    def __init__(
        self,
        scene: Scene,
        options: StyleOptions,
        encoder: Encoder | None,
        resume: Checkpoint | None,
    ) -> None:
        self.device = choose(options.gpu)[0]
        self.scene, self.options = scene, options
        self.mark = fingerprint(scene, options)
        self.encoder = encoder or load_encoder(options, self.device)
        self.octaves = octaves(scene.content.size, options.octaves, options.max_num_epochs)
        self.mean = torch.tensor(MEAN_COLOUR, device=self.device).view(1, 3, 1, 1)
        self.recent = Recent(options.average)
        self.epoch, self.work = 0, 0.0
        self.loss = self.eps = float("inf")
        if resume is None:
            self._enter(0)
        else:
            self._resume(resume.on(self.device))

    @property
    def converged(self) -> bool:
        """Whether the last steps all changed the picture by less than stop-eps, at full size."""
        return self.octave + 1 == len(self.octaves) and self.quiet >= self.recipe.patience

    @property
    def work_left(self) -> float:
        """What is still to be done at most, counted in epochs of the full size."""
        left, epoch = 0.0, self.epoch
        for octave in self.octaves[self.octave :]:
            left += max(octave.last - epoch, 0) * octave.cost
            epoch = max(epoch, octave.last)
        return left

    def step(self) -> None:
        """Take one step. Raises DivergedError where only NaN or worse lies ahead."""
        while self._octave_is_over():
            self._enter(self.octave + 1, self._carried_up())
        before = self._tensor()
        self.coordinates, loss = self.recipe.optimizer.step(self.coordinates, self.recipe.evaluate)
        after = self._tensor()
        self.recent.add(after)
        self.epoch += 1
        self.work += self.octaves[self.octave].cost
        self.loss = float(loss)
        self.eps = float((after - before).norm() / (after - self.mean).norm())
        self.quiet = self.quiet + 1 if self.eps < self.options.stop_eps else 0

    def picture(self) -> Image.Image:
        """Return the picture as it stands, at full size, denoised and coloured as asked."""
        picture = to_picture(self.recent.mean(self._tensor()), self.options.remove_noise)
        if picture.size != self.scene.content.size:
            picture = picture.resize(self.scene.content.size, Image.Resampling.LANCZOS)
        if self.options.colours == "luminance":
            picture = keep_hues(picture, self.scene.content)
        return picture

    def artwork(self, seconds: float) -> Artwork:
        """Return the picture as the finished work."""
        reason: Literal["converged", "max-epochs"]
        reason = "converged" if self.converged else "max-epochs"
        return Artwork(self.picture(), self.epoch, self.eps, self.loss, seconds, reason)

    def checkpoint(self) -> Checkpoint:
        """Return all that `resume` needs."""
        return Checkpoint(
            self.mark,
            self.epoch,
            self.quiet,
            self.coordinates,
            self.recipe.optimizer.state(),
            self.octave,
            self.base,
            self.recent.state(),
        )

    def _enter(self, octave: int, base: Tensor | None = None) -> None:
        """Begin with an octave, at the picture `base` or at the very first."""
        scene = self._scene(octave)
        _, recipe = RECIPES[self.options.preset]
        first = self._first(scene) if base is None else base
        self.octave, self.base, self.quiet = octave, base, 0
        self.recipe = recipe(self.encoder, scene, first, self.options)
        self.coordinates = self.recipe.parametrisation.start()
        self.recent.clear()

    def _tensor(self) -> Tensor:
        return self.recipe.parametrisation(self.coordinates)

    def _octave_is_over(self) -> bool:
        last = self.octave + 1 == len(self.octaves)
        quiet = self.quiet >= self.recipe.patience
        return not last and (quiet or self.epoch >= self.octaves[self.octave].last)

    def _carried_up(self) -> Tensor:
        """Return the picture at the size of the next octave.

        What was painted is enlarged and added to the first picture: the detail of that is kept.
        """
        first, finer = (self._first(self._scene(n)) for n in (self.octave, self.octave + 1))
        return finer + enlarge(self._tensor() - first, *finer.shape[-2:])

    def _scene(self, octave: int) -> Scene:
        return self.scene.at(self.octaves[octave].size, self.octaves[octave].scale)

    def _first(self, scene: Scene) -> Tensor:
        if scene.start is not None:
            return to_tensor(scene.start, self.device)
        begin, _ = RECIPES[self.options.preset]
        return begin(to_tensor(scene.content, self.device), self.options)

    def _resume(self, checkpoint: Checkpoint) -> None:
        if checkpoint.fingerprint != self.mark:
            raise StyleError("The checkpoint is of other pictures or options.")
        self._enter(checkpoint.octave, checkpoint.base)
        self.epoch, self.quiet = checkpoint.epoch, checkpoint.quiet
        self.coordinates = checkpoint.coordinates
        self.recent.restore(checkpoint.recent)
        self.recipe.optimizer.restore(checkpoint.optimizer)
