"""neural-style-pt as its package ships it, observed from its optimiser and its loader."""

from __future__ import annotations

import contextlib
import sys
from types import SimpleNamespace
from typing import Any

import torch
from probe import Probe, Stop, features_to_file, read_job
from torch import Tensor, nn

job = read_job()
cuda = job["device"] != "cpu"
objective = job["objective"]
sys.argv = ["neural-style", "-content_image", job["content"], "-style_image", job["style"]]
sys.argv += ["-image_size", str(job["size"]), "-gpu", "0" if cuda else "c"]
sys.argv += ["-backend", "cudnn", "-cudnn_autotune"] if cuda else []
sys.argv += ["-num_iterations", str(job["epochs"]), "-init", "image", "-optimizer", "lbfgs"]
sys.argv += ["-content_weight", str(objective["content"]), "-style_weight", str(objective["style"])]
sys.argv += ["-tv_weight", str(objective["tv"]), "-pooling", "max", "-model_file", job["pth"]]
sys.argv += ["-disable_check", "-print_iter", "0", "-save_iter", "0"]
sys.argv += ["-output_image", f"{job['folder']}/last.png"]

from neural_style import neural_style as program  # noqa: E402 - it reads sys.argv on import

probe = Probe(job, torch.cuda.synchronize if cuda else lambda: None)
torch_load = torch.load
torch_lbfgs = torch.optim.LBFGS


class Observed(torch_lbfgs):
    """Its L-BFGS: reports after each evaluation, of which it makes one an iteration."""

    def step(self, closure: Any) -> Any:
        image: Tensor = self.param_groups[0]["params"][0]
        calls = 0

        def observed() -> Tensor:
            nonlocal calls
            loss = closure()
            calls += 1
            value = float(loss)
            if probe.wants(calls):
                probe.pause()
            probe.epoch(calls, calls, value)
            if probe.wants(calls):
                probe.save(calls, program.deprocess(image.detach().clone()), raw(image))
            probe.resume()
            if probe.over:
                raise Stop
            return loss

        return super().step(observed)


def raw(image: Tensor) -> Any:
    """Return their BGR, 0..256 less the mean, as RGB, 0..1."""
    mean = torch.tensor([103.939, 116.779, 123.68]).view(3, 1, 1)
    return ((image.detach().cpu()[0] + mean) / 256).flip(0).numpy()


def load(*arguments: Any) -> Any:
    """Load the network by their loader, then start the clock."""
    loaded = program_load(*arguments)
    probe.start()
    return loaded


def features(trunk: nn.Sequential, layers: list[str]) -> dict[str, Tensor]:
    """Return what each ReLU makes of the photo, by name."""
    x, found, block, number = program.preprocess(job["content"], job["size"]), {}, 1, 1
    for layer in trunk:
        x = layer(x)
        if isinstance(layer, nn.ReLU):
            found[f"relu{block}_{number}"] = x.detach().clone()[0].numpy()
            number += 1
        if isinstance(layer, nn.MaxPool2d):
            block, number = block + 1, 1
    return {name: found[name] for name in layers}


program_load = program.loadCaffemodel
if job["features"]:
    trunk, _ = program_load(job["pth"], "max", "c", True)
    features_to_file(job, features(trunk, job["features"]))
    sys.exit()

program.loadCaffemodel = load
program.optim = SimpleNamespace(LBFGS=Observed, Adam=torch.optim.Adam)
with contextlib.suppress(Stop):
    program.main()
peak = torch.cuda.max_memory_allocated() if cuda else None
probe.end({"neural-style": "0.5.7", "torch": torch.__version__}, peak)
