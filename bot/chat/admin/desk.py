"""`styleadmin`: what a server's admins decide, each change audited and undoable."""

# discord.py does not let a group infer the cog of its subcommands.
# mypy: disable-error-code="arg-type"

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, Literal

from discord.ext import commands

from bot.chat.admin import faces, reading, refresh
from bot.chat.admin.gate import check_admin
from bot.chat.client import Easel, Here
from bot.chat.words import said
from bot.jobs.job import Job
from bot.jobs.office import Office
from bot.jobs.policy import Policy
from stylecore.errors import StyleError

__all__ = ["AdminDesk"]

SHOWN = 15
ACTIONS = (
    "show",
    "limits",
    "gpus",
    "channels",
    "roles",
    "progress",
    "pause",
    "resume",
    "cancel",
    "ban",
    "unban",
    "audit",
    "undo",
)


class AdminDesk(commands.Cog, name="Admins"):
    """The desk of a server's admins."""

    def __init__(self, client: Easel) -> None:
        self.client = client

    async def cog_load(self) -> None:
        """Have the button work, those of an earlier life too."""
        self.client.add_dynamic_items(refresh.Refresh)

    @property
    def office(self) -> Office:
        """Where decisions are kept."""
        return self.client.service.office

    async def cog_check(self, here: Here) -> bool:  # type: ignore[override]
        """Ask at every use."""
        if here.guild is None:
            raise commands.NoPrivateMessage
        check_admin(here.permissions)
        return True

    @commands.hybrid_group(name="styleadmin", fallback="show", brief="Decide who paints what here.")
    @commands.guild_only()
    async def styleadmin(self, here: Here) -> None:
        """Show this server's rules, devices, queue and last changes."""
        _check_word(here)
        embed = await refresh.show(self.client, _guild(here))
        await here.reply(embed=embed, view=refresh.view(), mention_author=False)

    @styleadmin.command(name="limits", brief="Set per-member, queue-length, max-size and so on.")
    async def limits(self, here: Here, *, values: str = "") -> None:
        """Set limits within the host's."""
        wanted = reading.limits(values)
        if not wanted:
            raise StyleError(f"Say which limits. {reading.EXAMPLE}")
        await self._change(here, "limits", wanted)

    @styleadmin.command(name="gpus", brief="Say on which GPUs this server paints: gpus 0,1.")
    async def gpus(self, here: Here, *, devices: str = "") -> None:
        """Choose among the devices that the host granted."""
        chosen = reading.devices(devices, self.office.granted(_guild(here)))
        await self._change(here, "gpus", {"devices": chosen})

    @styleadmin.command(name="channels", brief="Allow or deny channels: channels allow #studio.")
    async def channels(
        self, here: Here, how: Literal["allow", "deny", "clear"], *, channels: str = ""
    ) -> None:
        """Allow painting in some channels only, or deny it in some; `clear` lifts both."""
        if how == "clear":
            lifted = {"channels_allowed": None, "channels_denied": None}
            await self._change(here, "channels clear", lifted)
            return
        policy, named = await self._policy(here), reading.channels(channels)
        yes, no = policy.channels_allowed, policy.channels_denied
        allow, deny = (yes | named, no - named) if how == "allow" else (yes - named, no | named)
        values = {"channels_allowed": sorted(allow), "channels_denied": sorted(deny)}
        await self._change(here, f"channels {how}", values)

    @styleadmin.command(name="roles", brief="Say who may paint, and whose turn comes how often.")
    async def roles(self, here: Here, *, roles: str = "") -> None:
        """Set the roles that may paint, with priorities: `roles @Artists @Patrons=3`; or all."""
        if roles.strip().lower() == "all":
            await self._change(here, "roles", {"roles_allowed": None, "role_weights": None})
            return
        named = reading.roles(roles)
        if not named:
            raise StyleError("Say which: `styleadmin roles @Artists @Patrons=3`, or `roles all`.")
        values = {"roles_allowed": sorted(named), "role_weights": named}
        await self._change(here, "roles", values)

    @styleadmin.command(name="progress", brief="Show progress by edit, in a thread, or not at all.")
    async def progress(
        self, here: Here, how: Literal["edit", "thread", "off"], seconds: float | None = None
    ) -> None:
        """Say how progress is shown, and every how many seconds at most."""
        values: dict[str, Any] = {"progress": how}
        if seconds is not None:
            values["progress_interval"] = seconds
        await self._change(here, "progress", values)

    @styleadmin.command(name="pause", brief="Take no new requests; what waits is still painted.")
    async def pause(self, here: Here) -> None:
        """Take no new requests on this server."""
        await self._change(here, "pause", {"paused": True})

    @styleadmin.command(name="resume", brief="Take requests again.")
    async def resume(self, here: Here) -> None:
        """Take requests again."""
        await self._change(here, "resume", {"paused": None})

    @styleadmin.command(name="cancel", brief="Cancel a job, a member's jobs, or all of them.")
    async def cancel(self, here: Here, *, what: str = "") -> None:
        """Cancel `17`, `@member` or `all`."""
        jobs = await self.client.service.active(_guild(here))
        done = await self._cancel(here, _meant(what, jobs))
        names = ", ".join(f"#{number}" for number in done) or "Nothing"
        await here.reply(f"{names} cancelled.", mention_author=False)

    @styleadmin.command(name="ban", brief="Let a member paint here no more.")
    async def ban(self, here: Here, *, member: str = "") -> None:
        """Ban members, and cancel what they have in the works."""
        named = reading.members(member)
        banned = (await self._policy(here)).banned | named
        await self._change(here, "ban", {"banned": sorted(banned)})
        jobs = await self.client.service.active(_guild(here))
        await self._cancel(here, [job for job in jobs if job.user_id in named])

    @styleadmin.command(name="unban", brief="Let a banned member paint again.")
    async def unban(self, here: Here, *, member: str = "") -> None:
        """Lift bans."""
        banned = (await self._policy(here)).banned - reading.members(member)
        await self._change(here, "unban", {"banned": sorted(banned)})

    @styleadmin.command(name="audit", brief="Show who changed what.")
    async def audit(self, here: Here) -> None:
        """Show the last changes."""
        embed = faces.audit(await self.office.changes(_guild(here), SHOWN))
        await here.reply(embed=embed, mention_author=False)

    @styleadmin.command(name="undo", brief="Take a change back, the last one if none is named.")
    async def undo(self, here: Here, change: int | None = None) -> None:
        """Undo a change."""
        done = await self.office.undo(_guild(here), here.author.id, change)
        await here.reply(f"Undone. {faces.change_line(done)}", mention_author=False)

    async def _change(self, here: Here, action: str, values: Mapping[str, Any]) -> None:
        change = await self.office.change(_guild(here), here.author.id, action, values)
        text = (
            f"Done. {faces.change_line(change)}\n`{here.clean_prefix}styleadmin undo` reverts it."
        )
        await here.reply(text, mention_author=False)

    async def _cancel(self, here: Here, jobs: list[Job]) -> list[int]:
        return await self.office.cancel(_guild(here), here.author.id, jobs)

    async def _policy(self, here: Here) -> Policy:
        return await self.client.service.policy(_guild(here))


def _guild(here: Here) -> int:
    assert here.guild is not None, "the desk is on servers"
    return here.guild.id


def _check_word(here: Here) -> None:
    """Raise StyleError for a subcommand that there is not."""
    # A group that runs its own callback has forgotten the word that was no subcommand.
    word = next(iter(here.view.buffer[here.view.index :].split()), "show")
    if word.lower() == "show" or here.interaction is not None:
        return
    close = difflib.get_close_matches(word, ACTIONS, n=1, cutoff=0.5)
    example = f"{here.clean_prefix}styleadmin {close[0] if close else 'pause'}"
    raise StyleError(
        f"“{said(word)}” is nothing I can do. There are {', '.join(ACTIONS)}. "
        f"For example: `{example}`."
    )


def _meant(what: str, jobs: list[Job]) -> list[Job]:
    """Return the jobs that `17`, `@member` or `all` means."""
    if what.strip().lower() == "all":
        return jobs
    if number := re.fullmatch(r"#?([0-9]{1,15})", what.strip(), re.ASCII):
        found = [job for job in jobs if job.id == int(number[1])]
        if not found:
            raise StyleError(f"There is no job #{int(number[1])} waiting or running here.")
        return found
    if re.fullmatch(r"<@!?[0-9]{1,20}>", what.strip()):
        return [job for job in jobs if job.user_id in reading.members(what)]
    raise StyleError("Say which: `styleadmin cancel 17`, `cancel @member` or `cancel all`.")
