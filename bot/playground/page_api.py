"""What the chat page asks for and does; tests drive the playground through it too."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import unquote

from aiohttp import BodyPartReader, web
from pydantic import ValidationError

from bot.playground import samples
from bot.playground.clicks import ClickError, click
from bot.playground.message import Draft, Message, Reference, Upload
from bot.playground.permissions import Permission
from bot.playground.rest.body import MAX_FILES, MAX_UPLOAD, read_part
from bot.playground.rest.common import LOOPBACK
from bot.playground.rest.errors import ApiError
from bot.playground.rest.reply import empty, reply
from bot.playground.schemas.base import Schema, Snowflake
from bot.playground.world import STUDIO, Channel, User, find_user, permissions_of

__all__ = ["routes"]

M = TypeVar("M", bound=Schema)

_MAX_TEXT = 2000


class Click(Schema):
    """A click on a button."""

    user: str
    message: Snowflake
    custom_id: str


class About(Schema):
    """Who does something to a message or in a channel."""

    user: str
    message: Snowflake | None = None
    channel: Snowflake = STUDIO.id


async def list_messages(request: web.Request) -> web.Response:
    """GET /page/messages?channel=&before=&limit= : oldest first."""
    loopback = request.app[LOOPBACK]
    channel = _channel(request, request.query.get("channel", str(STUDIO.id)))
    before, limit = (request.query.get(name) for name in ("before", "limit"))
    found = loopback.store.history(
        channel.id, before=int(before) if before else None, limit=min(int(limit or 50), 100)
    )
    return reply([loopback.render.message(message) for message in reversed(found)])


async def send_message(request: web.Request) -> web.Response:
    """POST /page/messages, a form: user, channel, content, reply_to?, files."""
    loopback = request.app[LOOPBACK]
    fields, uploads = await _form(request)
    user = _user(fields.get("user", ""))
    channel = _channel(request, fields.get("channel", str(STUDIO.id)))
    # forms carry line ends as CR LF
    content = fields.get("content", "").replace("\r\n", "\n").strip()
    if len(content) > _MAX_TEXT:
        raise _bad(f"A message may have {_MAX_TEXT} characters; this one has {len(content)}.")
    if not content and not uploads:
        raise _bad("There is nothing to send.")
    answered = _reference(request, channel, fields.get("reply_to"))
    draft = Draft(content=content, uploads=tuple(uploads), reference=answered)
    return reply(loopback.render.message(await loopback.post(user, channel.id, draft)))


async def delete_message(request: web.Request) -> web.Response:
    """POST /page/deletions {user, message}: one's own, or an admin any."""
    about = await _read(request, About)
    user, message = _user(about.user), _message(request, about.message)
    if message.author_id != user.id and Permission.MANAGE_MESSAGES not in permissions_of(user):
        raise ClickError(403, "Only an admin may delete somebody else's message.")
    await request.app[LOOPBACK].delete(message)
    return empty()


async def send_click(request: web.Request) -> web.Response:
    """POST /page/clicks {user, message, custom_id}: 204 once the bot has answered."""
    wanted = await _read(request, Click)
    message = _message(request, wanted.message)
    await click(request.app[LOOPBACK], _user(wanted.user), message, wanted.custom_id)
    return empty()


async def typing(request: web.Request) -> web.Response:
    """POST /page/typing {user, channel}"""
    about = await _read(request, About)
    channel = _channel(request, str(about.channel))
    request.app[LOOPBACK].typing(_user(about.user), channel.id)
    return empty()


async def list_samples(_: web.Request) -> web.Response:
    """GET /page/samples: pairs of a photo and a painting, with their addresses."""
    return reply(await samples.pairs())


async def sample(request: web.Request) -> web.Response:
    """GET /page/samples/{name}.jpg"""
    try:
        data = await samples.picture(request.match_info["name"])
    except KeyError:
        raise web.HTTPNotFound(text="There is no such sample.") from None
    headers = {"Cache-Control": "private, max-age=3600"}
    return web.Response(body=data, content_type="image/jpeg", headers=headers)


def routes() -> list[web.RouteDef]:
    """Return the page's routes."""
    return [
        web.get("/page/messages", list_messages),
        web.post("/page/messages", send_message),
        web.post("/page/deletions", delete_message),
        web.post("/page/clicks", send_click),
        web.post("/page/typing", typing),
        web.get("/page/samples", list_samples),
        web.get("/page/samples/{name}.jpg", sample),
    ]


async def _form(request: web.Request) -> tuple[dict[str, str], list[Upload]]:
    if request.content_type == "application/x-www-form-urlencoded":
        return {name: str(value) for name, value in (await request.post()).items()}, []
    if request.content_type != "multipart/form-data":
        raise _bad("A message is sent as multipart/form-data.")
    fields: dict[str, str] = {}
    uploads: list[Upload] = []
    budget = MAX_UPLOAD
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise _bad("That form cannot be read.")
        try:
            data = await read_part(part, budget)
        except ApiError:
            raise ClickError(413, "Files may have 10 MiB in all.") from None
        budget -= len(data)
        if part.filename is None:
            fields[part.name] = data.decode(errors="replace")
        else:
            uploads.append(Upload(unquote(part.filename), data))
    if len(uploads) > MAX_FILES:
        raise _bad(f"A message may have {MAX_FILES} files.")
    return fields, uploads


async def _read(request: web.Request, model: type[M]) -> M:
    try:
        return model.model_validate(await request.json())
    except (ValidationError, ValueError) as error:
        raise _bad(str(error)) from None


def _user(name: str) -> User:
    user = find_user(name)
    if user is None or user.bot:
        raise _bad("There is no such person here.")
    return user


def _channel(request: web.Request, text: str) -> Channel:
    channels = request.app[LOOPBACK].store.channels()
    found = next((c for c in channels.values() if text in (str(c.id), c.name)), None)
    if found is None:
        raise ClickError(404, "There is no such channel.")
    return found


def _message(request: web.Request, message_id: int | None) -> Message:
    found = request.app[LOOPBACK].find(message_id) if message_id else None
    if found is None:
        raise ClickError(404, "That message is gone.")
    return found


def _reference(request: web.Request, channel: Channel, text: str | None) -> Reference | None:
    if not text:
        return None
    message = _message(request, int(text) if text.isdigit() else None)
    return Reference(channel.id, message.id)


def _bad(words: str) -> ClickError:
    return ClickError(400, words)
