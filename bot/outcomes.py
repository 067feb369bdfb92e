"""What becomes of a row of the outbox after it was tried. One table: how it ended, and what is written.

What is written here is written for sure: while the store cannot, the row stays in flight and the writing is repeated,
so that a message that was sent is never sent again because of a full disk.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

import structlog

from bot.errors import ChannelBusy, ChannelRefused, PersonUnreachable
from bot.service import Accepted, Happening
from conversations.errors import AppuiError
from conversations.events import PersonLeft
from storage import outbox
from storage.errors import StorageError
from storage.moments import moment
from storage.outbox import Delivery
from storage.store import Store
from storage.transaction import Transaction

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
LONGEST_URGENT_PAUSE = 10.0
GIVE_UP = timedelta(hours=24)
# A fault of the program is not worth a day of trying.
FAULTS = 5
AGAIN_SECONDS = 1.0
# The messenger counts the pause it asked for from a moment before we heard of it.
EARLY = timedelta(milliseconds=50)


class Accepts(Protocol):
    """What deliveries need of the service: their results come back as events."""

    async def accept(self, items: Sequence[Happening]) -> list[Accepted]: ...


class Outcomes:
    """Writes how deliveries ended. `random` spreads the pauses, so that many do not come back at once."""

    def __init__(self, store: Store, service: Accepts, clock: Callable[[], datetime], random: Random) -> None:
        self._store = store
        self._service = service
        self._clock = clock
        self._random = random

    async def record(self, delivery: Delivery, error: Exception | None, pause: float) -> None:
        """`error` is how it ended, None for well; `pause` the seconds for which the messenger asked for quiet."""
        if error is None:
            await self._write(lambda tx: outbox.done(tx, delivery.effect_id))
        elif isinstance(error, PersonUnreachable):
            await self._surely(lambda: self._person_left(delivery))
        elif self.is_over(delivery, error):
            await self._give_up(delivery, error)
        else:
            await self.put_off(delivery, error, pause)

    async def put_off(self, delivery: Delivery, error: Exception, pause: float = 0.0) -> None:
        """It is tried again: after `pause` where the messenger named one, otherwise later each time."""
        seconds = pause or self._pause(delivery, error)
        due = self._clock() + timedelta(seconds=seconds) - (EARLY if pause else timedelta())
        structlog.get_logger().info("delivery_put_off", effect=delivery.effect_id, seconds=seconds, error=error)
        await self._write(lambda tx: outbox.retry(tx, delivery.effect_id, due, _code(error)))

    def is_over(self, delivery: Delivery, error: Exception) -> bool:
        """True where trying again is of no use, or a day has passed."""
        if isinstance(error, ChannelRefused) or self._clock() - moment(delivery.made_at) > GIVE_UP:
            return True
        return not isinstance(error, ChannelBusy | StorageError) and delivery.tries + 1 >= FAULTS

    async def _give_up(self, delivery: Delivery, error: Exception) -> None:
        structlog.get_logger().error("delivery_given_up", effect=delivery.effect_id, error=error)
        await self._write(lambda tx: outbox.undelivered(tx, delivery.effect_id, _code(error)))

    def _pause(self, delivery: Delivery, error: Exception) -> float:
        asked = error.retry_after if isinstance(error, ChannelBusy) else 0.0
        longest = LONGEST_URGENT_PAUSE if delivery.urgent else LONGEST_PAUSE
        pause = min(FIRST_PAUSE * 2.0 ** min(delivery.tries, 20), longest)
        return max(asked, pause * self._random.uniform(0.5, 1.0))

    async def _person_left(self, delivery: Delivery) -> None:
        event = PersonLeft(id=f"{delivery.effect_id}/left", at=self._clock())

        def stop(tx: Transaction) -> None:
            outbox.stop_address(tx, delivery.address_id)

        await self._service.accept([Happening(delivery.conversation_id, event, after=stop)])

    async def _write(self, job: Callable[[Transaction], object]) -> None:
        await self._surely(lambda: self._store.write(job))

    async def _surely(self, attempt: Callable[[], Awaitable[object]]) -> None:
        while True:
            try:
                await attempt()
            except StorageError as error:
                structlog.get_logger().error("outcome_not_written", error=error)
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                return


def _code(error: Exception) -> str:
    return error.code if isinstance(error, AppuiError) else "fault"
