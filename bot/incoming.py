"""One file that is coming in: hashed and sealed by a thread, a megabyte at a time, while turns go on beside it."""

import asyncio
import threading
from collections.abc import Sequence

from conversations.errors import AppuiError
from storage.blobs import Blobs, Cipher, Sealed, Writer
from storage.errors import StorageError

# A capture is then one errand of a thread from beginning to end; larger files need no more memory for it.
TOGETHER_BYTES = 1024 * 1024


class Incoming:
    """`add` pieces, then `finish`. `abandon` in the end, whatever happened: what was not finished leaves nothing."""

    def __init__(self, blobs: Blobs, key: str, cipher: Cipher) -> None:
        self.size = 0
        self._blobs, self._key, self._cipher = blobs, key, cipher
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        # A task can be broken off while its thread is at work: the thread then finds that nobody wants it any more.
        self._lock = threading.Lock()
        self._unwanted = False
        self._writer: Writer | None = None
        self._sealed: Sealed | None = None

    async def add(self, piece: bytes) -> None:
        """Takes a piece of any length. Raises StorageError where it cannot be written."""
        self.size += len(piece)
        self._waiting.append(piece)
        self._waiting_bytes += len(piece)
        if self._waiting_bytes >= TOGETHER_BYTES:
            await asyncio.to_thread(self._write, self._taken())

    async def finish(self) -> Sealed:
        """Makes the file durable and reads again from the disk what will be called kept. Raises StorageError."""
        sealed = await asyncio.to_thread(self._finish, self._taken())
        self._sealed = None
        return sealed

    def abandon(self) -> None:
        """Harmless after `finish`."""
        with self._lock:
            self._unwanted = True
            self._clear()

    def _taken(self) -> list[bytes]:
        pieces, self._waiting, self._waiting_bytes = self._waiting, [], 0
        return pieces

    def _write(self, pieces: Sequence[bytes]) -> None:
        with self._lock:
            self._put(pieces)

    def _finish(self, pieces: Sequence[bytes]) -> Sealed:
        with self._lock:
            self._sealed = sealed = self._put(pieces).finish()
            if self._blobs.size(sealed.id, self._cipher) != sealed.size:
                raise StorageError("file_differs", file=sealed.id)
            return sealed

    def _put(self, pieces: Sequence[bytes]) -> Writer:
        if self._unwanted:
            raise AppuiError("abandoned")
        if self._writer is None:
            self._writer = self._blobs.begin(self._key, self._cipher)
        self._writer.write(b"".join(pieces))
        return self._writer

    def _clear(self) -> None:
        if self._writer is not None:
            self._writer.abandon()
        if self._sealed is not None:
            self._blobs.remove(self._sealed.id)
