"""Fetches the files that people gave us to keep, a few at a time, beside the order of their chats."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.channels import Channel
from bot.errors import ChannelBusy
from bot.evidence_intake import EvidenceIntake
from bot.keeping import Owner, with_owners
from bot.outcomes import Outcomes
from conversations.effects import KeepEvidence, KeepNote, ReadChat
from conversations.errors import AppuiError
from storage import outbox
from storage.errors import StorageError
from storage.outbox import Delivery
from storage.store import Store

TOGETHER = 12
LOOK_SECONDS = 1.0
# A messenger that sends one letter a second must not keep others from having their files fetched.
LONGEST_SECONDS = 300.0


class Fetching:
    """Performs KeepEvidence and KeepNote for one channel account until it is stopped; one file per person at a time."""

    def __init__(
        self,
        channel: Channel,
        store: Store,
        intake: EvidenceIntake,
        outcomes: Outcomes,
        clock: Callable[[], datetime],
    ) -> None:
        self._channel = channel
        self._store = store
        self._intake = intake
        self._outcomes = outcomes
        self._clock = clock
        self._signal = asyncio.Event()
        self._stopping = False
        self._busy: set[int] = set()

    def wake(self) -> None:
        self._signal.set()

    def stop(self) -> None:
        """Begins nothing more; `run` returns when the files that are coming in are kept."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        """Fetches. May be called again after it was broken off: what was coming in then is fetched anew."""
        self._busy.clear()
        channel = self._channel
        await self._store.write(lambda tx: outbox.take_back(tx, channel.name, channel.account, fetching=True))
        async with asyncio.TaskGroup() as files:
            while not self._stopping:
                self._signal.clear()
                for delivery, owner in await self._take():
                    self._busy.add(delivery.address_id)
                    files.create_task(self._fetch(delivery, owner))
                await self._wait()

    async def _take(self) -> list[tuple[Delivery, Owner]]:
        room, busy = TOGETHER - len(self._busy), set(self._busy)
        if room <= 0:
            return []
        moment, channels, accounts = self._clock(), [self._channel.name], [self._channel.account]
        try:
            return await self._store.write(
                lambda tx: with_owners(tx, outbox.claim_aside(tx, moment, room, busy, channels, accounts))
            )
        except StorageError as error:
            structlog.get_logger().error("outbox_not_read", channel=self._channel.name, error=error)
            return []

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                await self._signal.wait()
        except TimeoutError:
            return

    async def _fetch(self, delivery: Delivery, owner: Owner) -> None:
        try:
            error = await self._attempt(delivery, owner)
            if error is not None:
                await self._later(delivery, error)
        finally:
            self._busy.discard(delivery.address_id)
            self.wake()

    async def _attempt(self, delivery: Delivery, owner: Owner) -> Exception | None:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                match delivery.effect:
                    case KeepEvidence() | KeepNote() as kept:
                        await self._intake.keep(delivery, kept, self._channel, owner)
                    case ReadChat() as read:
                        await self._intake.chats.read(delivery, read)
                    case _:
                        return AppuiError("not_a_file")
        except TimeoutError:
            return ChannelBusy("too_slow")
        except Exception as error:  # noqa: BLE001 - a fault with one file must not stop the others
            return error
        return None

    async def _later(self, delivery: Delivery, error: Exception) -> None:
        """A file that can never be had is told as such: silence would be taken for success."""
        if not self._outcomes.is_over(delivery, error):
            await self._outcomes.put_off(delivery, error)
            return
        structlog.get_logger().error("file_given_up", effect=delivery.effect_id, error=error)
        try:
            await self._intake.refuse(delivery, "gone" if isinstance(error, ChannelBusy) else "unreadable")
        except StorageError as failure:
            await self._outcomes.put_off(delivery, failure)
