"""What Telegram lets through, as it describes it: about 30 calls a second in all, one a second per chat."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """`ban_grows`: each call made during a ban makes the ban longer by `retry_after` seconds.

    `window` counts the calls of the last second; otherwise a bucket that holds `overall` calls and refills evenly.
    """

    overall: int = 30
    per_chat: float = 1.0
    chat_burst: int = 1
    ban_grows: bool = False
    window: bool = False


@dataclass
class Bucket:
    size: float
    per_second: float
    level: float = field(init=False)
    at: float = 0.0

    def __post_init__(self) -> None:
        self.level = self.size

    def take(self, now: float) -> float:
        """Seconds to wait; 0 when the call goes through."""
        self.level = min(self.size, self.level + (now - self.at) * self.per_second)
        self.at = now
        if self.level < 1:
            return (1 - self.level) / self.per_second
        self.level -= 1
        return 0.0


@dataclass
class Window:
    size: int
    calls: deque[float] = field(default_factory=deque)

    def take(self, now: float) -> float:
        while self.calls and self.calls[0] <= now - 1:
            self.calls.popleft()
        if len(self.calls) >= self.size:
            return self.calls[0] + 1 - now
        self.calls.append(now)
        return 0.0


class Gate:
    """Says for each call whether Telegram would answer 429, and with which `retry_after` (whole seconds)."""

    def __init__(self, limits: Limits | None) -> None:
        self._limits = limits or Limits()
        self._off = limits is None
        self._overall = Window(self._limits.overall) if self._limits.window else self._bucket(self._limits.overall)
        self._chats: dict[int, Bucket] = defaultdict(self._chat_bucket)
        self._banned_until: dict[int | None, float] = {}
        self.refused = 0

    @staticmethod
    def _bucket(size: int) -> Bucket:
        return Bucket(size, size)

    def _chat_bucket(self) -> Bucket:
        return Bucket(self._limits.chat_burst, self._limits.per_chat)

    def retry_after(self, chat: int, now: float) -> int:
        """0 when the call goes through."""
        if self._off:
            return 0
        for key in (None, chat):
            if self._banned_until.get(key, 0.0) > now:
                return self._refuse(key, now, self._banned_until[key] - now)
        if wait := self._chats[chat].take(now):
            return self._refuse(chat, now, wait)
        if wait := self._overall.take(now):
            return self._refuse(None, now, wait)
        return 0

    def _refuse(self, key: int | None, now: float, wait: float) -> int:
        self.refused += 1
        seconds = math.ceil(wait)
        banned = self._banned_until.get(key, 0.0) > now
        if not banned:
            self._banned_until[key] = now + wait
        elif self._limits.ban_grows:
            self._banned_until[key] += 1
            seconds += 1
        return max(1, seconds)
