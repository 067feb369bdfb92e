"""The store: one file of SQLite, one thread that writes, one that reads.

Writes that wait together share one commit (group commit); an answer is given only after it is durable.
"""

import asyncio
import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage import custody, migrations
from storage.errors import SealBroken, StorageError, storage_error
from storage.halves import Halves, beside
from storage.transaction import Transaction
from storage.vault import Vault
from storage.worker import Worker

T = TypeVar("T")
Durability = Literal["full", "normal"]

FILE = "appui.sqlite3"
BUSY_MILLISECONDS = 5000
# A log of 16 MB between two checkpoints: SQLite's own 4 MB makes one turn in eighty wait for one.
CHECKPOINT_PAGES = 4000
_EXPECTED: dict[str, str | int] = {
    "journal_mode": "wal",
    "foreign_keys": 1,
    "secure_delete": 1,
    "busy_timeout": BUSY_MILLISECONDS,
}
_SYNCHRONOUS = {"full": 2, "normal": 1}


class Store:
    """Open it with `Store.open`; give it jobs: functions of one Transaction, which must not keep it."""

    def __init__(self, folder: Path, writer: Worker, reader: Worker, halves: Halves) -> None:
        self.folder = folder
        self.halves = halves
        self._writer = writer
        self._reader = reader

    @classmethod
    def open(
        cls, folder: Path, vault: Vault, durability: Durability = "full", halves_file: Path | None = None
    ) -> "Store":
        """Applies migrations and checks how the database was set. Raises StorageError where anything is wrong.

        `halves_file` holds one half of every key; unless given it lies beside the folder.

        `normal` is for measurements only: it gives up the durability of the last commits at a power cut.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            connection = _connection(folder / FILE, durability)
            migrations.migrate(connection, folder)
            _check_master(connection, vault)
            halves = _open_halves(connection, halves_file or beside(folder))
            writing = Transaction(connection, vault, secrets.token_hex(8), halves)
            _settle_halves(writing)
            _complete_custody(writing)
            reading = _connection(folder / FILE, durability)
        except sqlite3.Error as error:
            raise storage_error(error) or StorageError("cannot_open") from error
        reading.execute("PRAGMA query_only = ON")
        copy = folder / migrations.COPY
        return cls(
            folder,
            Worker("appui-writer", writing, copy, writes=True),
            Worker("appui-reader", Transaction(reading, vault, writing.holder, halves), copy, writes=False),
            halves,
        )

    def close(self) -> None:
        """Finishes what was accepted, then closes. The store cannot be used afterwards."""
        self._reader.close()
        self._writer.close()
        self.halves.close()

    async def write(self, job: Callable[[Transaction], T]) -> T:
        """Runs the job in a savepoint of its own; returns once it is durable. What it raises undoes this job alone.

        Raises StorageError where nothing could be stored.
        """
        return await self._writer.submit(job, asyncio.get_running_loop())

    async def read(self, query: Callable[[Transaction], T]) -> T:
        """Runs the query on one snapshot, beside the writer. It sees everything committed before the call."""
        return await self._reader.submit(query, asyncio.get_running_loop())

    def write_now(self, job: Callable[[Transaction], T]) -> T:
        """As `write`, for callers without an event loop."""
        return self._writer.submit_and_wait(job)

    def read_now(self, query: Callable[[Transaction], T]) -> T:
        return self._reader.submit_and_wait(query)

    def cipher(self, key_id: str) -> AESGCM:
        """The cipher of a key, for files sealed piece by piece. Raises SealBroken once the key is destroyed."""
        return self.read_now(lambda tx: tx.vault.cipher(key_id))


def _connection(path: Path, durability: Durability) -> sqlite3.Connection:
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {_SYNCHRONOUS[durability]}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    for name, expected in {**_EXPECTED, "synchronous": _SYNCHRONOUS[durability]}.items():
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != expected:
            raise StorageError("pragma", name=name, expected=expected, found=found)
    return connection


def _open_halves(connection: sqlite3.Connection, path: Path) -> Halves:
    """Without the halves nothing could be read, and a new file of them would hide that until somebody writes."""
    if not path.exists() and connection.execute("SELECT 1 FROM keys WHERE slot > 0 LIMIT 1").fetchone():
        raise StorageError("halves_missing")
    return Halves(path)


def _settle_halves(tx: Transaction) -> None:
    """What a process that died left undone, and keys from before there were halves."""
    tx.vault.destroy_doomed()
    if tx.execute("SELECT 1 FROM meta WHERE name = 'halves'").fetchone():
        return
    tx.execute("BEGIN IMMEDIATE")
    tx.vault.split_old_keys()
    tx.execute("INSERT INTO meta (name, value) VALUES ('halves', x'01') ON CONFLICT DO NOTHING")
    tx.execute("COMMIT")
    tx.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _complete_custody(tx: Transaction) -> None:
    tx.execute("BEGIN IMMEDIATE")
    custody.complete_heads(tx)
    tx.execute("COMMIT")


def _check_master(connection: sqlite3.Connection, vault: Vault) -> None:
    """A wrong master key must be known at start, not at the first message."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'master'").fetchone()
    if row is None:
        mark = vault.seal_own("meta", "master", vault.id.encode("ascii"))
        connection.execute("INSERT INTO meta (name, value) VALUES ('master', ?) ON CONFLICT DO NOTHING", (mark,))
        return
    try:
        vault.open_own("meta", "master", row[0])
    except SealBroken:
        raise StorageError("wrong_master_key") from None
