"""One transaction on one connection: what a job given to the store works with."""

import sqlite3
from types import TracebackType

from storage.errors import storage_error
from storage.halves import Halves
from storage.vault import Ring, Vault


class Transaction:
    """`execute` speaks SQL, `vault` seals. It lives on one thread; a job never awaits.

    `holder` tells the deliveries of this opening of the store from those of a process that died. `erased` is set by
    what destroys, so that the store cleans the log of the database after the commit.
    """

    def __init__(self, connection: sqlite3.Connection, vault: Vault, holder: str, halves: Halves) -> None:
        self.connection = connection
        self.execute = connection.execute
        self.vault = Ring(vault, connection, halves)
        self.holder = holder
        self.erased: list[str] = []
        self._data_version = 0

    def savepoint(self) -> "Savepoint":
        """A context in which an exception undoes what was done inside, and nothing else."""
        return Savepoint(self.connection)

    def refresh(self) -> None:
        """Forgets keys in memory where another connection has written since the last time."""
        version = self.execute("PRAGMA data_version").fetchone()[0]
        if version != self._data_version:
            self.vault.forget()
            self._data_version = version


class Savepoint:
    """Faults of the disk leave it as StorageError; everything else as it was raised."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("SAVEPOINT job")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._connection.execute("RELEASE job")
            return
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK TO job")
            self._connection.execute("RELEASE job")
        if isinstance(error, sqlite3.Error) and (known := storage_error(error)):
            raise known from error
