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
        self._savepoints: list[int] = []

    def savepoint(self) -> "Savepoint":
        """A context in which an exception undoes what was done inside, and nothing else."""
        return Savepoint(self.connection, self._savepoints)

    def refresh(self) -> None:
        """Forgets keys in memory where another connection has written since the last time. To be called inside a
        transaction: then nobody can write between this look and the work."""
        version = self.execute("PRAGMA data_version").fetchone()[0]
        if version != self._data_version:
            self.vault.forget()
            self._data_version = version


class Savepoint:
    """Faults of the disk leave it as StorageError; everything else as it was raised.

    One that begins where the one around it began is the same: SQLite copies every page once for each of them.
    `open_ones` holds for each open one how many changes the connection had made when it began.
    """

    def __init__(self, connection: sqlite3.Connection, open_ones: list[int]) -> None:
        self._connection = connection
        self._open_ones = open_ones
        self._shared = False

    def __enter__(self) -> None:
        changes = self._connection.total_changes
        self._shared = self._open_ones[-1:] == [changes]
        if not self._shared:
            self._connection.execute("SAVEPOINT job")
        self._open_ones.append(changes)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open_ones.pop()
        if self._connection.in_transaction and error is not None:
            self._connection.execute("ROLLBACK TO job")
        if not self._shared and (self._connection.in_transaction or error is None):
            self._connection.execute("RELEASE job")
        if error is None:
            return
        if isinstance(error, sqlite3.Error) and (known := storage_error(error)):
            raise known from error
