"""Answers to clicks, and what follows them up."""

from __future__ import annotations

import dataclasses

from aiohttp import web

from bot.playground.interactions import ANSWER_SECONDS, Interaction
from bot.playground.loopback import Loopback
from bot.playground.message import EPHEMERAL, LOADING, Draft, Message, Origin, Reference
from bot.playground.rest.body import Body, read_body
from bot.playground.rest.common import LOOPBACK, Query, path_id, query
from bot.playground.rest.drafts import checked, draft, json_of, revision
from bot.playground.rest.errors import ApiError
from bot.playground.rest.reply import empty, reply
from bot.playground.schemas.messages import Callback, Response
from bot.playground.world import APPLICATION_ID, BOT_USER, Json

__all__ = ["callback", "delete", "edit", "follow_up", "read"]

_MESSAGE, _LATER, _LATER_UPDATE, _UPDATE = 4, 5, 6, 7


async def callback(request: web.Request) -> web.Response:
    """POST /interactions/{interaction_id}/{token}/callback"""
    loopback = request.app[LOOPBACK]
    click = loopback.interactions.find(request.match_info["webhook_token"])
    wanted_id = path_id(request, "webhook_id")
    if click is None or click.id != wanted_id or _too_late(click):
        raise ApiError(404, 10062, "Unknown interaction")
    body = await read_body(request)
    answer = checked(Callback, json_of(body))
    if click.answered.is_set():
        raise ApiError(400, 40060, "Interaction has already been acknowledged.")
    click.answered.set()
    try:
        message = await _act(loopback, click, answer, body)
    except ApiError:
        click.answered.clear()
        raise
    if not query(request, Query).with_response:
        return empty()
    return reply(_outcome(loopback, click, answer.type, message))


async def follow_up(request: web.Request) -> web.Response:
    """POST /webhooks/{application_id}/{token}"""
    loopback, click = request.app[LOOPBACK], _click_of(request)
    query(request, Query)
    body = await read_body(request)
    wanted = draft(checked(Response, json_of(body)), body.uploads, may_hide=True)
    waiting = click.response_id and loopback.message(click.channel_id, click.response_id)
    if waiting and waiting.flags & LOADING:
        # Discord fills the "thinking" message with the first follow-up
        posted = await loopback.edit(
            waiting, revision(checked(Response, json_of(body)), body.uploads, waiting)
        )
    else:
        posted = await loopback.post(BOT_USER, click.channel_id, _answering(wanted, click))
        click.followups.add(posted.id)
    return reply(loopback.render.message(posted))


async def read(request: web.Request) -> web.Response:
    """GET /webhooks/{application_id}/{token}/messages/{message_id}"""
    return reply(request.app[LOOPBACK].render.message(_message_of(request)))


async def edit(request: web.Request) -> web.Response:
    """PATCH /webhooks/{application_id}/{token}/messages/{message_id}"""
    loopback, current = request.app[LOOPBACK], _message_of(request)
    query(request, Query)
    body = await read_body(request)
    changed = revision(checked(Response, json_of(body)), body.uploads, current)
    return reply(loopback.render.message(await loopback.edit(current, changed)))


async def delete(request: web.Request) -> web.Response:
    """DELETE /webhooks/{application_id}/{token}/messages/{message_id}"""
    await request.app[LOOPBACK].delete(_message_of(request))
    return empty()


async def _act(
    loopback: Loopback, click: Interaction, answer: Callback, body: Body
) -> Message | None:
    """Do what the answer says; return the message that it made or changed."""
    data = checked(Response, answer.data or {})
    source = loopback.message(click.channel_id, click.message_id)
    if answer.type in (_MESSAGE, _LATER):
        if answer.type == _MESSAGE:
            wanted = draft(data, body.uploads, may_hide=True)
        else:
            wanted = Draft(flags=LOADING | ((data.flags or 0) & EPHEMERAL))
        posted = await loopback.post(BOT_USER, click.channel_id, _answering(wanted, click))
        click.response_id = posted.id
        return posted
    click.response_id = click.message_id
    if source is None:
        raise ApiError(404, 10008, "Unknown Message")
    if answer.type == _UPDATE:
        return await loopback.edit(source, revision(data, body.uploads, source))
    return None


def _answering(wanted: Draft, click: Interaction) -> Draft:
    return dataclasses.replace(
        wanted,
        reference=Reference(click.channel_id, click.message_id),
        origin=Origin(click.id, click.user.id, click.message_id),
        only_for=click.user.id if wanted.flags & EPHEMERAL else None,
    )


def _outcome(loopback: Loopback, click: Interaction, kind: int, message: Message | None) -> Json:
    about: Json = {"id": str(click.id), "type": 3}
    if click.response_id is not None:
        about["response_message_id"] = str(click.response_id)
    if message is None:
        return {"interaction": about}
    about["response_message_loading"] = bool(message.flags & LOADING)
    about["response_message_ephemeral"] = bool(message.flags & EPHEMERAL)
    shown = {"message": loopback.render.message(message)} if kind in (_MESSAGE, _UPDATE) else {}
    return {"interaction": about, "resource": {"type": kind} | shown}


def _too_late(click: Interaction) -> bool:
    return click.age > ANSWER_SECONDS and not click.answered.is_set()


def _click_of(request: web.Request) -> Interaction:
    if path_id(request, "webhook_id") != APPLICATION_ID:
        raise ApiError(404, 10015, "Unknown Webhook")
    click = request.app[LOOPBACK].interactions.find(request.match_info["webhook_token"])
    if click is None or not click.answered.is_set():
        raise ApiError(401, 50027, "Invalid Webhook Token")
    return click


def _message_of(request: web.Request) -> Message:
    click = _click_of(request)
    if request.match_info["message_id"] == "@original":
        wanted = click.response_id
    else:
        wanted = path_id(request, "message_id")
    own = click.followups | {click.response_id}
    found = request.app[LOOPBACK].message(click.channel_id, wanted) if wanted else None
    if found is None or wanted not in own:
        raise ApiError(404, 10008, "Unknown Message")
    return found
