"""When the next call may be made, so that a messenger never has to refuse one.

A messenger counts calls when they arrive, which is somewhere between the moment a call leaves and the moment it is
answered. A place in a window is therefore given back a full window after the answer: whatever the network does, the
messenger never sees more than `count` calls within `seconds`. All times are seconds of one monotonic clock.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass, field

from bot.channels import Pace
from bot.flood import FloodWatch

# A messenger times its windows by another clock than ours.
MARGIN = 0.001
# A call that hangs for longer has arrived long ago, or never will: it gives its place back to the others.
PATIENCE = 2.0


class Window:
    """At most `count` calls in any `seconds`."""

    def __init__(self, count: int, seconds: float) -> None:
        self.count = count
        self.seconds = seconds + MARGIN
        self._busy_until: dict[int, float] = {}
        self._next = 0

    def start(self, now: float) -> int:
        """Takes a place; the number returned is for `end`."""
        self._busy_until = {call: until for call, until in self._busy_until.items() if until > now}
        self._next += 1
        self._busy_until[self._next] = now + PATIENCE + self.seconds
        return self._next

    def end(self, call: int, now: float) -> None:
        """The call was answered; its place is free again `seconds` later."""
        until = self._busy_until.get(call)
        if until is not None:
            self._busy_until[call] = min(until, now + self.seconds)

    def free(self, now: float) -> int:
        """How many calls may start at `now`."""
        return self.count - sum(until > now for until in self._busy_until.values())

    def ready_at(self, now: float) -> float:
        """The next moment when a call may start: `now`, or later."""
        return now if self.free(now) > 0 else min(until for until in self._busy_until.values() if until > now)


def _window(per_second: float, burst: int) -> Window:
    return Window(burst, burst / per_second)


@dataclass(slots=True)
class Call:
    """One call in flight, as the pacer counts it."""

    chat: Hashable
    started: float
    overall: int
    own: int


@dataclass(slots=True)
class _Chat:
    """`opens_at` is when it may be called again; `inf` while a call is in flight."""

    window: Window
    paused_until: float = -math.inf
    opens_at: float = math.inf

    def at_rest(self, now: float) -> bool:
        """Nothing of its past counts any more."""
        return self.opens_at <= now and self.window.free(now) == self.window.count

    def end(self, call: int, now: float) -> None:
        self.window.end(call, now)
        self.opens_at = max(self.window.ready_at(now), self.paused_until)


@dataclass(slots=True)
class Pacer:
    """The pace of one bot account: all its chats together, and each of them."""

    pace: Pace
    flood: FloodWatch = field(default_factory=FloodWatch)
    _overall: Window = field(init=False)
    _chats: dict[Hashable, _Chat] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._overall = _window(self.pace.overall_per_second, self.pace.overall_burst)

    def room(self, now: float) -> int:
        """How many calls may start at `now`, whatever the chats."""
        return min(self._overall.free(now), self.flood.width(now))

    def opens_at(self, now: float) -> float:
        """The next moment when a call may start, whatever the chats: `now`, or later."""
        return max(self.flood.opens_at(now), self._overall.ready_at(now))

    def ready_at(self, chat: Hashable, now: float) -> float:
        """The next moment when this chat may be called, as far as this chat goes; `inf` while a call is in flight."""
        state = self._chats.get(chat)
        return now if state is None else max(state.opens_at, now)

    def resting(self, now: float) -> set[Hashable]:
        """The chats that may not be called at `now`."""
        return {chat for chat, state in self._chats.items() if state.opens_at > now}

    def next_change(self, now: float) -> float:
        """The next moment after `now` when something that is closed opens; `inf` if only an answer can open it."""
        moments = [self.flood.opens_at(now), self._overall.ready_at(now)]
        moments += [state.opens_at for state in self._chats.values()]
        return min((moment for moment in moments if moment > now), default=math.inf)

    def start(self, chat: Hashable, now: float) -> Call:
        """Takes a place for a call to this chat. How it ended must be told by `passed`, `failed` or `flooded`."""
        self._chats = {known: state for known, state in self._chats.items() if not state.at_rest(now)}
        state = self._chats.get(chat)
        if state is None:
            state = self._chats[chat] = _Chat(_window(self.pace.per_chat_per_second, self.pace.per_chat_burst))
        state.opens_at = math.inf
        self.flood.started(now)
        return Call(chat, now, self._overall.start(now), state.window.start(now))

    def passed(self, call: Call, now: float) -> None:
        """The call was answered, and not with a refusal for being too many."""
        self._end(call, now)
        self.flood.passed(call.started)

    def failed(self, call: Call, now: float) -> None:
        """The call was not answered: it says nothing about what the messenger lets through."""
        self._end(call, now)
        self.flood.unanswered()

    def flooded(self, call: Call, now: float, retry_after: float) -> float:
        """The messenger asked to wait `retry_after` seconds; returns when this chat may be called again."""
        until = now + retry_after + MARGIN
        self._chats[call.chat].paused_until = until
        self._end(call, now)
        self.flood.refused(call.chat, now, until)
        return until

    def _end(self, call: Call, now: float) -> None:
        self._chats[call.chat].end(call.own, now)
        self._overall.end(call.overall, now)
