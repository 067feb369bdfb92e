"""Slows down guessing: a few wrong tries per hour, counted in memory, by names that say nothing about anyone."""

import hashlib
from collections import deque
from datetime import datetime, timedelta

NAMES_REMEMBERED = 10_000


class Attempts:
    """At most `limit` wrong tries within `window` for each name. A right one clears the name."""

    def __init__(self, limit: int, window: timedelta) -> None:
        self._limit = limit
        self._window = window
        self._wrong: dict[bytes, deque[datetime]] = {}

    def locked(self, name: str, now: datetime) -> bool:
        """Whether this name has used up its tries."""
        tries = self._wrong.get(_key(name))
        while tries and now - tries[0] >= self._window:
            tries.popleft()
        return bool(tries) and len(tries or ()) >= self._limit

    def wrong(self, name: str, now: datetime) -> None:
        """Counts one wrong try. The name that failed longest ago is forgotten first when there are too many."""
        tries = self._wrong.pop(_key(name), None) or deque(maxlen=self._limit)
        tries.append(now)
        self._wrong[_key(name)] = tries
        if len(self._wrong) > NAMES_REMEMBERED:
            del self._wrong[next(iter(self._wrong))]

    def right(self, name: str) -> None:
        self._wrong.pop(_key(name), None)


def _key(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
