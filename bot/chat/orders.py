"""From a wish and its pictures to a job: the one way for messages, slash commands and buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord

from bot.chat.attachments import Found
from bot.chat.client import Easel
from bot.chat.grammar import Rules, Wish
from bot.chat.memo import Memo
from bot.chat.paper import Answer
from bot.jobs.job import Ask, Job, Request
from stylecore.options import StyleOptions

__all__ = ["Asker", "Canvas", "place", "rules", "take"]


@dataclass(frozen=True)
class Asker:
    """Who asks, and where. `key` is the id of the message or interaction: it asks only once."""

    key: int
    guild_id: int
    channel_id: int
    parent_id: int | None
    user_id: int
    roles: frozenset[int]

    @classmethod
    def writing(cls, message: discord.Message) -> Self:
        """Read who wrote a message."""
        assert message.guild is not None, "requests are for servers"
        return cls(message.id, message.guild.id, *_where(message.channel), *_who(message.author))

    @classmethod
    def using(cls, click: discord.Interaction[Any]) -> Self:
        """Read who used a command or a button."""
        assert click.guild_id is not None and click.channel is not None, "they are for servers"
        return cls(click.id, click.guild_id, *_where(click.channel), *_who(click.user))


@dataclass(frozen=True)
class Canvas:
    """The pictures of a job, as PNG: they were checked and scaled down."""

    content: bytes
    style: bytes


async def rules(client: Easel, guild_id: int) -> Rules:
    """Return what the grammar must know of a server: its defaults, its limits, its styles."""
    maxima = (await client.service.policy(guild_id)).maxima
    usual = client.settings.options
    defaults = usual.but({name: min(getattr(usual, name), most) for name, most in maxima.items()})
    return Rules(defaults, maxima, client.styles.names(guild_id))


async def take(
    client: Easel,
    asker: Asker,
    wish: Wish,
    pictures: Sequence[Found],
    memo: Memo,
    answer: Answer | None = None,
) -> Job:
    """Fetch the pictures, while a place in the limits is held for them, and queue the job."""
    client.check_open()
    names = [*(found.filename for found in pictures), wish.style]
    memo = memo.model_copy(update={"photo": names[0], "painting": names[1], "style": wish.style})
    async with client.service.seat(Ask(**_asked(asker, wish.options))):
        canvas = await _canvas(client, asker.guild_id, wish, pictures)
    # Not inside: a job and the place that was held for it would count as two.
    return await place(client, asker, wish.options, canvas, memo, answer)


async def place(
    client: Easel,
    asker: Asker,
    options: StyleOptions,
    canvas: Canvas,
    memo: Memo,
    answer: Answer | None = None,
) -> Job:
    """Make the job durable, then say so; what was taken on before is not said again."""
    client.check_open()
    request = Request(
        **_asked(asker, options), content=canvas.content, style=canvas.style, memo=memo.written()
    )
    async with client.posts.expecting(asker.key):
        job, where = await client.service.submit(request)
        if job.notice_id is None and not job.state.over:
            await client.posts.accepted(job, where, answer)
    return job


async def _canvas(client: Easel, guild_id: int, wish: Wish, pictures: Sequence[Found]) -> Canvas:
    size = wish.options.max_long_edge
    taken = await client.intake.take(pictures, size)
    if wish.style:
        taken.append(await client.styles.painting(guild_id, wish.style, size))
    return Canvas(*taken)


def _asked(asker: Asker, options: StyleOptions) -> dict[str, Any]:
    return {
        "guild_id": asker.guild_id,
        "channel_id": asker.channel_id,
        "parent_id": asker.parent_id,
        "message_id": asker.key,
        "user_id": asker.user_id,
        "roles": asker.roles,
        "options": options,
    }


def _where(channel: Any) -> tuple[int, int | None]:
    """Return a channel's id and, of a thread, its parent's."""
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    return channel.id, parent


def _who(user: discord.User | discord.Member) -> tuple[int, frozenset[int]]:
    """Return a member's id and roles."""
    roles = user.roles if isinstance(user, discord.Member) else []
    return user.id, frozenset(role.id for role in roles)
