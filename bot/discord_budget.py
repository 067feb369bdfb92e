"""Requests that Discord refuses are counted: after 10,000 within ten minutes it shuts out the whole address (its
documentation of rate limits). We stop at a tenth of that.
"""

import time
from collections import deque
from collections.abc import Callable

import structlog

from bot.errors import ChannelBusy

INVALID = frozenset({401, 403, 429})
WINDOW_SECONDS = 600.0
MOST = 900


class InvalidBudget:
    """`spent` is told of each answer, `check` asked before each call."""

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._times: deque[float] = deque()
        self._told = False

    @property
    def count(self) -> int:
        """Refused requests of the last ten minutes."""
        oldest = self._clock() - WINDOW_SECONDS
        while self._times and self._times[0] <= oldest:
            self._times.popleft()
        return len(self._times)

    def answered(self, status: int) -> None:
        if status in INVALID:
            self._times.append(self._clock())

    def check(self) -> None:
        """Raises ChannelBusy until enough of them are ten minutes old; nothing is sent meanwhile."""
        if self.count < self._most:
            self._told = False
            return
        if not self._told:
            structlog.get_logger().error("discord_budget_spent", channel="discord", count=len(self._times))
        self._told = True
        raise ChannelBusy("discord_budget", self._times[0] + WINDOW_SECONDS - self._clock(), flood=True)
