"""MXNet's recipe, checked against its formulas written out by hand, and run from everywhere."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from stylecore import Checkpoint, Painting, StyleError, StyleOptions
from stylecore.optimize import SGD
from stylecore.reference import Pixels, Sums, first_picture

MEAN = np.array([123.68, 116.779, 103.939])
STYLE = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")
OPTIONS = StyleOptions(preset="reference", model="vgg16", content_weight=3, style_weight=2)
HEIGHT, WIDTH = 17, 20


@pytest.fixture
def tiny() -> tuple[Tensor, Tensor, Tensor]:
    """A photo, a painting of its shape and the pixels, less the mean, of a picture."""
    generator = torch.Generator().manual_seed(1)
    photo, painting, picture = torch.rand(3, 1, 3, HEIGHT, WIDTH, generator=generator)
    pixels = picture * 255 - torch.tensor(MEAN, dtype=torch.float32).view(1, 3, 1, 1)
    return photo, painting, pixels


def sums(encoder, photo: Tensor, painting: Tensor, options: StyleOptions) -> Sums:
    return Sums(encoder, Pixels(photo), photo, [(painting, 1.0)], options)


def by_hand(encoder, photo: Tensor, painting: Tensor, pixels: Tensor) -> tuple[float, np.ndarray]:
    """The loss by the program's formula, differentiated by hand; features average 1 on the photo.

    From the features on all is in double precision; only the network itself is torch's affair.
    """
    mean = torch.tensor(MEAN, dtype=torch.float32).view(1, 3, 1, 1)
    moved = pixels.clone().requires_grad_()
    layers = [*STYLE, "relu4_2"]
    found, content, style = (
        encoder(p, layers) for p in (moved + mean, photo * 255, painting * 255)
    )

    unit = {name: float(content[name].double().mean()) for name in layers}

    def flat(features: dict[str, Tensor], name: str) -> np.ndarray:
        return features[name][0].detach().double().flatten(1).numpy() / unit[name]

    difference = flat(found, "relu4_2") - flat(content, "relu4_2")
    loss, slopes = 3 * (difference**2).sum(), {"relu4_2": 2 * 3 * difference}
    for name in STYLE:
        f, a = flat(found, name), flat(style, name)
        scale = 2 / (f.shape[0] ** 2 * f.shape[1])
        unlike = f @ f.T - a @ a.T
        loss += scale * (unlike**2).sum()
        slopes[name] = 4 * scale * unlike @ f
    pulls = [torch.from_numpy(slopes[n] / unit[n]).float().view_as(found[n]) for n in layers]
    (gradient,) = torch.autograd.grad([found[n] for n in layers], moved, pulls)
    return float(loss), gradient[0].double().numpy()


def laplacian(pixels: np.ndarray) -> np.ndarray:
    """Four times a pixel less its neighbours, over 8, each channel by itself; zeros around."""
    padded = np.pad(pixels, ((0, 0), (1, 1), (1, 1)))
    result = np.empty_like(pixels)
    for c, y, x in np.ndindex(*pixels.shape):
        around = padded[c, y, x + 1] + padded[c, y + 2, x + 1]
        around += padded[c, y + 1, x] + padded[c, y + 1, x + 2]
        result[c, y, x] = (4 * pixels[c, y, x] - around) / 8
    return result


def test_loss_and_gradient_are_those_of_the_plain_sums(encoder, tiny) -> None:
    photo, painting, pixels = tiny
    options = OPTIONS.but({"tv_weight": 0.0})
    loss, gradient = sums(encoder, photo, painting, options).evaluate(pixels)
    expected, slope = by_hand(encoder, photo, painting, pixels)
    assert float(loss) == pytest.approx(expected, rel=1e-4)
    assert np.linalg.norm(slope) < slope.size
    assert np.abs(gradient[0].numpy() - slope).max() < 1e-3 * np.abs(slope).max()


def test_a_steep_gradient_is_clipped_to_the_number_of_pixels(encoder, tiny) -> None:
    photo, painting, pixels = tiny
    weights = {"content_weight": 300, "style_weight": 200, "tv_weight": 0.0}
    _, gradient = sums(encoder, photo, painting, OPTIONS.but(weights)).evaluate(pixels)
    _, slope = by_hand(encoder, photo, painting, pixels)
    slope = slope / np.linalg.norm(slope) * slope.size
    assert np.abs(gradient[0].numpy() - slope).max() < 1e-3 * np.abs(slope).max()


def test_smoothness_is_a_laplacian_added_after_the_clip(encoder, tiny) -> None:
    photo, painting, pixels = tiny
    without, added = (
        sums(encoder, photo, painting, OPTIONS.but({"tv_weight": w})).evaluate(pixels)[1][0].numpy()
        for w in (0.0, 7.0)
    )
    expected = 7 * laplacian(pixels[0].double().numpy())
    assert np.abs(added - without - expected).max() < 1e-3 * np.abs(expected).max()


def test_sgd_is_mxnets(encoder) -> None:
    """`v = 0.9 v - lr (g + 0.0005 x)`, `x += v`; lr 0.1, a tenth less every ten steps."""
    optimizer, x, expected, velocity = SGD(0.1, 0.0005), torch.ones(1), 1.0, 0.0
    for step in range(25):
        x, _ = optimizer.step(x, lambda x: (x.sum() ** 2, 2 * x))
        lr = 0.1 * 0.9 ** (step // 10)
        velocity = 0.9 * velocity - lr * (2 * expected + 0.0005 * expected)
        expected += velocity
        assert float(x) == pytest.approx(expected, abs=1e-5)


def test_it_starts_from_faint_noise() -> None:
    first = first_picture(torch.rand(1, 3, 30, 30), StyleOptions(preset="reference", seed=4))
    noise = Pixels(first).start()
    assert float(noise.abs().max()) == pytest.approx(0.1, abs=0.002)
    assert float(noise.std()) == pytest.approx(0.2 / 12**0.5, rel=0.1)
    other = first_picture(torch.rand(1, 3, 30, 30), StyleOptions(preset="reference", seed=5))
    assert not torch.equal(first, other)


def test_the_preset_paints_from_python(paint, cat, starry, values) -> None:
    options = {"preset": "reference", "model": "vgg16", "max_num_epochs": 12}
    progress, artwork = paint(cat, starry, **options)
    assert progress[-1].loss < progress[0].loss * 0.6
    assert values(artwork.picture).std() > 0.04  # from a grey that the eye does not tell from flat
    data = progress[5].checkpoint.to_bytes()
    _, resumed = paint(cat, starry, {"resume": Checkpoint.from_bytes(data)}, **options)
    assert resumed.picture.tobytes() == artwork.picture.tobytes()


def test_what_the_program_had_not_is_refused(paint, cat, starry, halves) -> None:
    preset = {"preset": "reference", "model": "vgg16"}
    with pytest.raises(StyleError, match="style-scale"):
        paint(cat, starry, style_scale=2, **preset)
    with pytest.raises(StyleError, match="masks"):
        paint(cat, [Painting(starry, mask=halves)], {"content_mask": halves}, **preset)
