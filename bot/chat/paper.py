"""One message of ours about a job: sent once, edited in place, sent anew when too old to edit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot.chat import marks
from bot.chat.desk import Desk
from bot.chat.faces import Face, Phase
from bot.jobs.job import Job

__all__ = ["Answer", "Paper"]

UNKNOWN_MESSAGE = 10008
TOO_OLD_TO_EDIT = 30046

Answer = Callable[..., Awaitable[int]]
"""Sends embed, view and file in answer to an interaction; returns the message's id."""


class Paper:
    """A message. `id` is 0 until it was sent; `place` is its channel, 0 for the job's own."""

    def __init__(self, desk: Desk, job: Job, buttons: tuple[str, ...], message_id: int) -> None:
        self.id = message_id
        self.place = 0
        self.answer: Answer | None = None
        self.search = message_id == 0
        self.picture = ""
        self.job = job
        self._desk, self._buttons = desk, buttons

    async def show(self, face: Face) -> bool:
        """Send or edit; say whether this made a new message."""
        if self.search and not self.id:
            self.id = await self._desk.find(self.job, self._buttons[0], self.place) or 0
        self.search = False
        if not self.id:
            await self._send(face)
            return True
        return await self._edit(face)

    async def _send(self, face: Face) -> None:
        file = await self._file(face)
        message: dict[str, Any] = {
            "embed": self._embed(face, file),
            "view": self._view(face),
            "file": file,
        }
        self.picture = file.filename if file else ""
        if self.answer is not None:
            answer, self.answer = self.answer, None
            self.id = await answer(**message)
        elif self.place:
            self.id = await self._desk.send(self.job, self.place, **message)
        else:
            self.id = await self._desk.reply(self.job, **message)

    async def _edit(self, face: Face) -> bool:
        """Edit the message. One that was deleted stays deleted; one too old is sent anew."""
        file = await self._file(face)
        embed, view = self._embed(face, file), self._view(face)
        try:
            await self._desk.edit(self.job, self.id, self.place, embed=embed, view=view, file=file)
            self.picture = file.filename if file else self.picture
        except discord.HTTPException as error:
            if error.code == TOO_OLD_TO_EDIT and face.lasting:
                self.id = 0
                return await self.show(face)
            if error.code not in (UNKNOWN_MESSAGE, TOO_OLD_TO_EDIT):
                raise
        return False

    async def _file(self, face: Face) -> discord.File | None:
        """Make the face's new picture, if it has one, fit to be uploaded."""
        if face.picture is None:
            return None
        file, _ = await self._desk.file(face.picture, self._desk.limit(self.job))
        return file

    def _embed(self, face: Face, file: discord.File | None) -> discord.Embed:
        """Show the new picture in the embed, or else the one that is on the message."""
        if name := file.filename if file else self.picture:
            face.embed.set_image(url=f"attachment://{name}")
        return face.embed

    def _view(self, face: Face) -> discord.ui.View | None:
        """Return the buttons; what is over has none."""
        if face.phase is Phase.OVER or not face.lasting:
            return None
        return marks.row(self._buttons, self.job.id, self.job.user_id)
