"""Messages, channels and commands in one SQLite file: history outlives the process."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from bot.playground.message import Message
from bot.playground.world import STUDIO, Channel, Json

__all__ = ["Store"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, channel_id INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_by_channel ON messages (channel_id, id);
CREATE TABLE IF NOT EXISTS channels (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
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
        if not self.channels():
            self.add_channel(STUDIO)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def last_id(self) -> int:
        """Return the newest message's id, or 0."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM messages").fetchone()[0])

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

    def add_channel(self, channel: Channel) -> None:
        """Write a channel."""
        self._db.execute(
            "INSERT OR REPLACE INTO channels VALUES (?, ?)",
            (channel.id, json.dumps(asdict(channel))),
        )

    def channels(self) -> dict[int, Channel]:
        """Return every channel by id, oldest first."""
        rows = self._db.execute("SELECT body FROM channels ORDER BY id").fetchall()
        channels = (Channel(**json.loads(body)) for (body,) in rows)
        return {channel.id: channel for channel in channels}

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
