"""What the chat page asks for and does; tests drive the playground through it too."""

from __future__ import annotations

from aiohttp import web

from bot.playground import samples
from bot.playground.asking import ClickError
from bot.playground.message import Draft, Reference
from bot.playground.page_forms import (
    About,
    bad,
    channel_named,
    form,
    message_named,
    read,
    user_named,
)
from bot.playground.permissions import Permission
from bot.playground.rest.common import LOOPBACK
from bot.playground.rest.marks import put_reaction
from bot.playground.rest.reply import empty, reply
from bot.playground.schemas.base import Snowflake
from bot.playground.world import GUILD_ID, STUDIO, Channel, User

__all__ = ["routes"]

_MAX_TEXT = 2000


class Reacting(About):
    """A reaction to put under a message, or to take away."""

    message: Snowflake
    emoji: str
    there: bool = True


async def list_messages(request: web.Request) -> web.Response:
    """GET /page/messages?channel=&guild=&before=&limit=&user= : oldest first.

    With `user` also what only they see.
    """
    loopback, asked = request.app[LOOPBACK], request.query
    channel = _channel(request, asked.get("channel", str(STUDIO.id)), asked.get("guild"))
    before, limit = (asked.get(name) for name in ("before", "limit"))
    found = loopback.store.history(
        channel.id, before=int(before) if before else None, limit=min(int(limit or 50), 100)
    )
    told = {m.id: loopback.render.message(m) for m in found}
    if "user" in asked:
        reader = user_named(request, asked["user"])
        _require(request, reader, channel, Permission.VIEW_CHANNEL, "see that channel")
        for whisper in loopback.whispers(channel.id, reader.id):
            only = {"only_for": str(reader.id)}
            told[whisper.id] = loopback.render.message(whisper) | only
    return reply([told[message_id] for message_id in sorted(told)])


async def send_message(request: web.Request) -> web.Response:
    """POST /page/messages, a form: user, channel, guild?, content, reply_to?, files."""
    loopback = request.app[LOOPBACK]
    fields, uploads = await form(request)
    user = user_named(request, fields.get("user", ""))
    channel = _channel(request, fields.get("channel", str(STUDIO.id)), fields.get("guild"))
    _require(request, user, channel, _speak(channel), "write in that channel")
    if uploads:
        _require(request, user, channel, Permission.ATTACH_FILES, "attach files there")
    # forms carry line ends as CR LF
    content = fields.get("content", "").replace("\r\n", "\n").strip()
    if len(content) > _MAX_TEXT:
        raise bad(f"A message may have {_MAX_TEXT} characters; this one has {len(content)}.")
    if not content and not uploads:
        raise bad("There is nothing to send.")
    answered = _reference(request, channel, fields.get("reply_to"))
    files = tuple(upload for _, upload in uploads)
    draft = Draft(content=content, uploads=files, reference=answered)
    return reply(loopback.render.message(await loopback.post(user, channel.id, draft)))


async def delete_message(request: web.Request) -> web.Response:
    """POST /page/deletions {user, message}: one's own, or an admin any."""
    about = await read(request, About)
    user, message = user_named(request, about.user), message_named(request, about.message)
    loopback = request.app[LOOPBACK]
    may = loopback.directory.may(user.id, message.channel_id)
    own = user.id in (message.author_id, message.only_for)
    if not own and Permission.MANAGE_MESSAGES not in may:
        raise ClickError(403, "Only an admin may delete somebody else's message.")
    await loopback.delete(message)
    return empty()


async def react(request: web.Request) -> web.Response:
    """POST /page/reactions {user, message, emoji, there?}"""
    wanted = await read(request, Reacting)
    user, message = user_named(request, wanted.user), message_named(request, wanted.message)
    put_reaction(request.app[LOOPBACK], message, wanted.emoji, user.id, there=wanted.there)
    return empty()


async def typing(request: web.Request) -> web.Response:
    """POST /page/typing {user, channel}"""
    about = await read(request, About)
    channel = channel_named(request, str(about.channel))
    request.app[LOOPBACK].typing(user_named(request, about.user), channel.id)
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
        web.post("/page/reactions", react),
        web.post("/page/typing", typing),
        web.get("/page/samples", list_samples),
        web.get("/page/samples/{name}.jpg", sample),
    ]


def _channel(request: web.Request, name: str, guild: str | None) -> Channel:
    return channel_named(request, name, guild or str(GUILD_ID))


def _speak(channel: Channel) -> Permission:
    if channel.parent_id is None:
        return Permission.SEND_MESSAGES
    return Permission.SEND_MESSAGES_IN_THREADS


def _require(
    request: web.Request, user: User, channel: Channel, permission: Permission, deed: str
) -> None:
    if permission not in request.app[LOOPBACK].directory.may(user.id, channel.id):
        raise ClickError(403, f"{user.name} may not {deed}.")


def _reference(request: web.Request, channel: Channel, text: str | None) -> Reference | None:
    if not text:
        return None
    message = message_named(request, int(text) if text.isdigit() else None)
    return Reference(channel.id, message.id)
