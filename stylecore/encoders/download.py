"""Fetch a large file once: resumable, with a progress bar, never half a file under its name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from stylecore.errors import WeightsError

__all__ = ["download", "sha256"]

TIMEOUT_SECONDS = 20
CHUNK = 1 << 20
PARTIAL_CONTENT = 206
RANGE_NOT_SATISFIABLE = 416


def download(url: str, target: Path, digest_prefix: str) -> None:
    """Fetch `url` into `target` and check that its sha256 starts with `digest_prefix`.

    What arrived of an interrupted download stays in `target.part` and is continued next time.
    Raises WeightsError where the host does not answer or the file is not the expected one.
    """
    part = target.with_name(target.name + ".part")
    try:
        _fetch(url, part)
    except (OSError, HTTPException) as error:
        raise WeightsError(f"{url} did not answer: {_reason(error)}.") from error
    if not sha256(part).startswith(digest_prefix):
        part.unlink()
        raise WeightsError(f"{url} is not the file that was expected: its checksum differs.")
    part.replace(target)


def sha256(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetch(url: str, part: Path) -> None:
    have = part.stat().st_size if part.exists() else 0
    headers = {"User-Agent": "easel"} | ({"Range": f"bytes={have}-"} if have else {})
    try:
        response: HTTPResponse = urlopen(Request(url, headers=headers), timeout=TIMEOUT_SECONDS)
    except HTTPError as error:
        if error.code == RANGE_NOT_SATISFIABLE:  # all of it is here already
            return
        raise
    with response:
        resumed = response.status == PARTIAL_CONTENT
        with part.open("ab" if resumed else "wb") as file:
            _copy(response, file, done=have if resumed else 0)


def _copy(response: HTTPResponse, file: BinaryIO, done: int) -> None:
    length = response.length
    bar = Progress(
        TextColumn("[bold]fetching the network's weights"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task("weights", total=done + length if length else None, completed=done)
        for chunk in _chunks(response):
            file.write(chunk)
            bar.advance(task, len(chunk))
    if length and response.length:  # the connection closed early
        raise HTTPException("the connection was cut; run it again to go on from there")


def _chunks(response: HTTPResponse) -> Iterator[bytes]:
    while chunk := response.read(CHUNK):
        yield chunk


def _reason(error: BaseException) -> str:
    return str(getattr(error, "reason", None) or error or type(error).__name__)
