"""Answers whose type is exactly `application/json`, as discord.py compares it."""

from __future__ import annotations

import json

from aiohttp import web

__all__ = ["empty", "reply"]


def reply(data: object, status: int = 200) -> web.Response:
    """Return a JSON answer."""
    body = json.dumps(data, separators=(",", ":")).encode()
    return web.Response(body=body, status=status, content_type="application/json")


def empty() -> web.Response:
    """Return 204."""
    return web.Response(status=204)
