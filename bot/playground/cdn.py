"""Serving attachments."""

from __future__ import annotations

import mimetypes

from aiohttp import web

from bot.playground.files import safe_name
from bot.playground.rest.common import LOOPBACK

__all__ = ["PATH", "attachment"]

PATH = r"/attachments/{channel:\d{1,19}}/{file:\d{1,19}}/{name}"
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


async def attachment(request: web.Request) -> web.StreamResponse:
    """GET /attachments/{channel}/{id}/{name}"""
    name = safe_name(request.match_info["name"])
    channel_id, file_id = (int(request.match_info[part]) for part in ("channel", "file"))
    path = request.app[LOOPBACK].files.path(channel_id, file_id, name)
    if not path.is_file():
        raise web.HTTPNotFound(text="This content is no longer available.")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {
        "Content-Type": kind,
        "Cache-Control": "private, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        # whatever was uploaded, it never runs as a page of this origin
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Disposition": f'{"inline" if kind in _SHOWN else "attachment"}; filename="{name}"',
    }
    return web.FileResponse(path, headers=headers)
