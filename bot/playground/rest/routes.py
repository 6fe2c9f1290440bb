"""Every route, and what each request passes on its way: errors, the token, the limits."""

from __future__ import annotations

import logging

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.playground.loopback import PREFIX, GoneError, Loopback
from bot.playground.ratelimit import OldEditsError, Verdict
from bot.playground.rest import commands, interactions, marks, messages, threads, users
from bot.playground.rest.common import LOOPBACK
from bot.playground.rest.errors import ApiError
from bot.playground.rest.reply import reply
from bot.playground.world import TOKEN

__all__ = ["api"]

_log = logging.getLogger(__name__)

_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = _MESSAGES + "/{message_id}"
_REACTION = _MESSAGE + "/reactions/{emoji}"
_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
_COMMANDS = "/applications/{application_id}/commands"
_GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"
_CALLBACK = "/interactions/{webhook_id}/{webhook_token}/callback"
_MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")

_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/users/@me", users.me),
    ("GET", "/users/{user_id}", users.user),
    ("GET", "/oauth2/applications/@me", users.own_application),
    ("GET", "/applications/@me", users.own_application),
    ("GET", "/gateway/bot", users.gateway),
    ("GET", "/guilds/{guild_id}", users.guild),
    ("GET", "/guilds/{guild_id}/channels", users.channels),
    ("GET", "/guilds/{guild_id}/roles", users.roles),
    ("GET", "/guilds/{guild_id}/members/{user_id}", users.member),
    ("GET", "/channels/{channel_id}", users.channel),
    ("PATCH", "/channels/{channel_id}", threads.change),
    ("DELETE", "/channels/{channel_id}", threads.delete),
    ("POST", "/channels/{channel_id}/threads", threads.begin),
    ("POST", _MESSAGE + "/threads", threads.begin),
    ("PUT", _REACTION + "/@me", marks.react),
    ("DELETE", _REACTION + "/{user_id}", marks.take_back),
    ("DELETE", _MESSAGE + "/reactions", marks.clear),
    ("GET", _MESSAGES + "/pins", marks.pins),
    ("PUT", _MESSAGES + "/pins/{message_id}", marks.pin),
    ("DELETE", _MESSAGES + "/pins/{message_id}", marks.unpin),
    ("POST", "/channels/{channel_id}/typing", messages.typing),
    ("GET", _MESSAGES, messages.history),
    ("POST", _MESSAGES, messages.create),
    ("GET", _MESSAGE, messages.read),
    ("PATCH", _MESSAGE, messages.edit),
    ("DELETE", _MESSAGE, messages.delete),
    ("GET", _COMMANDS, commands.listed),
    ("PUT", _COMMANDS, commands.put),
    ("GET", _GUILD_COMMANDS, commands.listed),
    ("PUT", _GUILD_COMMANDS, commands.put),
    ("POST", _CALLBACK, interactions.callback),
    ("POST", _WEBHOOK, interactions.follow_up),
    ("GET", _WEBHOOK + "/messages/{message_id}", interactions.read),
    ("PATCH", _WEBHOOK + "/messages/{message_id}", interactions.edit),
    ("DELETE", _WEBHOOK + "/messages/{message_id}", interactions.delete),
)


def api(loopback: Loopback) -> web.Application:
    """Return the API as an application of its own."""
    app = web.Application(middlewares=[_answer_errors, _guard])
    app[LOOPBACK] = loopback
    for method, path, handler in _ROUTES:
        app.router.add_route(method, path, handler)
    return app


@web.middleware
async def _answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer errors in Discord's shape."""
    try:
        return await handler(request)
    except ApiError as error:
        return reply(error.body, error.status)
    except web.HTTPException as error:
        return reply({"message": f"{error.status}: {error.reason}", "code": 0}, error.status)
    except Exception:
        _log.exception("%s %s failed", request.method, request.path)
        return reply({"message": "500: Internal Server Error", "code": 0}, 500)


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Check the token, then the limits; every answer says how much is left."""
    resource = request.match_info.route.resource
    if resource is None:
        return await handler(request)  # raises 404 or 405
    template = resource.canonical.removeprefix(PREFIX)
    by_token = "{webhook_token}" in template
    if not by_token and request.headers.get("Authorization") != f"Bot {TOKEN}":
        raise ApiError(401, 0, "401: Unauthorized")
    verdict = request.app[LOOPBACK].limiter.take(
        f"{request.method} {template}",
        "+".join(request.match_info[name] for name in _MAJOR if name in request.match_info),
    )
    if not verdict.ok:
        return _refused(verdict)
    try:
        response = await handler(request)
    except ApiError as error:
        response = reply(error.body, error.status)
    except GoneError:
        response = reply({"message": "Unknown Message", "code": 10008}, 404)
    except OldEditsError as error:
        return _too_old(verdict, error.wait)
    response.headers.update(verdict.headers())
    return response


def _refused(verdict: Verdict) -> web.Response:
    body = {
        "message": "You are being rate limited.",
        "retry_after": round(verdict.reset_after, 3),
        "global": verdict.scope == "global",
    }
    response = reply(body, 429)
    response.headers.update(verdict.headers())
    return response


def _too_old(verdict: Verdict, wait: float) -> web.Response:
    words = "Maximum number of edits to messages older than 1 hour reached. Try again later."
    body = {
        "message": words,
        "code": 30046,
        "retry_after": round(wait, 3),
        "global": False,
    }
    response = reply(body, 429)
    response.headers.update(verdict.headers() | {"Retry-After": f"{wait:.3f}"})
    return response
