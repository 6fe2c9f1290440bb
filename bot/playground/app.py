"""The whole of it as one aiohttp application."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.playground import cdn, controls, page_api, page_interactions
from bot.playground.asking import ClickError
from bot.playground.gateway.connection import serve
from bot.playground.guard import only_this_page
from bot.playground.loopback import PREFIX, Loopback
from bot.playground.page_events import events
from bot.playground.rest.common import LOOPBACK
from bot.playground.rest.reply import reply
from bot.playground.rest.routes import api

__all__ = ["build", "start"]

_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
_PAGE = Path(str(resources.files("bot.playground") / "page"))


def build(loopback: Loopback) -> web.Application:
    """Return the application: page, page API, gateway, files, REST."""
    app = web.Application(middlewares=[only_this_page, _say_why], client_max_size=16 * 1024**2)
    app[LOOPBACK] = loopback
    app.router.add_get("/", _index)
    app.router.add_get(r"/static/{name:[a-z_]+\.(?:js|css)}", _static)
    app.router.add_get("/gateway", _gateway)
    app.router.add_get("/page/events", events)
    app.router.add_get(cdn.PATH, cdn.attachment)
    app.router.add_routes(page_api.routes())
    app.router.add_routes(page_interactions.routes())
    app.router.add_routes(controls.routes())
    app.add_subapp(PREFIX, api(loopback))
    app.on_shutdown.append(_hang_up)
    return app


async def start(loopback: Loopback, host: str, port: int) -> web.AppRunner:
    """Serve at `host` and `port` (0: any that is free); the loopback then knows its address."""
    runner = web.AppRunner(build(loopback), access_log=None, shutdown_timeout=2)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    loopback.listen_at(host, runner.addresses[0][1])
    return runner


@web.middleware
async def _say_why(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tell the page in words what was wrong."""
    try:
        return await handler(request)
    except ClickError as error:
        return reply({"error": str(error)}, error.status)


async def _gateway(request: web.Request) -> web.StreamResponse:
    return await serve(request, request.app[LOOPBACK])


async def _index(_: web.Request) -> web.StreamResponse:
    return _file("index.html")


async def _static(request: web.Request) -> web.StreamResponse:
    return _file(request.match_info["name"])


def _file(name: str) -> web.StreamResponse:
    path = _PAGE / name
    if not path.is_file():
        raise web.HTTPNotFound
    headers = {
        "Content-Type": f"{_TYPES[path.suffix]}; charset=utf-8",
        "Cache-Control": "no-cache",
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return web.FileResponse(path, headers=headers)


async def _hang_up(app: web.Application) -> None:
    app[LOOPBACK].hub.close()
    app[LOOPBACK].pages.send("closing")
