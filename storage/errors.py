"""Errors of what is kept: the first says retry or call the operator, the second that one thing cannot be opened."""

import contextlib
import errno
import sqlite3
from collections.abc import Iterator

from conversations.errors import AppuiError

_FULL, _CORRUPT, _NOT_A_DATABASE, _BUSY, _LOCKED, _READ_ONLY, _CANNOT_OPEN, _IO = 13, 11, 26, 5, 6, 8, 14, 10
_IO_WRITE, _IO_FSYNC, _IO_FOLDER_FSYNC = 10 | 3 << 8, 10 | 4 << 8, 10 | 5 << 8

_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

_CODES = {
    _FULL: "disk_full",
    _IO_WRITE: "disk_full",
    _IO_FSYNC: "sync_failed",
    _IO_FOLDER_FSYNC: "sync_failed",
    _IO: "disk_error",
    _CORRUPT: "corrupt",
    _NOT_A_DATABASE: "corrupt",
    _BUSY: "busy",
    _LOCKED: "busy",
    _READ_ONLY: "read_only",
    _CANNOT_OPEN: "cannot_open",
}


class StorageError(AppuiError):
    """Nothing was stored. `disk_full`, `busy`: try again later; anything else is for the operator."""

    @property
    def final(self) -> bool:
        """True where nobody knows any more what is on the disk: nothing may be written until an operator has looked."""
        return self.code in ("corrupt", "sync_failed")


class SealBroken(AppuiError):
    """One sealed value cannot be opened: altered, moved from another row, or its key was destroyed (`key_gone`)."""


def storage_error(error: sqlite3.Error) -> StorageError | None:
    """The StorageError that stands for a fault of the disk or the database; None for a fault of the program."""
    number = getattr(error, "sqlite_errorcode", 0)
    code = _CODES.get(number) or _CODES.get(number & 0xFF)
    return StorageError(code, sqlite=number) if code else None


@contextlib.contextmanager
def disk_errors() -> Iterator[None]:
    """Faults of the disk leave as StorageError: `disk_full` or `disk_error`."""
    try:
        yield
    except OSError as error:
        raise StorageError("disk_full" if error.errno in _DISK_FULL else "disk_error") from error
