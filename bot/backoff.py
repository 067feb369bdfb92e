"""Pauses between attempts to reach someone who does not answer."""

import secrets
from collections.abc import Awaitable, Callable

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


class Backoff:
    """Each pause is twice as long, up to `longest` seconds, and uneven so that many bots do not come back at once."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]], longest: float = LONGEST_PAUSE) -> None:
        self._sleep, self._longest = sleep, longest
        self.failures = 0

    async def wait(self) -> None:
        longest = min(self._longest, FIRST_PAUSE * 2 ** min(self.failures, 10))
        self.failures += 1
        await self._sleep(longest * (0.5 + secrets.randbelow(1001) / 2000))
