"""A file server on the loopback, a cache of the test's own, and networks with random weights."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import torch
from torch import nn


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


@pytest.fixture(scope="session")
def random_vgg19() -> nn.Sequential:
    """torchvision's VGG-19 trunk with weights drawn so that no layer dies or blows up."""
    from torchvision.models import vgg19

    torch.manual_seed(1)
    trunk = vgg19(weights=None).features
    return trunk.requires_grad_(False).eval()


@pytest.fixture(scope="session")
def random_googlenet() -> nn.Module:
    """torchvision's GoogLeNet with random weights and random normalisations."""
    from torchvision.models import googlenet

    torch.manual_seed(2)
    # torchvision's own pretrained network reads colours of -1..1, which it makes of its usual ones.
    model = googlenet(weights=None, aux_logits=False, transform_input=True, init_weights=False)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.2, 0.2)
            nn.init.uniform_(module.running_mean, -0.2, 0.2)
            nn.init.uniform_(module.running_var, 0.1, 1.0)
    return model.requires_grad_(False).eval()
