"""A file that exists in pieces only, as something that can be read: for libraries that want to upload a file."""

import io
from collections.abc import Callable, Iterator
from typing import Any


class PieceReader(io.RawIOBase):
    """Reads from the start, once or again. Its length is known; nothing but one piece is held."""

    def __init__(self, pieces: Callable[[], Iterator[bytes]], size: int) -> None:
        self._make = pieces
        self._size = size
        self._begin()

    def _begin(self) -> None:
        self._pieces = self._make()
        self._left = b""
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """To the start, or to the end to learn the length; nowhere else."""
        if (offset, whence) == (0, io.SEEK_END):
            self._place = self._size
        elif (offset, whence) == (0, io.SEEK_SET):
            self._begin()
        elif (offset, whence) != (self._place, io.SEEK_SET):
            raise io.UnsupportedOperation("seek")
        return self._place

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - as io declares it
        if not self._left:
            self._left = next(self._pieces, b"")
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        self._place += count
        return count
