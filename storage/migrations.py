"""Brings a database to the schema of this program: a verified copy first, then everything in one transaction.

A process killed at any statement leaves the database as it was; the next start begins again.
"""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import StorageError
from storage.schema import MIGRATIONS, Migration

if TYPE_CHECKING:
    from sqlite_utils import Database

SET = "appui"
COPY = "before-migration.sqlite3"


def pending(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> list[Migration]:
    """What is still to do. Raises StorageError("newer_data") where a newer program has been here."""
    done = _applied(connection)
    unknown = done - {migration.name for migration in migrations}
    if unknown:
        raise StorageError("newer_data", migration=min(unknown))
    return [migration for migration in migrations if migration.name not in done]


def migrate(connection: sqlite3.Connection, folder: Path, migrations: Sequence[Migration] = MIGRATIONS) -> list[str]:
    """Applies what is pending; gives the names. The copy made before stays in the folder until the next migration."""
    if not pending(connection, migrations):
        return []
    if _applied(connection):
        _copy_verified(connection, folder / COPY)
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again: another process may have migrated while this one waited for the lock.
        names = [migration.name for migration in pending(connection, migrations)]
        _apply(connection, migrations)
        connection.execute("COMMIT")
    except BaseException:
        # A full disk has undone it already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return names


def _applied(connection: sqlite3.Connection) -> set[str]:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone()
    if not known:
        return set()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (SET,))
    return {name for (name,) in rows}


def _apply(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    # Imported only where there is something to do: the import alone costs a fifth of a second at each start.
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    registered = Migrations(SET)
    for migration in migrations:
        registered(name=migration.name)(_runner(migration))
    registered.apply(Database(connection, recursive_triggers=False, execute_plugins=False))


def _runner(migration: Migration) -> "Callable[[Database], None]":
    def run(db: "Database") -> None:
        for statement in migration.statements:
            db.execute(statement)

    return run


def _copy_verified(connection: sqlite3.Connection, path: Path) -> None:
    """A copy that can be read back whole; an older one is replaced only by a good one."""
    unverified = path.with_suffix(".part")
    unverified.unlink(missing_ok=True)
    unverified.touch(mode=0o600)
    copy = sqlite3.connect(unverified, isolation_level=None)
    try:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise StorageError("copy_unsound")
    finally:
        copy.close()
    unverified.replace(path)
