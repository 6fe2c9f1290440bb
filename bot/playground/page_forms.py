"""Reading what the page and the tests send: forms, JSON, names of people and places."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import unquote

from aiohttp import BodyPartReader, web
from pydantic import ValidationError

from bot.playground.asking import ClickError
from bot.playground.message import Message, Upload
from bot.playground.rest.body import MAX_FILES, MAX_UPLOAD, read_part
from bot.playground.rest.common import LOOPBACK
from bot.playground.rest.errors import ApiError
from bot.playground.schemas.base import Schema, Snowflake
from bot.playground.world import BOT_USER, GUILD_ID, STUDIO, Channel, Guild, User

__all__ = [
    "About",
    "bad",
    "channel_named",
    "form",
    "guild_named",
    "message_named",
    "read",
    "user_named",
]

M = TypeVar("M", bound=Schema)


class About(Schema):
    """Who does something to a message or in a channel."""

    user: str
    message: Snowflake | None = None
    channel: Snowflake = STUDIO.id


async def form(request: web.Request) -> tuple[dict[str, str], list[tuple[str, Upload]]]:
    """Read a form: its text fields, and its files with their fields' names."""
    if request.content_type == "application/x-www-form-urlencoded":
        return {name: str(value) for name, value in (await request.post()).items()}, []
    if request.content_type != "multipart/form-data":
        raise bad("This is sent as multipart/form-data.")
    fields: dict[str, str] = {}
    uploads: list[tuple[str, Upload]] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad("That form cannot be read.")
        try:
            data = await read_part(part, MAX_UPLOAD)
        except ApiError:
            raise ClickError(413, "A file may have 10 MiB.") from None
        if part.filename is None:
            fields[part.name] = data.decode(errors="replace")
        else:
            uploads.append((part.name, Upload(unquote(part.filename), data)))
    if len(uploads) > MAX_FILES:
        raise bad(f"A message may have {MAX_FILES} files.")
    return fields, uploads


async def read(request: web.Request, model: type[M]) -> M:
    """Read a JSON body; raises ClickError 400."""
    try:
        return model.model_validate(await request.json())
    except (ValidationError, ValueError) as error:
        raise bad(str(error)) from None


def user_named(request: web.Request, name: str, *, person: bool = True) -> User:
    """Return the user called `name`, who is a person unless the bot may be meant too."""
    user = request.app[LOOPBACK].directory.find_user(name)
    if user is None or (person and user.id == BOT_USER.id):
        raise bad("There is no such person here.")
    return user


def guild_named(request: web.Request, name: str) -> Guild:
    """Return the guild with this id or name."""
    found = request.app[LOOPBACK].directory.find_guild(name)
    if found is None:
        raise ClickError(404, "There is no such server.")
    return found


def channel_named(request: web.Request, name: str, guild: str = str(GUILD_ID)) -> Channel:
    """Return the channel with this id, or this name in the guild."""
    home = guild_named(request, guild)
    found = request.app[LOOPBACK].directory.find_channel(name, home.id)
    if found is None:
        raise ClickError(404, "There is no such channel.")
    return found


def message_named(request: web.Request, message_id: int | None) -> Message:
    """Return the message with this id."""
    found = request.app[LOOPBACK].find(message_id) if message_id else None
    if found is None:
        raise ClickError(404, "That message is gone.")
    return found


def bad(words: str) -> ClickError:
    """Return the error for a request that makes no sense."""
    return ClickError(400, words)
