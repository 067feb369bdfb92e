"""Sealed files on the local disk: written piece by piece, durable before they have a name, never overwritten.

A file is a header, then pieces of at most 64 KiB, each a nonce and an AES-256-GCM ciphertext. The associated data of a
piece binds the format, the key, the file, the number of the piece and whether it is the last one: pieces cannot be
moved, left out or cut off unnoticed. Memory does not depend on the size.

Each file has a key of its own. The header (mark of the format, id of the key of its person, slot, sealed half) holds
one half of it, sealed under the key of the person; the other half lies outside the data folder (`storage.halves`) and
is overwritten when the file is removed. Copies of the folder made before are then dark as well.
"""

import contextlib
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import SealBroken, StorageError, disk_errors
from storage.halves import HALF, Halves, joined, sync_folder

MARK = b"appui-file-2\n"
# Sealed under the key of the person itself; no longer written.
FIRST_MARK = b"appui-file-1\n"
PIECE = 64 * 1024
PIECES_AT_ONCE = 4
NONCE, TAG = 12, 16
SEALED_PIECE = NONCE + PIECE + TAG
SLOT_BYTES = 8
UNFINISHED = ".part"
KEPT_FREE_BYTES = 512 * 1024 * 1024
KEPT_FREE_SHARE = 0.05

Cipher = AESGCM
CipherOf = Callable[[str], Cipher]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that is durable on disk. `sha256` (hex) and `size` (bytes) are those of the original."""

    id: str
    sha256: str
    size: int


class Blobs:
    """One folder of sealed files. `cipher_of` gives the cipher of a key id, and raises once the key is destroyed."""

    def __init__(self, folder: Path, cipher_of: CipherOf, halves: Halves) -> None:
        self.folder = folder
        self.halves = halves
        self._cipher_of = cipher_of
        self._unsafe = False
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self, key_id: str, cipher: AESGCM | None = None) -> "Writer":
        """Starts a new file under a random name; `cipher` is that of the key, where it is at hand already.

        Raises StorageError where nothing may be written any more.
        """
        if self._unsafe:
            raise StorageError("disk_unsafe")
        return Writer(self, key_id, cipher or self._cipher_of(key_id))

    def read(self, blob: str, cipher: Cipher | None = None) -> Iterator[bytes]:
        """The original, in pieces. Each piece is verified before it is given; SealBroken at the first doubt.

        `cipher` is that of the key, where it is at hand already.
        """
        try:
            with self.path(blob).open("rb") as file:
                header = _header(file)
                of_person = cipher or self._cipher_of(header.key_id)
                yield from _pieces(file, self._cipher(header, blob, of_person), header, blob)
        except FileNotFoundError:
            raise StorageError("file_missing", file=blob) from None

    def digest(self, blob: str) -> str:
        """SHA-256 (hex) of the original, computed from what is on disk."""
        digest = hashlib.sha256()
        for piece in self.read(blob):
            digest.update(piece)
        return digest.hexdigest()

    def key_of(self, blob: str) -> str:
        """The id of the key of the person whose file it is. Raises StorageError, SealBroken."""
        try:
            with self.path(blob).open("rb") as file:
                return _header(file).key_id
        except FileNotFoundError:
            raise StorageError("file_missing", file=blob) from None

    def size(self, blob: str, cipher: Cipher | None = None) -> int:
        """Bytes of the original, each piece read from the disk and verified. What was sealed is then there, whole: no
        other bytes have its seals. `cipher` as for `read`. Raises SealBroken, StorageError.
        """
        return sum(map(len, self.read(blob, cipher)))

    def remove(self, blob: str) -> None:
        """Destroys the key of the file, then takes it away; one that is already gone is fine. Raises StorageError."""
        self._remove(self.path(blob), blob)

    def names(self) -> Iterator[str]:
        """The ids of all finished files."""
        return (entry.name for entry in self.folder.iterdir() if entry.suffix != UNFINISHED)

    def sweep(self) -> int:
        """Removes what was being written when a process died; to be called at start, before any `begin`."""
        leftovers = [entry for entry in self.folder.iterdir() if entry.suffix == UNFINISHED]
        for entry in leftovers:
            self._remove(entry, entry.stem)
        return len(leftovers)

    def has_room(self) -> bool:
        """False where the disk is so full that what is left must stay for the database."""
        usage = shutil.disk_usage(self.folder)
        return usage.free >= max(KEPT_FREE_BYTES, usage.total * KEPT_FREE_SHARE)

    def path(self, blob: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{32}", blob):
            raise StorageError("file_name")
        return self.folder / blob

    def _remove(self, path: Path, blob: str) -> None:
        with contextlib.suppress(FileNotFoundError, SealBroken), path.open("rb") as file:
            self.halves.destroy([(_header(file).slot, blob)])
        path.unlink(missing_ok=True)

    def _cipher(self, header: "_Header", blob: str, of_person: Cipher) -> Cipher:
        if not header.half:
            return of_person
        half = _open(header.half, of_person, _bound_half(header.key_id, blob), blob)
        return AESGCM(joined(half, self.halves.get(header.slot, blob)))

    def sync_failed(self) -> StorageError:
        """After a failed sync nobody knows what is on the disk: nothing is written until the operator has looked."""
        self._unsafe = True
        return StorageError("sync_failed")


class Writer:
    """One file being written. As a context it abandons what was not finished."""

    def __init__(self, blobs: Blobs, key_id: str, cipher: AESGCM) -> None:
        self.id = secrets.token_hex(16)
        self.size = 0
        self._blobs, self._key_id = blobs, key_id
        self._digest = hashlib.sha256()
        self._waiting = b""
        self._number = 0
        self._finished = False
        self._final = blobs.path(self.id)
        self._unfinished = self._final.with_suffix(UNFINISHED)
        with disk_errors():
            handle = os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._file: BinaryIO = os.fdopen(handle, "wb", buffering=0)
        key = secrets.token_bytes(HALF)
        self._slot, outside = blobs.halves.add(self.id)
        self._cipher = AESGCM(key)
        half = _sealed_half(cipher, joined(key, outside), key_id, self.id)
        self._unwritten: list[bytes] = [_Header(key_id, self._slot, half).as_bytes()]

    def write(self, data: bytes) -> None:
        """Adds bytes of the original, any number of them; of the pieces they complete, a few are written at once."""
        self._digest.update(data)
        self.size += len(data)
        coming = memoryview(data)
        # What may be the last piece waits: it is sealed as such.
        while len(self._waiting) + len(coming) > PIECE:
            taken = PIECE - len(self._waiting)
            self._seal(self._waiting + coming[:taken] if self._waiting else coming[:taken], last=False)
            self._waiting, coming = b"", coming[taken:]
            if len(self._unwritten) >= 2 * PIECES_AT_ONCE:
                self._put()
        self._waiting += coming

    def finish(self) -> Sealed:
        """Makes the file durable, then gives it its name, then makes the name durable."""
        self._seal(self._waiting, last=True)
        self._put()
        self._blobs.halves.sync()
        try:
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            self.abandon()
            raise self._blobs.sync_failed() from error
        with disk_errors():
            self._unfinished.rename(self._final)
        try:
            sync_folder(self._blobs.folder)
        except OSError as error:
            self._final.unlink(missing_ok=True)
            raise self._blobs.sync_failed() from error
        self._finished = True
        return Sealed(self.id, self._digest.hexdigest(), self.size)

    def abandon(self) -> None:
        """Leaves nothing behind; harmless after `finish`."""
        if self._finished:
            return
        with contextlib.suppress(OSError):
            self._file.close()
        # Where even this fails, the next sweep finds the file.
        with contextlib.suppress(StorageError):
            if self._unfinished.exists():
                self._blobs.halves.destroy([(self._slot, self.id)])
            self._unfinished.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()

    def _seal(self, piece: bytes | memoryview, last: bool) -> None:
        # The key is of this file alone: that none of its nonces comes twice is all they need.
        nonce = self._number.to_bytes(NONCE, "big")
        bound = _bound(MARK, self._key_id, self.id, self._number, last)
        self._number += 1
        self._unwritten += (nonce, self._cipher.encrypt(nonce, piece, bound))

    def _put(self) -> None:
        """One write for all, and more of them where the system takes less at once."""
        handle, parts, self._unwritten = self._file.fileno(), self._unwritten, []
        try:
            with disk_errors():
                written = os.writev(handle, parts)
                if written < sum(map(len, parts)):
                    left = memoryview(b"".join(parts))[written:]
                    while left:
                        left = left[os.write(handle, left) :]
        except StorageError:
            self.abandon()
            raise


@dataclass(frozen=True, slots=True)
class _Header:
    """What stands before the pieces. Files of the first format have no half: their person's key seals them."""

    key_id: str
    slot: int = 0
    half: bytes = b""

    @property
    def mark(self) -> bytes:
        return MARK if self.half else FIRST_MARK

    def as_bytes(self) -> bytes:
        name = self.key_id.encode("ascii")
        return MARK + len(name).to_bytes(1, "big") + name + self.slot.to_bytes(SLOT_BYTES, "big") + self.half


def _header(file: BinaryIO) -> _Header:
    mark = file.read(len(MARK))
    if mark not in (MARK, FIRST_MARK):
        raise SealBroken("file_format")
    length = int.from_bytes(file.read(1), "big")
    key_id = file.read(length).decode("ascii", "replace")
    if mark == FIRST_MARK:
        return _Header(key_id)
    return _Header(key_id, int.from_bytes(file.read(SLOT_BYTES), "big"), file.read(NONCE + HALF + TAG))


def _sealed_half(cipher: AESGCM, half: bytes, key_id: str, blob: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, half, _bound_half(key_id, blob))


def _bound_half(key_id: str, blob: str) -> bytes:
    return MARK + f"{key_id}|{blob}|half".encode("ascii", "replace")


def _bound(mark: bytes, key_id: str, blob: str, number: int, last: bool) -> bytes:
    return mark + f"{key_id}|{blob}|{number}|{'last' if last else 'more'}".encode("ascii", "replace")


def _pieces(file: BinaryIO, cipher: AESGCM, header: _Header, blob: str) -> Iterator[bytes]:
    number, left = 0, os.fstat(file.fileno()).st_size - file.tell()
    while True:
        sealed = file.read(min(left, PIECES_AT_ONCE * SEALED_PIECE))
        left -= len(sealed)
        for start in range(0, len(sealed) or 1, SEALED_PIECE):
            last = not left and start + SEALED_PIECE >= len(sealed)
            bound = _bound(header.mark, header.key_id, blob, number, last)
            yield _open(memoryview(sealed)[start : start + SEALED_PIECE], cipher, bound, blob)
            number += 1
        if not left:
            return


def _open(sealed: bytes | memoryview, cipher: AESGCM, bound: bytes, blob: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound)
    except (InvalidTag, ValueError):
        raise SealBroken("file_altered", file=blob) from None
