"""torchvision's files: fetched, pinned by their names, put there by hand, never half used."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from stylecore.encoders.cache import Network, ensure, load
from stylecore.encoders.networks import NETWORKS, adopt_inception, adopt_vgg
from stylecore.encoders.published import published
from stylecore.encoders.vgg import VGG16, VGG19
from stylecore.errors import WeightsError

adopt_vgg19 = partial(adopt_vgg, layout=VGG19)


def _publish(trunk: nn.Module, folder: Path) -> str:
    """Write a state dict as torchvision would; return the file's name with its hash."""
    state = {f"features.{name}": tensor for name, tensor in trunk.state_dict().items()}
    folder.mkdir(exist_ok=True)
    torch.save(state, folder / "file")
    digest = hashlib.sha256((folder / "file").read_bytes()).hexdigest()
    (folder / "file").rename(folder / f"vgg19-{digest[:8]}.pth")
    return f"vgg19-{digest[:8]}.pth"


def _network(url: str) -> Network:
    return Network("vgg19", "nobody's", adopt_vgg19, lambda: (published(url, adopt_vgg19),))


def test_a_file_is_fetched_on_from_where_it_was_cut(server, cache: Path, random_vgg19) -> None:
    name = _publish(random_vgg19, server.folder)
    data = (server.folder / name).read_bytes()
    cache.mkdir()
    (cache / f"{name}.part").write_bytes(data[:1_000_000])
    weights = load(_network(f"{server.url}/{name}"))
    assert torch.equal(weights["conv5_4.weight"], random_vgg19[34].weight)
    assert server.starts == [1_000_000]
    assert [path.name for path in cache.iterdir()] == ["vgg19.safetensors"]


def test_a_cached_network_is_not_fetched_again(server, cache: Path, random_vgg19) -> None:
    network = _network(f"{server.url}/{_publish(random_vgg19, server.folder)}")
    assert ensure(network) == ensure(network)
    assert server.starts == [0]


def test_a_host_out_of_reach_is_answered_by_what_to_fetch_and_where_to_put_it(cache: Path) -> None:
    network = _network("http://127.0.0.1:9/vgg19-dcbb9e9d.pth")
    with pytest.raises(WeightsError) as told:
        ensure(network)
    said = str(told.value)
    assert f"Fetch vgg19-dcbb9e9d.pth by hand and put it at {cache / 'vgg19-dcbb9e9d.pth'}" in said
    assert "--weights FILE" in said
    assert "\n" not in said
    assert list(cache.iterdir()) == []


def test_a_file_put_there_by_hand_is_verified_and_used(cache: Path, random_vgg19) -> None:
    name = _publish(random_vgg19, cache)
    weights = load(_network(f"http://127.0.0.1:9/{name}"))
    assert torch.equal(weights["conv1_1.bias"], random_vgg19[0].bias)
    assert {path.name for path in cache.iterdir()} == {name, "vgg19.safetensors"}


def test_a_wrong_file_put_there_by_hand_is_refused_and_left(cache: Path) -> None:
    cache.mkdir()
    (cache / "vgg19-dcbb9e9d.pth").write_bytes(b"half of it")
    with pytest.raises(WeightsError, match="checksum differs"):
        ensure(_network("http://127.0.0.1:9/vgg19-dcbb9e9d.pth"))
    assert [path.name for path in cache.iterdir()] == ["vgg19-dcbb9e9d.pth"]


def test_a_file_cut_short_is_never_used(server, cache: Path) -> None:
    (server.folder / "vgg19-dcbb9e9d.pth").write_bytes(b"not the whole file")
    with pytest.raises(WeightsError, match="checksum differs"):
        ensure(_network(f"{server.url}/vgg19-dcbb9e9d.pth"))
    assert list(cache.iterdir()) == []


def test_another_networks_file_is_refused(tmp_path: Path, random_vgg19) -> None:
    file = tmp_path / _publish(random_vgg19, tmp_path)
    with pytest.raises(WeightsError, match="13 convolutions"):
        load(NETWORKS["vgg16"], file)
    with pytest.raises(WeightsError, match="GoogLeNet"):
        load(NETWORKS["inception"], file)
    ours = adopt_vgg19(torch.load(file))
    with pytest.raises(WeightsError, match="13 convolutions"):
        adopt_vgg(ours, VGG16)


@pytest.mark.parametrize("name", ["vgg16", "vgg19", "inception"])
def test_what_is_pinned_is_what_torchvision_publishes(name: str) -> None:
    first = NETWORKS[name].sources()[0]
    digest = Path(first.file).stem.rpartition("-")[2]
    assert len(bytes.fromhex(digest)) == 4


def test_inception_reads_torchvisions_names_and_its_own(random_googlenet, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    folded = adopt_inception(random_googlenet.state_dict())
    save_file(dict(folded), tmp_path / "ours.safetensors")
    again = load(NETWORKS["inception"], tmp_path / "ours.safetensors")
    assert set(again) == set(load_file(tmp_path / "ours.safetensors"))
    assert torch.equal(
        again["inception4a.branch3.1.weight"], folded["inception4a.branch3.1.weight"]
    )
