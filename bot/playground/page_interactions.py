"""What people do with the bot's commands, buttons, menus and forms, for the page and the tests."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web
from pydantic import Field

from bot.playground import clicks, slash
from bot.playground.asking import outcome
from bot.playground.interactions import Answer, Interaction
from bot.playground.message import StoredFile, Upload
from bot.playground.page_forms import bad, channel_named, form, message_named, read, user_named
from bot.playground.rest.common import LOOPBACK
from bot.playground.rest.reply import empty, reply
from bot.playground.schemas.base import Schema, Snowflake
from bot.playground.world import STUDIO

__all__ = ["routes"]


class Click(Schema):
    """A click on a button."""

    user: str
    message: Snowflake
    custom_id: str


class Choosing(Click):
    """A choice from a menu: values of its options, or names or ids of people, roles, channels."""

    values: list[str]


class Submission(Schema):
    """A form filled in; `modal` is the id of the interaction that was answered with it."""

    user: str
    modal: Snowflake
    values: dict[str, str | list[str]] = Field(default_factory=dict)


class Menu(Schema):
    """A command of a message's context menu."""

    user: str
    message: Snowflake
    command: str


class Running(Schema):
    """A slash command; `focused` is the option to complete."""

    user: str
    command: str = Field(pattern=r"\S")
    channel: str = str(STUDIO.id)
    options: dict[str, Any] = Field(default_factory=dict)
    focused: str = ""


async def send_click(request: web.Request) -> web.Response:
    """POST /page/clicks {user, message, custom_id}: 204 once the bot has answered.

    200 with {modal, id} if it has answered with a form.
    """
    wanted = await read(request, Click)
    message, user = message_named(request, wanted.message), user_named(request, wanted.user)
    done = await clicks.click(request.app[LOOPBACK], user, message, wanted.custom_id)
    return _told(request, done)


async def send_choice(request: web.Request) -> web.Response:
    """POST /page/selects {user, message, custom_id, values}: as for clicks."""
    wanted = await read(request, Choosing)
    message, user = message_named(request, wanted.message), user_named(request, wanted.user)
    done = await clicks.choose(
        request.app[LOOPBACK], user, message, wanted.custom_id, wanted.values
    )
    return _told(request, done)


async def send_form(request: web.Request) -> web.Response:
    """POST /page/modals {user, modal, values}: what the bot has answered."""
    wanted = await read(request, Submission)
    user, loopback = user_named(request, wanted.user), request.app[LOOPBACK]
    done = await clicks.submit(loopback, user, wanted.modal, wanted.values)
    return reply(outcome(loopback, done))


async def list_commands(request: web.Request) -> web.Response:
    """GET /page/commands?user=&channel= : what that person may use there, of every kind."""
    user = user_named(request, request.query.get("user", ""))
    channel = channel_named(request, request.query.get("channel", str(STUDIO.id)))
    return reply(slash.offered(request.app[LOOPBACK], user, channel.id))


async def run_command(request: web.Request) -> web.Response:
    """POST /page/commands {user, channel, command, options}: what the bot has answered.

    As JSON, or with files as a form: the same JSON in `data`, each file under its option's name.
    """
    wanted, uploads = await _running(request)
    loopback, user = request.app[LOOPBACK], user_named(request, wanted.user)
    channel = channel_named(request, wanted.channel)
    files: dict[str, StoredFile] = {}
    for name, upload in uploads:
        (files[name],) = await loopback.save(channel.id, (upload,))
    done = await slash.run(loopback, user, channel.id, wanted.command, wanted.options, files)
    return reply(outcome(loopback, done))


async def complete(request: web.Request) -> web.Response:
    """POST /page/autocomplete {user, channel, command, options, focused}: {choices}"""
    wanted = await read(request, Running)
    loopback, user = request.app[LOOPBACK], user_named(request, wanted.user)
    channel = channel_named(request, wanted.channel)
    choices = await slash.complete(
        loopback, user, channel.id, wanted.command, wanted.options, wanted.focused
    )
    return reply({"choices": choices})


async def open_menu(request: web.Request) -> web.Response:
    """POST /page/menus {user, message, command}: what the bot has answered."""
    wanted = await read(request, Menu)
    message, user = message_named(request, wanted.message), user_named(request, wanted.user)
    loopback = request.app[LOOPBACK]
    return reply(outcome(loopback, await slash.open_menu(loopback, user, message, wanted.command)))


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.post("/page/clicks", send_click),
        web.post("/page/selects", send_choice),
        web.post("/page/modals", send_form),
        web.get("/page/commands", list_commands),
        web.post("/page/commands", run_command),
        web.post("/page/autocomplete", complete),
        web.post("/page/menus", open_menu),
    ]


def _told(request: web.Request, done: Interaction) -> web.Response:
    if done.answer is Answer.MODAL:
        return reply(outcome(request.app[LOOPBACK], done))
    return empty()


async def _running(request: web.Request) -> tuple[Running, list[tuple[str, Upload]]]:
    if request.content_type == "application/json":
        return await read(request, Running), []
    fields, uploads = await form(request)
    try:
        return Running.model_validate(json.loads(fields.get("data", ""))), uploads
    except ValueError as error:
        raise bad(str(error)) from None
