"""One half of every key, in one small file outside the data folder and its backups.

A key is kept as two halves: here random bytes, in the data folder what makes the key together with them, wrapped by the
master key. Either half alone says nothing. To destroy a key is to overwrite its half here: from then on every copy of
the data folder, whenever it was made, is dark as far as that key goes, although the master key lives on.

The file is a row of slots of 64 bytes: the half, then the SHA-256 of the name of its key. A slot is given once, and it
is overwritten in place: no journal and no second copy keeps what it held.
"""

import fcntl
import hashlib
import os
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from storage.errors import SealBroken, StorageError, disk_errors

MARK: Final = b"appui-halves-1\n".ljust(64, b"\0")
HALF: Final = 32
SLOT: Final = 64

Slot = tuple[int, str]


class Halves:
    """The file of halves. Threads and processes may share it: adding takes a lock on the file."""

    def __init__(self, path: Path) -> None:
        """Opens the file, or makes an empty one (mode 0600). Raises StorageError."""
        self.path = path
        self._lock = threading.Lock()
        self._syncing = threading.Lock()
        self._unsynced = False
        self._unsafe = False
        with disk_errors():
            made = not path.exists()
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            with self._alone():
                self._begin(made)

    def add(self, name: str) -> tuple[int, bytes]:
        """A new half for the key of that name: (its slot, the half). Durable once `sync` returns."""
        half = secrets.token_bytes(HALF)
        with disk_errors(), self._alone():
            slot = -(-os.fstat(self._file).st_size // SLOT)
            self._write(half + _digest(name), slot)
            self._unsynced = True
        return slot, half

    def get(self, slot: int, name: str) -> bytes:
        """The half in that slot. Raises SealBroken("key_gone") where it was destroyed, or is that of another key."""
        with disk_errors():
            found = os.pread(self._file, SLOT, slot * SLOT) if slot > 0 else b""
        if found[HALF:] != _digest(name):
            raise SealBroken("key_gone", key=name)
        return found[:HALF]

    def sync(self) -> None:
        """Makes durable what was added. Raises StorageError("sync_failed"), and from then on always."""
        # Whoever comes while another one syncs has to wait for it: their bytes may be among those.
        with self._syncing:
            if self._unsafe:
                raise StorageError("sync_failed")
            if not self._unsynced:
                return
            self._unsynced = False
            try:
                os.fdatasync(self._file)
            except OSError as error:
                self._unsafe = True
                raise StorageError("sync_failed") from error

    def destroy(self, slots: Iterable[Slot]) -> None:
        """Overwrites these halves, durably; one that is gone already is fine, one of another key is left alone."""
        with disk_errors(), self._alone():
            for slot, name in slots:
                if slot > 0 and os.pread(self._file, SLOT, slot * SLOT)[HALF:] == _digest(name):
                    self._write(bytes(SLOT), slot)
                    self._unsynced = True
        self.sync()

    def close(self) -> None:
        """May be called twice. Afterwards every call raises StorageError."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)

    def _begin(self, made: bool) -> None:
        if not os.fstat(self._file).st_size:
            self._write(MARK, 0)
            os.fsync(self._file)
        if made:
            sync_folder(self.path.parent)
        if os.pread(self._file, SLOT, 0) != MARK:
            raise StorageError("halves_format")

    def _write(self, content: bytes, slot: int) -> None:
        written = os.pwrite(self._file, content, slot * SLOT)
        if written != len(content):
            os.pwrite(self._file, content[written:], slot * SLOT + written)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)


def beside(folder: Path) -> Path:
    """Where the halves of a data folder lie unless a setting says otherwise."""
    return folder.with_name(f"{folder.name}.keys")


def joined(one: bytes, other: bytes) -> bytes:
    """Two halves make a key; a key and one half make the other."""
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8")).digest()


def sync_folder(folder: Path) -> None:
    """Makes durable which names stand in the folder. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
