"""What only tests do: break lines, force limits, take permissions, make channels."""

from __future__ import annotations

from typing import Literal

from aiohttp import web
from pydantic import Field, ValidationError

from bot.playground.loopback import Loopback
from bot.playground.permissions import NOTHING, Permission
from bot.playground.rest.common import LOOPBACK
from bot.playground.rest.reply import empty, reply
from bot.playground.schemas.base import Schema

__all__ = ["routes"]


class NewChannel(Schema):
    """A channel to make."""

    name: str = Field(pattern=r"^[a-z0-9_-]{1,100}$")
    topic: str = ""


class Control(Schema):
    """A deed, with what some deeds need."""

    action: Literal["drop", "reconnect", "invalidate", "limit", "deny"]
    code: int | None = Field(None, ge=1000, le=4999)
    route: str = "POST /channels/{channel_id}/messages"
    retry_after: float = Field(0.5, gt=0, le=60)
    count: int = Field(1, ge=1)
    permissions: list[str] = Field(default_factory=list)


async def new_channel(request: web.Request) -> web.Response:
    """POST /page/channels {name, topic?}"""
    loopback = request.app[LOOPBACK]
    wanted = NewChannel.model_validate(await request.json())
    return reply(loopback.channel(loopback.add_channel(wanted.name, wanted.topic)))


async def control(request: web.Request) -> web.Response:
    """POST /page/control {action, ...}"""
    try:
        _do(request.app[LOOPBACK], Control.model_validate(await request.json()))
    except (ValidationError, ValueError, KeyError) as error:
        return reply({"error": str(error)}, 400)
    return empty()


def routes() -> list[web.RouteDef]:
    """Return the tests' routes."""
    return [web.post("/page/channels", new_channel), web.post("/page/control", control)]


def _do(loopback: Loopback, wanted: Control) -> None:
    match wanted.action:
        case "drop":
            loopback.hub.drop(wanted.code)
        case "reconnect":
            loopback.hub.ask_to_reconnect()
        case "invalidate":
            loopback.hub.invalidate()
        case "limit":
            loopback.limiter.force(wanted.route, wanted.retry_after, wanted.count)
        case "deny":
            denied = NOTHING
            for name in wanted.permissions:
                denied |= Permission[name]
            loopback.deny(denied)
