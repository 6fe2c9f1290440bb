"""stylecore, given the common objective by its own options, and a network that pads with zeros."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import torch
from PIL import Image
from probe import Probe, features_to_file, read_job
from torch import Tensor
from zeros import WHITE, Zeros

from stylecore import Progress, StyleOptions, stylize, transfer
from stylecore.encoders.cache import load
from stylecore.encoders.networks import NETWORKS
from stylecore.encoders.vgg import VGG16
from stylecore.objective import CONTENT_SCALE
from stylecore.tensors import to_tensor

job = read_job()
objective = job["objective"]
device = torch.device(job["device"])
cuda = device.type == "cuda"
probe = Probe(job, torch.cuda.synchronize if cuda else lambda: None)
STYLE_SUM = 5.0
"""The layers' weights together: as by default, so that leaving 0..1 costs what it always does."""
SELDOM = 100_000
to_picture = transfer.to_picture


def translate(content: Tensor, style: Tensor) -> tuple[dict[str, Any], float]:
    """Return options for neural-style-pt's objective, and the factor between their loss and ours.

    Theirs are means of squares; ours are relative to the energy of what is compared with: so each
    weight is theirs times that energy. Their smoothness is of absolute differences; ours, of
    squares, is made to pull as hard as theirs does on the painting's pixels, as nearly as it can.
    """
    with torch.no_grad():
        photo = encoder(content * 255, ["relu4_2"])["relu4_2"]
        painting = encoder(style * 255, objective["layers"])
    weights = {n: _style_weight(n, f) for n, f in painting.items()}
    factor = STYLE_SUM / sum(weights.values())
    typical = _typical_difference(style)
    return {
        "style_layers": tuple((n, w * factor) for n, w in weights.items()),
        "content_weight": objective["content"]
        * float(photo.square().mean())
        * (factor / CONTENT_SCALE),
        "tv_weight": objective["tv"] * WHITE * content.numel() / (2 * typical) * factor,
    }, factor


def _style_weight(name: str, features: Tensor) -> float:
    flat = features.flatten(2)[0]
    energy = float((flat @ flat.T / flat.shape[1]).square().sum())
    return objective["style"] * energy / objective["channels"][name] ** 4


def _typical_difference(picture: Tensor) -> float:
    """Return the m for which d/m is nearest to the sign of d, over neighbours that differ by d."""
    differences = [picture[..., 1:] - picture[..., :-1], picture[..., 1:, :] - picture[..., :-1, :]]
    flat = torch.cat([d.flatten() for d in differences])
    return float(flat.square().sum() / flat.abs().sum())


def spy(tensor: Tensor, *arguments: Any) -> Image.Image:
    """Stop the clock while a picture is made, and keep what it is made of."""
    probe.pause()
    spy.raw = tensor.detach()[0].cpu().numpy()  # type: ignore[attr-defined]
    return to_picture(tensor, *arguments)


def paint(options: StyleOptions) -> None:
    """Run stylize, reporting each step."""
    for item in stylize(content, style, options, encoder=encoder):
        if isinstance(item, Progress):
            probe.epoch(item.epoch, encoder.evaluations, item.loss)
            if item.picture is not None and probe.wants(item.epoch):
                probe.save(item.epoch, item.picture, spy.raw)  # type: ignore[attr-defined]
            probe.resume()
            if probe.over:
                return


encoder = Zeros(load(NETWORKS["vgg16"]), VGG16, "max")
encoder = encoder.to(device=device, memory_format=torch.channels_last)
content, style = (Image.open(job[name]).convert("RGB") for name in ("content", "style"))
if job["features"]:
    with torch.no_grad():
        found = encoder(to_tensor(content, device) * 255, job["features"])
    features_to_file(job, {n: f[0].numpy() for n, f in found.items()})
    sys.exit()

translated, factor = translate(to_tensor(content, device), to_tensor(style, device))
encoder.evaluations = 0
transfer.to_picture = spy
options = StyleOptions(
    gpu=(0,) if cuda else (-1,),
    max_long_edge=job["size"],
    max_num_epochs=job["epochs"],
    save_epochs=1 if job["saves"] else SELDOM,
    stop_eps=0,
    remove_noise=0,
    pooling="max",
    **translated,
)
probe.start()
paint(options)
peak = torch.cuda.max_memory_allocated() if cuda else None
probe.end({"torch": torch.__version__, "numpy": np.__version__, "factor": str(factor)}, peak)
