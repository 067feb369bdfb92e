"""One `appui start` per data folder: a lock that the system releases itself, however the process ends."""

import fcntl
import os
from pathlib import Path

from storage.errors import StorageError

NAME = "lock"


class FolderLock:
    """Held from `take` to `release`. Other commands work beside it: they never run a delivery."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    @classmethod
    def take(cls, folder: Path) -> "FolderLock":
        """Raises StorageError("folder_in_use") at once where another process holds it."""
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
            os.close(handle)
            raise StorageError("folder_in_use", process=holder or "?") from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode("ascii"), 0)
        return cls(handle)

    def release(self) -> None:
        os.close(self._handle)
