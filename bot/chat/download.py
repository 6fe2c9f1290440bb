"""Download one file from the configured hosts, and nothing else from nowhere else.

https only (plain http from this machine itself), no redirects, no cookies, a hard cap on the bytes
while they stream in, and a time-out on the whole as on each silence.
"""

from __future__ import annotations

from collections.abc import Collection

import aiohttp
from yarl import URL

from bot.settings import is_loopback

__all__ = ["DownloadError", "TooLargeError", "fetch", "session"]


class DownloadError(Exception):
    """A file that did not come; the text is for the log."""


class TooLargeError(DownloadError):
    """A file with more bytes than allowed, whatever its headers said."""


def session(seconds: float) -> aiohttp.ClientSession:
    """Open the session for downloads, apart from discord.py's own: it never holds the token."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(
            total=seconds, sock_connect=seconds / 3, sock_read=seconds / 2
        ),
        headers={"Accept-Encoding": "identity"},
    )


def allowed(url: str, hosts: Collection[str]) -> bool:
    """Say whether `url` is on one of `hosts` (`host` or `host:port`), encrypted unless local."""
    try:
        address = URL(url)
    except ValueError:
        return False
    if address.user or address.password or not address.host:
        return False
    scheme_is_safe = address.scheme == "https" or (
        address.scheme == "http" and is_loopback(address.host)
    )
    authority = address.host if address.is_default_port() else f"{address.host}:{address.port}"
    return scheme_is_safe and authority in hosts


async def fetch(
    client: aiohttp.ClientSession, url: str, *, hosts: Collection[str], most: int
) -> bytes:
    """Return the bytes at `url`, at most `most`; raise DownloadError for anything but them."""
    if not allowed(url, hosts):
        raise DownloadError("the address is not on a host that files are taken from")
    try:
        async with client.get(url, allow_redirects=False) as response:
            if response.status != 200:
                raise DownloadError(f"the server answered {response.status}")
            return await _read(response, most)
    except TimeoutError:
        raise DownloadError("the server was too slow") from None
    except aiohttp.ClientError as error:
        raise DownloadError(f"the connection failed ({type(error).__name__})") from None


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    """Collect the body, stopping at the first byte too many."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > most:
            raise TooLargeError(f"more than {most} bytes came")
    return bytes(body)
