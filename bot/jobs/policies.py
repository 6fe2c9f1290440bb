"""What servers' admins have set: kept durably, every change in an audit, every one undoable."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiosqlite

from bot.jobs.database import Database, Transaction
from bot.jobs.host import Host
from bot.jobs.job import Refused
from bot.jobs.policy import Policy
from bot.jobs.rules import checked, effective

__all__ = ["Change", "Policies"]

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One change by an admin; `at` is unix seconds. A value of None means: the host's.

    A deed that set nothing, such as a cancellation, has only `new`, which says what was done.
    """

    id: int
    guild_id: int
    user_id: int
    at: float
    action: str
    old: Values
    new: Values
    undoes: int | None
    undone_by: int | None

    @property
    def undoable(self) -> bool:
        """Say whether it set something and was not undone yet."""
        return bool(self.old) and self.undone_by is None and self.undoes is None


class Policies:
    """The settings of all servers, those asked for kept in memory."""

    def __init__(self, host: Host, clock: Callable[[], float]) -> None:
        self.host = host
        self._clock = clock
        self._database: Database | None = None
        self._cache: dict[int, Values] = {}

    def open(self, database: Database) -> None:
        """Use an open database."""
        self._database = database
        self._cache.clear()

    @property
    def _db(self) -> Database:
        if self._database is None:
            raise RuntimeError("the settings are not open")
        return self._database

    async def policy(self, guild_id: int) -> Policy:
        """Return what holds on a server now."""
        return effective(await self._kept(guild_id), self.host)

    async def change(self, guild_id: int, by: int, action: str, values: Values) -> Change:
        """Set values, None for the host's own; raise Refused, and change nothing, for a bad one."""
        new = {name: checked(name, value, self.host) for name, value in values.items()}
        return await self._apply(guild_id, by, action, new)

    async def note(self, guild_id: int, by: int, action: str, what: Values) -> None:
        """Note a deed that set nothing."""
        async with self._db.transaction() as step:
            await self._audit(step, guild_id, by, action, {}, what, None)

    async def undo(self, guild_id: int, by: int, number: int | None = None) -> Change:
        """Take a change back, the latest if none is named; raise Refused if that cannot be."""
        every = await self.changes(guild_id, 1000)
        change = _chosen(every, number)
        later = [
            c for c in every if c.id > change.id and c.undoable and set(c.old) & set(change.old)
        ]
        if later:
            raise Refused(f"Change {later[-1].id} came after it and set the same. Undo that first.")
        action = f"undo {change.action}"
        return await self._apply(guild_id, by, action, change.old, undoes=change.id)

    async def changes(self, guild_id: int, limit: int) -> list[Change]:
        """Return the latest changes on a server, newest first."""
        rows = await self._db.rows(
            "SELECT * FROM audit WHERE guild_id = ? ORDER BY id DESC LIMIT ?", guild_id, limit
        )
        return [_change(row) for row in rows]

    async def _kept(self, guild_id: int) -> Values:
        if guild_id not in self._cache:
            rows = await self._db.rows(
                "SELECT name, value FROM guild_settings WHERE guild_id = ?", guild_id
            )
            self._cache[guild_id] = {row["name"]: json.loads(row["value"]) for row in rows}
        return self._cache[guild_id]

    async def _apply(
        self, guild_id: int, by: int, action: str, new: Values, undoes: int | None = None
    ) -> Change:
        async with self._db.transaction() as step:
            rows = await step.rows(
                "SELECT name, value FROM guild_settings WHERE guild_id = ?", guild_id
            )
            kept = {row["name"]: json.loads(row["value"]) for row in rows}
            for name, value in new.items():
                await _put(step, guild_id, name, value)
            old = {name: kept.get(name) for name in new}
            number = await self._audit(step, guild_id, by, action, old, new, undoes)
            rows = await step.rows("SELECT * FROM audit WHERE id = ?", number)
        merged = {**kept, **new}
        self._cache[guild_id] = {n: v for n, v in merged.items() if v is not None}
        return _change(rows[0])

    async def _audit(
        self,
        step: Transaction,
        guild_id: int,
        by: int,
        action: str,
        old: Values,
        new: Values,
        undoes: int | None,
    ) -> int:
        number = await step.insert(
            "INSERT INTO audit (guild_id, user_id, at, action, old, new, undoes) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            guild_id,
            by,
            self._clock(),
            action,
            json.dumps(old),
            json.dumps(new),
            undoes,
        )
        await step.write("UPDATE audit SET undone_by = ? WHERE id = ?", number, undoes)
        return number


async def _put(step: Transaction, guild_id: int, name: str, value: Any) -> None:
    if value is None:
        await step.write(
            "DELETE FROM guild_settings WHERE guild_id = ? AND name = ?", guild_id, name
        )
    else:
        await step.write(
            "INSERT OR REPLACE INTO guild_settings VALUES (?, ?, ?)",
            guild_id,
            name,
            json.dumps(value),
        )


def _chosen(every: list[Change], number: int | None) -> Change:
    """Return the change that is meant."""
    for change in every:
        if change.id == number and not change.undoable:
            raise Refused(f"Change {number} can't be undone: it set nothing, or it was undone.")
        if change.undoable and number in (None, change.id):
            return change
    if number is None:
        raise Refused("There is nothing to undo.")
    raise Refused(f"There is no change {number}. `audit` lists them.")


def _change(row: aiosqlite.Row) -> Change:
    plain = {name: row[name] for name in Change.__dataclass_fields__}
    return Change(**plain | {"old": json.loads(row["old"]), "new": json.loads(row["new"])})
