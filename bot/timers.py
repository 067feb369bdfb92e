"""Turns timers that are due into events, each exactly once: taking the timer and its turn are one transaction."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.outcomes import Accepts
from bot.service import Happening
from conversations.events import TimerFired
from storage import timers
from storage.errors import StorageError
from storage.moments import stamp
from storage.store import Store
from storage.timers import DueTimer

LOOK_SECONDS = 1.0
TOGETHER = 32


class Timers:
    """Looks every second. A timer that came due while the program was down fires at its next start."""

    def __init__(self, store: Store, service: Accepts, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._service = service
        self._clock = clock

    async def run(self) -> None:
        while True:
            try:
                while await self.fire_due() == TOGETHER:
                    pass
            except StorageError as error:
                structlog.get_logger().error("timers_not_fired", error=error)
            await asyncio.sleep(LOOK_SECONDS)

    async def fire_due(self) -> int:
        """Fires what is due now, at most `TOGETHER` of them; gives their number. Raises StorageError."""
        now = self._clock()
        due = await self._store.read(lambda tx: timers.due(tx, now, TOGETHER))
        if due:
            await self._service.accept([_happening(timer, now) for timer in due])
        return len(due)


def _happening(timer: DueTimer, now: datetime) -> Happening:
    event = TimerFired(id=f"timer:{timer.conversation_id}:{timer.name}:{stamp(timer.at)}", at=now, name=timer.name)
    return Happening(timer.conversation_id, event, guard=lambda tx: timers.take(tx, timer))
