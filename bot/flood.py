"""Is the messenger refusing one chat, or everybody? Its answer does not say.

One chat that is refused rests alone. When several different chats in a row are refused and nothing gets through in
between, calls go out one at a time, each a question: one that passes shows that the others were only themselves, and
everything flows again; if the refusals go on, everybody rests. After that rest, again, one call asks first, because a
messenger may lengthen a ban at each call it refuses.
"""

import math
from collections.abc import Hashable

# So many different chats refused in a row make us ask with one call at a time, and so many make everybody rest.
SUSPECT = 3
CERTAIN = 6
# A question that hangs for longer is not waited for.
QUESTION_SECONDS = 0.5
UNLIMITED = 1_000_000


class FloodWatch:
    """What the refusals of one bot account say about all its chats."""

    def __init__(self) -> None:
        self._refused: set[Hashable] = set()
        self._last_refusal = -math.inf
        self._everybody_until = -math.inf
        self._asked_at = -math.inf

    def width(self, now: float) -> int:
        """How many further calls may start at `now`."""
        if len(self._refused) < SUSPECT:
            return UNLIMITED
        return 0 if now < self.opens_at(now) else 1

    def opens_at(self, now: float) -> float:
        """The next moment when a call may start, as far as everybody goes: `now`, or later."""
        if len(self._refused) < SUSPECT:
            return now
        return max(now, self._everybody_until, self._asked_at + QUESTION_SECONDS)

    def started(self, now: float) -> None:
        if len(self._refused) >= SUSPECT:
            self._asked_at = now

    def refused(self, chat: Hashable, now: float, until: float) -> None:
        """A call to `chat` was refused; the messenger wants quiet until `until`."""
        self._refused.add(chat)
        self._last_refusal = now
        self._asked_at = -math.inf
        if len(self._refused) >= CERTAIN:
            self._everybody_until = max(self._everybody_until, until)

    def passed(self, started: float) -> None:
        """A call that started at `started` got through."""
        self._asked_at = -math.inf
        if started > self._last_refusal:
            self._refused.clear()

    def unanswered(self) -> None:
        """The question was lost on the way: another may be asked."""
        self._asked_at = -math.inf
