"""Messages, people, places and commands in one SQLite file: history outlives the process."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from bot.playground.message import Message
from bot.playground.world import Channel, Guild, Json, Member, Overwrite, Role, User

__all__ = ["Store"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, channel_id INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_by_channel ON messages (channel_id, id);
CREATE TABLE IF NOT EXISTS channels (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS guilds (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS commands (scope INTEGER PRIMARY KEY, body TEXT NOT NULL);
"""

_ANY_ID = 2**63 - 1


class Store:
    """Owns the database. Its statements take microseconds, so they run on the event loop."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def last_id(self) -> int:
        """Return the newest id of anything, or 0."""
        tables = ("messages", "channels", "guilds", "users")
        newest = (
            self._db.execute(f"SELECT max(id) FROM {table}").fetchone()[0] for table in tables
        )
        return max((int(found) for found in newest if found is not None), default=0)

    def put(self, message: Message) -> None:
        """Write `message`, new or changed."""
        self._db.execute(
            "INSERT OR REPLACE INTO messages VALUES (?, ?, ?)",
            (message.id, message.channel_id, json.dumps(message.to_json())),
        )

    def remove(self, message_id: int) -> None:
        """Forget a message."""
        self._db.execute("DELETE FROM messages WHERE id = ?", (message_id,))

    def message(self, channel_id: int, message_id: int) -> Message | None:
        """Return one message, or None."""
        rows = self._db.execute(
            "SELECT body FROM messages WHERE id = ? AND channel_id = ?", (message_id, channel_id)
        )
        return next(_messages(rows), None)

    def find(self, message_id: int) -> Message | None:
        """Return a message of whichever channel, or None."""
        rows = self._db.execute("SELECT body FROM messages WHERE id = ?", (message_id,))
        return next(_messages(rows), None)

    def history(
        self, channel_id: int, *, before: int | None = None, after: int | None = None, limit: int
    ) -> list[Message]:
        """Return up to `limit` messages, newest first; with `after`, those next to it."""
        order = "ASC" if after is not None else "DESC"
        rows = self._db.execute(
            "SELECT body FROM messages WHERE channel_id = ? AND id < ? AND id > ?"
            f" ORDER BY id {order} LIMIT ?",
            (channel_id, before or _ANY_ID, after or 0, limit),
        )
        return sorted(_messages(rows), key=lambda message: message.id, reverse=True)

    def last_in(self, channel_id: int) -> int | None:
        """Return the id of the channel's newest message."""
        rows = self._db.execute("SELECT max(id) FROM messages WHERE channel_id = ?", (channel_id,))
        found: int | None = rows.fetchone()[0]
        return found

    def count_in(self, channel_id: int) -> int:
        """Return how many messages a channel has."""
        rows = self._db.execute("SELECT count(*) FROM messages WHERE channel_id = ?", (channel_id,))
        return int(rows.fetchone()[0])

    def pinned_in(self, channel_id: int) -> list[Message]:
        """Return a channel's pinned messages, newest first."""
        rows = self._db.execute(
            "SELECT body FROM messages WHERE channel_id = ? AND body ->> 'pinned' ORDER BY id DESC",
            (channel_id,),
        )
        return list(_messages(rows))

    def put_thing(self, thing: Channel | Guild | User) -> None:
        """Write a channel, a guild or a user, new or changed."""
        self._db.execute(
            f"INSERT OR REPLACE INTO {_TABLES[type(thing)]} VALUES (?, ?)",
            (thing.id, json.dumps(asdict(thing))),
        )

    def drop_thing(self, thing: Channel | Guild | User) -> None:
        """Forget a channel, a guild or a user."""
        self._db.execute(f"DELETE FROM {_TABLES[type(thing)]} WHERE id = ?", (thing.id,))

    def channels(self) -> dict[int, Channel]:
        """Return every channel by id, oldest first."""
        return {channel.id: channel for channel in map(_channel, self._bodies("channels"))}

    def guilds(self) -> dict[int, Guild]:
        """Return every guild by id, oldest first."""
        return {guild.id: guild for guild in map(_guild, self._bodies("guilds"))}

    def users(self) -> dict[int, User]:
        """Return every user by id, oldest first."""
        users = (User(**body) for body in self._bodies("users"))
        return {user.id: user for user in users}

    def _bodies(self, table: str) -> Iterator[Json]:
        rows = self._db.execute(f"SELECT body FROM {table} ORDER BY id").fetchall()
        return (json.loads(body) for (body,) in rows)

    def put_commands(self, scope: int, commands: list[Json]) -> None:
        """Write the application commands of a guild, or the global ones (scope 0)."""
        self._db.execute(
            "INSERT OR REPLACE INTO commands VALUES (?, ?)", (scope, json.dumps(commands))
        )

    def commands(self, scope: int) -> list[Json]:
        """Return the application commands of a guild, or the global ones (scope 0)."""
        row = self._db.execute("SELECT body FROM commands WHERE scope = ?", (scope,)).fetchone()
        found: list[Json] = json.loads(row[0]) if row else []
        return found


def _messages(rows: sqlite3.Cursor) -> Iterator[Message]:
    return (Message.from_json(json.loads(body)) for (body,) in rows)


def _channel(body: Json) -> Channel:
    overwrites = tuple(Overwrite(**layer) for layer in body.get("overwrites", ()))
    return Channel(**body | {"overwrites": overwrites})


def _guild(body: Json) -> Guild:
    roles = tuple(Role(**role) for role in body["roles"])
    members = tuple(
        Member(**member | {"roles": tuple(member["roles"])}) for member in body["members"]
    )
    return Guild(**body | {"roles": roles, "members": members})


_TABLES = {Channel: "channels", Guild: "guilds", User: "users"}
