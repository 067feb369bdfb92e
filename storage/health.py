"""What a doctor asks of the database; nothing is changed, not even the schema."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from storage import migrations
from storage.errors import StorageError
from storage.signature import NAME as SIGNING_KEY
from storage.store import FILE, _connection


@dataclass(frozen=True, slots=True)
class Health:
    """`fault` is empty where the file opens with every safety on and is whole; `pending` are migrations to
    apply; `signing` is the sealed key with which this installation signs, empty before its first use."""

    exists: bool
    fault: str = ""
    pending: tuple[str, ...] = ()
    helpers: int = 0
    signing: bytes = b""


def examine(folder: Path) -> Health:
    """Opens the database as the program does, and reads it through once."""
    if not (folder / FILE).exists():
        return Health(exists=False)
    try:
        connection = _connection(folder / FILE, "full")
    except (sqlite3.Error, StorageError) as error:
        return Health(exists=True, fault=_told(error))
    try:
        return _examined(connection)
    except (sqlite3.Error, StorageError) as error:
        return Health(exists=True, fault=_told(error))
    finally:
        connection.close()


def _examined(connection: sqlite3.Connection) -> Health:
    whole = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    pending = tuple(migration.name for migration in migrations.pending(connection))
    helpers, signing = 0, b""
    if not pending:
        row = connection.execute("SELECT value FROM meta WHERE name = ?", (SIGNING_KEY,)).fetchone()
        signing = row[0] if row else b""
        helpers = connection.execute("SELECT count(*) FROM helpers WHERE disabled_at IS NULL").fetchone()[0]
    return Health(
        exists=True, fault="" if whole == "ok" else "quick_check", pending=pending, helpers=helpers, signing=signing
    )


def _told(error: Exception) -> str:
    return str(error) if isinstance(error, StorageError) else type(error).__name__
