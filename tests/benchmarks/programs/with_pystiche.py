"""The same objective and L-BFGS, put together from pystiche's parts as its examples do."""

from __future__ import annotations

import contextlib
import sys

import numpy as np
import torch
import torchvision  # noqa: F401 - its tables are completed below
from PIL import Image
from probe import Probe, Stop, features_to_file, read_job
from torch import Tensor, nn

# pystiche 1.0.1 reads tables of addresses that torchvision has since given up; none is used here.
VGGS = [f"vgg{n}{normalised}" for n in (11, 13, 16, 19) for normalised in ("", "_bn")]
sys.modules["torchvision.models.vgg"].model_urls = dict.fromkeys(VGGS)
sys.modules["torchvision.models.alexnet"].model_urls = dict.fromkeys(["alexnet"])
import pystiche  # noqa: E402
from pystiche import enc, loss, optim  # noqa: E402

job = read_job()
device = torch.device(job["device"])
objective = job["objective"]
probe = Probe(job, torch.cuda.synchronize if device.type == "cuda" else lambda: None)
MEAN = torch.tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1)


class AbsoluteVariation(loss.TotalVariationLoss):
    """neural-style-pt's: pystiche's own is of another form, and NaN where pixels are equal."""

    def calculate_score(self, image: Tensor) -> Tensor:
        rows = (image[:, :, 1:] - image[:, :, :-1]).abs().sum()
        return rows + (image[..., 1:] - image[..., :-1]).abs().sum()


def read(path: str) -> Tensor:
    """Return a picture as BGR, 0..256 less the mean, as neural-style-pt has it."""
    values = torch.from_numpy(np.array(Image.open(path).convert("RGB"), np.float32))
    planes = (values / 255 * 256).permute(2, 0, 1).flip(0).unsqueeze(0).contiguous()
    return (planes - MEAN).to(device)


def show(image: Tensor) -> np.ndarray:
    """Return it as RGB, 0..1 and beyond."""
    return ((image.detach().cpu() + MEAN)[0].flip(0) / 256).numpy()


def network() -> enc.MultiLayerEncoder:
    """Return pystiche's VGG-16 with our weights, at its best: ReLUs in place, weights frozen."""
    encoder = enc.vgg16_multi_layer_encoder(
        pretrained=False, internal_preprocessing=False, allow_inplace=True
    )
    encoder.load_state_dict(torch.load(job["pth"]), framework="caffe")
    return encoder.requires_grad_(False).to(device)


def criterion(encoder: enc.MultiLayerEncoder, content: Tensor, style: Tensor) -> nn.Module:
    """Return the objective. Gram matrices here are per position: theirs are per channel as well."""
    weights = {n: objective["style"] / objective["channels"][n] ** 2 for n in objective["layers"]}
    perceptual = loss.PerceptualLoss(
        loss.FeatureReconstructionLoss(
            encoder.extract_encoder("relu4_2"), score_weight=objective["content"]
        ),
        loss.MultiLayerEncodingLoss(
            encoder,
            tuple(weights),
            lambda e, w: loss.GramLoss(e, normalize=True, score_weight=w),
            layer_weights=list(weights.values()),
        ),
        AbsoluteVariation(score_weight=objective["tv"]),
    )
    perceptual.set_content_image(content)
    perceptual.set_style_image(style)
    return perceptual


class Observed(torch.optim.LBFGS):
    """pystiche's default optimiser, one iteration a step."""

    calls = 0

    def step(self, closure):
        loss = super().step(closure)
        self.calls += 1
        image = self.param_groups[0]["params"][0]
        if probe.wants(self.calls):
            probe.pause()
        evaluations = self.state[image]["func_evals"]
        probe.epoch(self.calls, evaluations, float(loss))
        if probe.wants(self.calls):
            raw = show(image)
            picture = (raw.clip(0, 1).transpose(1, 2, 0) * 255).round().astype(np.uint8)
            probe.save(self.calls, Image.fromarray(picture), raw)
        probe.resume()
        if probe.over:
            raise Stop
        return loss


encoder = network()
if job["features"]:
    found = encoder.encode(read(job["content"]), job["features"])
    names = job["features"]
    features_to_file(job, {n: f.detach()[0].numpy() for n, f in zip(names, found, strict=True)})
    sys.exit()

probe.start()
content = read(job["content"])
perceptual = criterion(encoder, content, read(job["style"]))
optimizer = Observed([content.clone().requires_grad_()], lr=1.0, max_iter=1)
image = optimizer.param_groups[0]["params"][0]
with contextlib.suppress(Stop):
    optim.image_optimization(image, perceptual, optimizer, job["epochs"], quiet=True)
peak = torch.cuda.max_memory_allocated() if device.type == "cuda" else None
probe.end({"pystiche": pystiche.__version__, "torch": torch.__version__}, peak)
