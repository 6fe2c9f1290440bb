"""Keeps other sites out: only this machine's own page may talk to the playground's page API."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

__all__ = ["is_loopback", "only_this_page"]


def is_loopback(host: str | None) -> bool:
    """Say whether `host`, a name or an address, is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _foreign(request: web.Request) -> bool:
    """Say whether the request was made by, or under the name of, another site."""
    own = request.headers.get("Host", "")
    origin = request.headers.get("Origin")
    # a foreign name that points at this machine (DNS rebinding) shows in Host
    if not is_loopback(urlsplit(f"//{own}").hostname):
        return True
    return origin is not None and urlsplit(origin).netloc != own


@web.middleware
async def only_this_page(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what another site's page sends, sockets included; bots send no Origin."""
    if _foreign(request):
        raise web.HTTPForbidden(text="Only the playground's own page may do that.")
    return await handler(request)
