"""What the buttons do. All they know is in their custom_id, so that they outlive a restart."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord import ui
from discord.ext import commands

from bot.chat import access, faces, marks, orders, sheets, upload, variations
from bot.chat.answers import explain
from bot.chat.client import Easel
from bot.chat.interactions import Click, picture_file, public, whisper
from bot.chat.memo import Memo
from bot.chat.orders import Asker, Canvas
from bot.jobs.job import Job, Kept
from stylecore.errors import StyleError
from stylecore.options import StyleOptions

__all__ = ["Buttons"]

log = logging.getLogger(__name__)

MINE = "That's not yours: only its requester can do that. Start your own with `/style`."
OURS = "That's not yours: its requester or a moderator can do that."
UNKNOWN = "I don't know that picture any more."
ELSEWHERE = "That picture is from another server. Ask for it there."
DROPPED = "I no longer keep the pictures of #{}. Send them again with `/style`."


@dataclass(frozen=True)
class Press:
    """A button that was pressed, and the job it is about."""

    client: Easel
    click: Click
    job: Job

    @property
    def own(self) -> bool:
        """Say whether the member presses under a picture of their own."""
        return self.click.user.id == self.job.user_id


class JobButton(ui.DynamicItem[ui.Button[ui.View]], template=marks.MARK):
    """A button under a message about a job."""

    def __init__(self, what: str, job: int, owner: int) -> None:
        self.what, self.job, self.owner = what, job, owner
        super().__init__(ui.Button(label=what, custom_id=marks.marker(what, job, owner)))

    @classmethod
    async def from_custom_id(
        cls, _click: Click, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from the message that was clicked."""
        return cls(match["what"], int(match["job"]), int(match["owner"]))

    async def callback(self, interaction: Click) -> None:
        """Do what the button says; whatever speaks against it is said in private."""
        try:
            await self._act(interaction)
        except discord.NotFound:
            log.warning("button %s of #%d: what it was about is gone", self.what, self.job)
        except Exception as error:
            await whisper(interaction, explain(error, f"button {self.what} of #{self.job}"))

    async def _act(self, click: Click) -> None:
        deed = DEEDS.get(self.what)
        if deed is None:
            raise StyleError("That button is of an older Easel. Ask anew with `/style`.")
        _allow(deed, click, self.owner)
        await deed.run(Press(click.client, click, await _job(click, self.job, self.owner)))


async def _job(click: Click, number: int, owner: int) -> Job:
    """Return the job that a button is about, if it is still known and of this server."""
    client: Easel = click.client
    job = await client.service.job(number)
    if job is None or job.user_id != owner:
        raise StyleError(UNKNOWN)
    if job.guild_id != click.guild_id:
        raise StyleError(ELSEWHERE)
    return job


def _allow(deed: Deed, click: Click, owner: int) -> None:
    """Refuse those whose button it is not."""
    if click.user.id == owner or deed.anybody:
        return
    if not deed.moderators:
        raise StyleError(MINE)
    if not click.permissions.manage_messages:
        raise StyleError(OURS)


async def cancel(press: Press) -> None:
    """Cancel the job; its message then changes by itself."""
    await press.click.response.defer()
    if press.own:
        press.client.posts.hush(press.job.id)
    if await press.client.service.cancel(press.job.id) is None:
        raise StyleError(f"#{press.job.id} is over already.")


async def swap(press: Press) -> None:
    """Take photo and painting the other way round: a new job in place of this one."""
    job, old = press.job, Memo.of(press.job)
    pictures = await press.client.service.pictures(job.id)
    if job.state.over or pictures.content is None or pictures.style is None:
        raise StyleError(f"#{job.id} is over already, so there is nothing to swap.")
    memo = Memo(mention=True, photo=old.painting, painting=old.photo)
    async with public(press.click) as answer:
        press.client.posts.hush(job.id)
        if await press.client.service.cancel(job.id) is None:
            raise StyleError(f"#{job.id} is over already, so there is nothing to swap.")
        canvas = Canvas(pictures.style, pictures.content)
        asker = Asker.using(press.click)
        await orders.place(press.client, asker, job.options, canvas, memo, answer)


def vary(change: Callable[[StyleOptions], StyleOptions]) -> Callable[[Press], Awaitable[None]]:
    """Return the deed that queues the same pictures with other options."""

    async def run(press: Press) -> None:
        options, kept = change(press.job.options), await _kept(press)
        memo = Memo.of(press.job)
        memo = Memo(mention=True, photo=memo.photo, painting=memo.painting, style=memo.style)
        access.check(press.click.app_permissions)
        async with public(press.click) as answer:
            canvas = Canvas(kept.content, kept.style)
            asker = Asker.using(press.click)
            await orders.place(press.client, asker, options, canvas, memo, answer)

    return run


async def compare(press: Press) -> None:
    """Show photo, painting and artwork side by side: to all if the requester asks."""
    kept = await _kept(press)
    if kept.artwork is None:
        raise StyleError(DROPPED.format(press.job.id))
    await press.click.response.defer(thinking=True, ephemeral=not press.own)
    title = f"#{press.job.id}"
    parts = (kept.content, kept.style, kept.artwork, kept.strip, title)
    sheet = await asyncio.to_thread(sheets.compared, *parts)
    limit = press.click.guild.filesize_limit if press.click.guild else upload.USUAL_LIMIT
    fitted = await asyncio.to_thread(upload.fit, sheet, limit)
    file = picture_file(fitted.data, f"easel-{press.job.id}-compared.{fitted.ending}")
    await press.click.followup.send(
        f"{faces.compared(press.job)}{fitted.note}",
        file=file,
        allowed_mentions=discord.AllowedMentions.none(),
    )


async def delete(press: Press) -> None:
    """Delete the message that holds the artwork, and the pictures that are kept."""
    await press.click.response.defer()
    if press.click.message is not None:
        await press.click.message.delete()
    await press.client.service.delete(press.job.id)


async def _kept(press: Press) -> Kept:
    """Return the pictures of a finished job, as long as they are kept."""
    kept = await press.client.service.kept(press.job.id)
    if kept is None:
        raise StyleError(DROPPED.format(press.job.id))
    return kept


@dataclass(frozen=True)
class Deed:
    """What a button does, and for whom besides the requester."""

    run: Callable[[Press], Awaitable[None]]
    moderators: bool = False
    anybody: bool = False


DEEDS = {
    "cancel": Deed(cancel, moderators=True),
    "stop": Deed(cancel, moderators=True),
    "swap": Deed(swap),
    "exchange": Deed(swap),
    "more": Deed(vary(variations.more)),
    "less": Deed(vary(variations.less)),
    "again": Deed(vary(variations.again)),
    "compare": Deed(compare, anybody=True),
    "delete": Deed(delete, moderators=True),
}


class Buttons(commands.Cog):
    """Hears every press under our messages."""

    def __init__(self, client: Easel) -> None:
        self.client = client

    async def cog_load(self) -> None:
        """Hear presses on buttons of this life and of earlier ones."""
        self.client.add_dynamic_items(JobButton)
