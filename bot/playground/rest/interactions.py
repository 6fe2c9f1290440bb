"""Answers to interactions, and what follows them up."""

from __future__ import annotations

import dataclasses

from aiohttp import web

from bot.playground.interactions import ANSWER_SECONDS, Answer, Interaction, Kind
from bot.playground.loopback import Loopback
from bot.playground.message import EPHEMERAL, LOADING, Draft, Message, Origin, Reference
from bot.playground.rest.body import Body, read_body
from bot.playground.rest.common import LOOPBACK, Query, path_id, query, upload_limit_of
from bot.playground.rest.drafts import checked, draft, json_of, revision
from bot.playground.rest.errors import ApiError, invalid
from bot.playground.rest.reply import empty, reply
from bot.playground.schemas.messages import Callback, Choices, Response
from bot.playground.schemas.modals import Modal
from bot.playground.world import APPLICATION_ID, BOT_USER, Json

__all__ = ["callback", "delete", "edit", "follow_up", "read"]


async def callback(request: web.Request) -> web.Response:
    """POST /interactions/{interaction_id}/{token}/callback"""
    loopback = request.app[LOOPBACK]
    asked = loopback.interactions.find(request.match_info["webhook_token"])
    wanted_id = path_id(request, "webhook_id")
    if asked is None or asked.id != wanted_id or _too_late(asked):
        raise ApiError(404, 10062, "Unknown interaction")
    body = await read_body(request, upload_limit_of(request, asked.channel_id))
    answer = checked(Callback, json_of(body))
    if asked.acknowledged:
        raise ApiError(400, 40060, "Interaction has already been acknowledged.")
    _check_kind(asked, Answer(answer.type))
    asked.acknowledged = True
    try:
        message = await _act(loopback, asked, answer, body)
    except ApiError:
        asked.acknowledged = False
        raise
    asked.answer = Answer(answer.type)
    asked.done.set()
    if not query(request, Query).with_response:
        return empty()
    return reply(_outcome(loopback, asked, asked.answer, message))


async def follow_up(request: web.Request) -> web.Response:
    """POST /webhooks/{application_id}/{token}"""
    loopback, click = request.app[LOOPBACK], _click_of(request)
    query(request, Query)
    body = await read_body(request, upload_limit_of(request, click.channel_id))
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
    body = await read_body(request, upload_limit_of(request, current.channel_id))
    changed = revision(checked(Response, json_of(body)), body.uploads, current)
    return reply(loopback.render.message(await loopback.edit(current, changed)))


async def delete(request: web.Request) -> web.Response:
    """DELETE /webhooks/{application_id}/{token}/messages/{message_id}"""
    await request.app[LOOPBACK].delete(_message_of(request))
    return empty()


async def _act(
    loopback: Loopback, asked: Interaction, answer: Callback, body: Body
) -> Message | None:
    """Do what the answer says; return the message that it made or changed."""
    match Answer(answer.type):
        case Answer.CHOICES:
            asked.choices = _choices(answer.data)
        case Answer.MODAL:
            asked.modal = checked(Modal, answer.data or {}).model_dump(exclude_none=True)
        case Answer.MESSAGE:
            wanted = draft(checked(Response, answer.data or {}), body.uploads, may_hide=True)
            return await _respond(loopback, asked, wanted)
        case Answer.LATER:
            flags = checked(Response, answer.data or {}).flags or 0
            return await _respond(loopback, asked, Draft(flags=LOADING | (flags & EPHEMERAL)))
        case kind:
            return await _update(loopback, asked, kind, answer, body)
    return None


def _choices(data: Json | None) -> list[Json]:
    return [choice.model_dump(exclude_none=True) for choice in checked(Choices, data or {}).choices]


async def _respond(loopback: Loopback, asked: Interaction, wanted: Draft) -> Message:
    posted = await loopback.post(BOT_USER, asked.channel_id, _answering(wanted, asked))
    asked.response_id = posted.id
    return posted


async def _update(
    loopback: Loopback, asked: Interaction, kind: Answer, answer: Callback, body: Body
) -> Message | None:
    """Change the message whose component was used, now or later."""
    source = loopback.message(asked.channel_id, asked.source_id) if asked.source_id else None
    if source is None:
        raise ApiError(404, 10008, "Unknown Message")
    asked.response_id = source.id
    if kind is Answer.LATER_UPDATE:
        return None
    data = checked(Response, answer.data or {})
    return await loopback.edit(source, revision(data, body.uploads, source))


def _check_kind(asked: Interaction, answer: Answer) -> None:
    """Raise ApiError 50035 for an answer that this kind of interaction cannot have."""
    fits = (answer is Answer.CHOICES) == (asked.kind is Kind.AUTOCOMPLETE)
    if answer is Answer.MODAL:
        fits = asked.kind in (Kind.COMMAND, Kind.COMPONENT)
    if answer in (Answer.UPDATE, Answer.LATER_UPDATE):
        fits = asked.source_id is not None
    if not fits:
        words = f"Interaction callback type is invalid: {int(answer)}"
        raise invalid(("type",), "INTERACTION_CALLBACK_TYPE_INVALID", words)


def _answering(wanted: Draft, asked: Interaction) -> Draft:
    """Return `wanted` with where it comes from: a click's message, or the first response."""
    answered = asked.source_id or asked.response_id
    return dataclasses.replace(
        wanted,
        reference=Reference(asked.channel_id, answered) if answered else None,
        origin=Origin(
            asked.id, asked.user.id, asked.message_id, int(asked.kind), asked.name, asked.menu
        ),
        only_for=asked.user.id if wanted.flags & EPHEMERAL else None,
    )


def _outcome(loopback: Loopback, asked: Interaction, kind: Answer, message: Message | None) -> Json:
    about: Json = {"id": str(asked.id), "type": int(asked.kind)}
    if asked.response_id is not None:
        about["response_message_id"] = str(asked.response_id)
    if message is None:
        return {"interaction": about}
    about["response_message_loading"] = bool(message.flags & LOADING)
    about["response_message_ephemeral"] = bool(message.flags & EPHEMERAL)
    whole = kind in (Answer.MESSAGE, Answer.UPDATE)
    shown = {"message": loopback.render.message(message)} if whole else {}
    return {"interaction": about, "resource": {"type": int(kind)} | shown}


def _too_late(asked: Interaction) -> bool:
    return asked.age > ANSWER_SECONDS and not asked.acknowledged


def _click_of(request: web.Request) -> Interaction:
    if path_id(request, "webhook_id") != APPLICATION_ID:
        raise ApiError(404, 10015, "Unknown Webhook")
    click = request.app[LOOPBACK].interactions.find(request.match_info["webhook_token"])
    if click is None:
        raise ApiError(401, 50027, "Invalid Webhook Token")
    if not click.done.is_set():
        raise ApiError(404, 10015, "Unknown Webhook")
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
