"""The seed's way on MXNet: its symbols, its executor, plain sums, gradient descent with momentum.

MXNet 1.9.1 ships no example; this is written to its API after example/neural-style/run.py. The
objective is the common one (VGG-16, max pooling, zero padding) so that losses can be compared.
"""

from __future__ import annotations

import sys

import mxnet as mx
import numpy as np
from PIL import Image
from probe import Probe, features_to_file, read_job

job = read_job()
objective = job["objective"]
probe = Probe(job, mx.nd.waitall)
BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512,))
MEAN = np.array([123.68, 116.779, 103.939], np.float32).reshape(1, 3, 1, 1)
MOMENTUM, DECAY, DECAY_EVERY = 0.9, 0.9, 10
"""The optimiser of the seed, its step as in the article: a tenth less every ten epochs."""


def layers(data: mx.sym.Symbol) -> dict[str, mx.sym.Symbol]:
    """Return the symbol of each ReLU of the trunk, up to relu5_1."""
    found, x = {}, data
    for b, block in enumerate(BLOCKS, 1):
        for c, channels in enumerate(block, 1):
            name = f"conv{b}_{c}"
            x = mx.sym.Convolution(
                x, num_filter=channels, kernel=(3, 3), pad=(1, 1), name=name, workspace=1024
            )
            x = mx.sym.Activation(x, act_type="relu", name=f"relu{b}_{c}")
            found[f"relu{b}_{c}"] = x
        x = mx.sym.Pooling(x, pool_type="max", kernel=(2, 2), stride=(2, 2))
    return found


def gram(features: mx.sym.Symbol, channels: int) -> mx.sym.Symbol:
    """Return `F F^T` by a fully connected layer, as the original does."""
    flat = mx.sym.Reshape(features, shape=(channels, -1))
    return mx.sym.FullyConnected(flat, flat, no_bias=True, num_hidden=channels)


def variation(data: mx.sym.Symbol, axis: int) -> mx.sym.Symbol:
    """Return the sum of absolute differences of neighbours along an axis."""
    one = mx.sym.slice_axis(data, axis=axis, begin=1, end=None)
    other = mx.sym.slice_axis(data, axis=axis, begin=0, end=-1)
    return mx.sym.sum(mx.sym.abs(one - other))


def read(path: str) -> np.ndarray:
    """Return a picture as RGB, 0..256 less the mean."""
    values = np.array(Image.open(path).convert("RGB"), np.float32) / 255 * 256
    return values.transpose(2, 0, 1)[None] - MEAN


def run(symbols: list[mx.sym.Symbol], picture: np.ndarray) -> list[np.ndarray]:
    """Return what the symbols make of a picture, without gradients."""
    executor = mx.sym.Group(symbols).simple_bind(mx.cpu(), grad_req="null", data=picture.shape)
    executor.copy_params_from(weights, allow_extra_params=True)
    executor.forward(is_train=False, data=mx.nd.array(picture))
    return [out.asnumpy() for out in executor.outputs]


def targets(content: np.ndarray, style: np.ndarray) -> dict[str, mx.nd.NDArray]:
    """Return what the loss compares with: features, and Gram matrices over channels x positions."""
    known = layers(mx.sym.Variable("data"))
    (features,) = run([known["relu4_2"]], content)
    names = objective["layers"]
    found = run([gram(known[n], objective["channels"][n]) for n in names], style)
    sizes = run([known[n] for n in names], style)
    grams = {n: mx.nd.array(g / f.size) for n, g, f in zip(names, found, sizes, strict=True)}
    return {**{f"gram_{n}": g for n, g in grams.items()}, "features": mx.nd.array(features)}


def losses(shape: tuple[int, ...]) -> mx.sym.Symbol:
    """Return the objective as one symbol that is its own gradient's head."""
    data = mx.sym.Variable("data")
    known, terms = layers(data), []
    difference = known["relu4_2"] - mx.sym.Variable("features")
    terms.append(objective["content"] * mx.sym.mean(mx.sym.square(difference)))
    for name in objective["layers"]:
        channels = objective["channels"][name]
        stride = 2 ** (int(name[4]) - 1)
        size = channels * (shape[2] // stride) * (shape[3] // stride)
        difference = gram(known[name], channels) / size - mx.sym.Variable(f"gram_{name}")
        terms.append(objective["style"] * mx.sym.mean(mx.sym.square(difference)))
    terms += [objective["tv"] * variation(data, axis) for axis in (2, 3)]
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return mx.sym.MakeLoss(total)


def save(epoch: int, picture: mx.nd.NDArray) -> None:
    """Keep the picture: values outside are cut in what is saved, as the original does."""
    raw = (picture.asnumpy() + MEAN)[0] / 256
    saved = (raw.clip(0, 1).transpose(1, 2, 0) * 255).round().astype(np.uint8)
    probe.save(epoch, Image.fromarray(saved), raw)


def paint() -> None:
    """Go down the slope from the photo."""
    content, style = read(job["content"]), read(job["style"])
    known = targets(content, style)
    requests = {"data": "write"}
    symbol = losses(content.shape)
    shapes = {name: value.shape for name, value in known.items()} | {"data": content.shape}
    requests = {n: "write" if n == "data" else "null" for n in symbol.list_arguments()}
    executor = symbol.simple_bind(mx.cpu(), grad_req=requests, **shapes)
    executor.copy_params_from({**weights, **known}, allow_extra_params=True)
    executor.arg_dict["data"][:] = content
    picture, slope = executor.arg_dict["data"], executor.grad_dict["data"]
    velocity = mx.nd.zeros(content.shape)
    unit = None
    for epoch in range(1, job["epochs"] + 1):
        executor.forward(is_train=True)
        executor.backward()
        loss = float(executor.outputs[0].asnumpy())
        size = float(mx.nd.sqrt(mx.nd.mean(mx.nd.square(slope))).asscalar())
        unit = unit or size
        step = job["lr"] * DECAY ** ((epoch - 1) // DECAY_EVERY)
        velocity = MOMENTUM * velocity - (step * min(1.0, unit / size) / unit) * slope
        picture += velocity
        if probe.wants(epoch):
            probe.pause()
        probe.epoch(epoch, epoch, loss)
        if probe.wants(epoch):
            save(epoch, picture)
        probe.resume()
        if probe.over:
            break


weights = {name: mx.nd.array(value) for name, value in np.load(job["npz"]).items()}
if job["features"]:
    known = layers(mx.sym.Variable("data"))
    found = run([known[n] for n in job["features"]], read(job["content"]))
    features_to_file(job, {n: f[0] for n, f in zip(job["features"], found, strict=True)})
    sys.exit()

probe.start()
paint()
probe.end({"mxnet": mx.__version__, "numpy": np.__version__})
