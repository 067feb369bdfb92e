"""Makes the papers that people asked for, one at a time, beside the order of their chats."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.channels import Channel
from bot.outcomes import Outcomes
from bot.papers import Papers
from storage import outbox
from storage.errors import StorageError
from storage.outbox import Delivery
from storage.store import Store

LOOK_SECONDS = 1.0


class Making:
    """Performs what is to be made for one channel account until it is stopped."""

    def __init__(
        self, channel: Channel, store: Store, papers: Papers, outcomes: Outcomes, clock: Callable[[], datetime]
    ) -> None:
        self._channel, self._store, self._papers = channel, store, papers
        self._outcomes, self._clock = outcomes, clock
        self._signal = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        self._signal.set()

    def stop(self) -> None:
        """Begins nothing more; `run` returns when what is being made is laid ready."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        """Makes. May be called again after it was broken off: what was being made then is made anew."""
        channel = self._channel
        await self._store.write(lambda tx: outbox.take_back(tx, channel.name, channel.account, making=True))
        while not self._stopping:
            self._signal.clear()
            for delivery in await self._take():
                await self._make(delivery)
                self._signal.set()
            await self._wait()

    async def _take(self) -> list[Delivery]:
        now, channel = self._clock(), self._channel
        try:
            return await self._store.write(
                lambda tx: outbox.claim_aside(tx, now, 1, (), [channel.name], [channel.account], making=True)
            )
        except StorageError as error:
            structlog.get_logger().error("outbox_not_read", channel=channel.name, error=error)
            return []

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                await self._signal.wait()
        except TimeoutError:
            return

    async def _make(self, delivery: Delivery) -> None:
        try:
            await self._papers.make(delivery, self._channel.largest_sent)
        except Exception as error:  # noqa: BLE001 - a fault with one paper must not stop the others
            await self._later(delivery, error)

    async def _later(self, delivery: Delivery, error: Exception) -> None:
        """What can never be made is told as such: the person waits for it."""
        if not self._outcomes.is_over(delivery, error):
            await self._outcomes.put_off(delivery, error)
            return
        structlog.get_logger().error("paper_given_up", effect=delivery.effect_id, error=error)
        try:
            await self._papers.fail(delivery, "fault")
        except StorageError as failure:
            await self._outcomes.put_off(delivery, failure)
