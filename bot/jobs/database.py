"""The database: one SQLite file, its numbered migrations, and one writer at a time."""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import aiosqlite

__all__ = ["Database", "DatabaseError", "Transaction", "migrations"]

Migration = tuple[int, str]


class DatabaseError(Exception):
    """A database that must not be used; the message says to the host what to do."""


def migrations() -> list[Migration]:
    """Return this version's migrations, numbered from 1, in order."""
    folder = files("bot.jobs") / "migrations"
    found = [(int(f.name[:4]), f.read_text()) for f in folder.iterdir() if f.name.endswith(".sql")]
    return sorted(found)


class Transaction:
    """Statements that take effect together or not at all."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def write(self, sql: str, *values: Any) -> int:
        """Run one statement; return how many rows it touched."""
        async with self._connection.execute(sql, values) as cursor:
            return cursor.rowcount

    async def insert(self, sql: str, *values: Any) -> int:
        """Insert one row; return its id."""
        async with self._connection.execute(sql, values) as cursor:
            return cursor.lastrowid or 0

    async def rows(self, sql: str, *values: Any) -> list[aiosqlite.Row]:
        """Return what a query finds."""
        return list(await self._connection.execute_fetchall(sql, values))


class Database:
    """One connection. Nobody else may have the same file open: a second bot is refused."""

    def __init__(self, connection: aiosqlite.Connection, lock: int) -> None:
        self._connection = connection
        self._lock = lock
        self._writing = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, steps: Iterable[Migration] | None = None) -> Self:
        """Open the file, made and migrated if need be; raise DatabaseError if it cannot be used."""
        lock = _claim(path.with_suffix(".lock"))
        try:
            # Autocommit mode: transactions are begun and ended here, in plain sight.
            connection = await aiosqlite.connect(path, isolation_level=None)
        except aiosqlite.Error as error:
            os.close(lock)
            raise DatabaseError(f"{path}: {error}") from error
        database = cls(connection, lock)
        try:
            await _configure(connection)
            await database._migrate(migrations() if steps is None else list(steps))
        except aiosqlite.DatabaseError as error:
            await database.close()
            raise DatabaseError(f"{path}: {error}. Restore a backup, or move it away.") from error
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        """Close the file and let another process have it."""
        await self._connection.close()
        os.close(self._lock)

    async def rows(self, sql: str, *values: Any) -> list[aiosqlite.Row]:
        """Return what a query finds."""
        return list(await self._connection.execute_fetchall(sql, values))

    async def row(self, sql: str, *values: Any) -> aiosqlite.Row | None:
        """Return the first row that a query finds."""
        found = await self.rows(sql, *values)
        return found[0] if found else None

    async def write(self, sql: str, *values: Any) -> int:
        """Run one statement, durably; return how many rows it touched."""
        async with self._writing, self._connection.execute(sql, values) as cursor:
            return cursor.rowcount

    async def insert(self, sql: str, *values: Any) -> int:
        """Insert one row, durably; return its id."""
        async with self._writing, self._connection.execute(sql, values) as cursor:
            return cursor.lastrowid or 0

    async def _migrate(self, steps: list[Migration]) -> None:
        row = await self.row("PRAGMA user_version")
        version = int(row[0]) if row else 0
        newest = max((number for number, _ in steps), default=0)
        if version > newest:
            raise DatabaseError(
                f"The database is of a newer Easel (schema {version}, known up to {newest}). "
                "Install that version again, or restore the backup from before."
            )
        for number, sql in steps:
            if number > version:
                async with self.transaction() as step:
                    await _apply(step, sql)
                    await step.write(f"PRAGMA user_version = {number}")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Begin a transaction; it is kept unless the body raises. Only it may write meanwhile."""
        async with self._writing:
            await self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(self._connection)
            except BaseException:
                await self._connection.execute("ROLLBACK")
                raise
            await self._connection.execute("COMMIT")


async def _configure(connection: aiosqlite.Connection) -> None:
    connection.row_factory = aiosqlite.Row
    await connection.execute("PRAGMA journal_mode = WAL")
    # FULL: what was acknowledged in chat survives a power cut, too.
    await connection.execute("PRAGMA synchronous = FULL")
    await connection.execute("PRAGMA busy_timeout = 10000")


async def _apply(step: Transaction, sql: str) -> None:
    # Not executescript: that commits first, and a half-applied migration could remain.
    for statement in _statements(sql):
        await step.write(statement)


def _statements(sql: str) -> list[str]:
    """Split a script into complete statements."""
    found, rest = [], ""
    for piece in sql.split(";")[:-1]:
        # A semicolon may stand in a comment or a trigger: SQLite itself says where one ends.
        rest += piece + ";"
        if sqlite3.complete_statement(rest):
            found.append(rest)
            rest = ""
    return found


def _claim(path: Path) -> int:
    """Lock `path` for this process, until it ends in whatever way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise DatabaseError(f"Another Easel is running on {path.parent}. Stop it first.") from None
    return handle
