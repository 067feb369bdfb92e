"""The way out of one bot account: takes from the outbox what may go now, and lets it go at the pace of its messenger.

Rows are taken only when a call may soon start, urgent ones first and at any time, so that nothing urgent waits behind
what was taken.
A call starts when the one before it is answered and marked, or has taken STAGGER seconds: with a messenger that
answers fast a crash leaves at most one message sent and not marked, and with a slow one forty calls a second start.
"""

import asyncio
import math
from collections.abc import Callable, Hashable
from datetime import datetime

import structlog

from bot.channels import Channel
from bot.errors import ChannelBusy, ChannelError
from bot.outcomes import Outcomes
from bot.pace import Call, Pacer
from bot.papers import Papers
from conversations.effects import Say, SendFile, WithdrawMessage
from storage import outbox
from storage.errors import StorageError
from storage.outbox import Delivery
from storage.store import Store

STAGGER = 0.025
# How long before a call may start its row is taken at the latest; what may start until AHEAD is then taken with it, so
# that several rows share one transaction.
NEAR = 0.04
AHEAD = 0.15
# So many urgent rows are taken beside those, to go before them.
URGENT = 4
# Rows that another process added, or that became due while this one was down, are found at this interval.
LOOK_SECONDS = 1.0


class Lane:
    """Delivers for one channel account until it is stopped. `wake` may be called at any time from the event loop."""

    def __init__(
        self,
        channel: Channel,
        store: Store,
        outcomes: Outcomes,
        clock: Callable[[], datetime],
        papers: Papers | None = None,
    ) -> None:
        self._channel = channel
        self._store = store
        self._outcomes = outcomes
        self._clock = clock
        self._papers = papers
        self._pacer = Pacer(channel.pace)
        self._signal = asyncio.Event()
        self._stopping = False
        self._look_at = 0.0
        self._ready: list[Delivery] = []
        self._unmarked: dict[str, float] = {}

    def wake(self) -> None:
        """Something was added to the outbox."""
        self._look_at = 0.0
        self._signal.set()

    def stop(self) -> None:
        """Starts nothing more; `run` returns when what is in flight is answered and marked."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        """Delivers. May be called again after it was broken off: what was in flight then is taken up again."""
        self._ready.clear()
        channel = self._channel
        await self._store.write(lambda tx: outbox.take_back(tx, channel.name, channel.account))
        async with asyncio.TaskGroup() as calls:
            while not self._stopping:
                self._signal.clear()
                # First what is ready: more rows are then taken while these calls are on their way.
                self._start_ready(calls)
                await self._take()
                self._start_ready(calls)
                await self._wait()

    async def _take(self) -> None:
        """Takes the rows of calls that may soon start, once the next of them has none; what is urgent at any time."""
        now = _now()
        if now < self._look_at:
            return
        change = self._pacer.next_change(now + NEAR) - NEAR
        self._look_at = min(now + LOOK_SECONDS, max(change, now + NEAR / 2))
        room = self._pacer.room(now + AHEAD) if self._pacer.room(now + NEAR) > len(self._ready) else 0
        try:
            if room:
                self._ready += await self._claim(room - len(self._ready))
            elif await self._store.read(outbox.urgent_waits):
                self._ready += await self._claim(URGENT - sum(one.urgent for one in self._ready), urgent_only=True)
        except StorageError as error:
            structlog.get_logger().error("outbox_not_read", channel=self._channel.name, error=error)
        self._ready.sort(key=lambda delivery: not delivery.urgent)

    async def _claim(self, limit: int, urgent_only: bool = False) -> list[Delivery]:
        moment, channel = self._clock(), self._channel
        busy = {chat for chat in self._pacer.resting(_now() + NEAR) if isinstance(chat, int)}
        return await self._store.write(
            lambda tx: outbox.claim(tx, moment, limit, busy, [channel.name], [channel.account], urgent_only)
        )

    def _start_ready(self, calls: asyncio.TaskGroup) -> None:
        while delivery := self._next():
            calls.create_task(self._deliver(delivery, self._start(delivery)))

    def _next(self) -> Delivery | None:
        now = _now()
        if self._stopping or self._pacer.room(now) <= 0 or self._gate(now) > now:
            return None
        for place, delivery in enumerate(self._ready):
            if self._pacer.ready_at(delivery.address_id, now) <= now:
                return self._ready.pop(place)
        return None

    def _next_start(self, now: float) -> float:
        """When the first of the rows taken may go, `now` or later; `inf` if only an answer can let it go."""
        chats = min((self._pacer.ready_at(one.address_id, now) for one in self._ready), default=math.inf)
        return max(chats, self._pacer.opens_at(now), self._gate(now))

    def _gate(self, now: float) -> float:
        """When the next call may start, as far as those just started go."""
        return max((started + STAGGER for started in self._unmarked.values()), default=now)

    def _start(self, delivery: Delivery) -> Call:
        now = _now()
        self._unmarked[delivery.effect_id] = now
        return self._pacer.start(delivery.address_id, now)

    async def _wait(self) -> None:
        """Until something changes: a row added, a call answered, a place free again or soon to be."""
        now = _now()
        until = min(self._look_at, self._next_start(now), now + LOOK_SECONDS)
        try:
            async with asyncio.timeout(max(0.0, until - now)):
                await self._signal.wait()
        except TimeoutError:
            return

    async def _deliver(self, delivery: Delivery, call: Call) -> None:
        """One call, and what becomes of the row. Never raises but when cancelled."""
        try:
            error = await self._call(delivery, call)
            await self._outcomes.record(delivery, error, self._pause(call.chat, error))
        finally:
            del self._unmarked[delivery.effect_id]
            if self._pacer.ready_at(call.chat, _now()) <= _now() + NEAR:
                self._look_at = 0.0
            self._signal.set()

    async def _call(self, delivery: Delivery, call: Call) -> Exception | None:
        try:
            await self._perform(delivery)
        except ChannelBusy as error:
            if error.flood:
                self._pacer.flooded(call, _now(), error.retry_after)
            else:
                self._pacer.failed(call, _now())
            return error
        except ChannelError as error:
            self._pacer.passed(call, _now())
            return error
        except Exception as error:  # noqa: BLE001 - a fault in one message must not stop all others
            self._pacer.failed(call, _now())
            return error
        except BaseException:
            self._pacer.failed(call, _now())
            raise
        self._pacer.passed(call, _now())
        return None

    async def _perform(self, delivery: Delivery) -> None:
        match delivery.effect:
            case Say():
                await self._channel.say(delivery.external, delivery.effect)
            case WithdrawMessage(message=message):
                await self._channel.withdraw(delivery.external, message)
            case SendFile() if self._papers:
                await self._papers.hand_over(delivery, delivery.effect, self._channel)
            case _:
                raise ChannelError("not_a_call")

    def _pause(self, chat: Hashable, error: Exception | None) -> float:
        """Seconds for which the messenger wants this chat left alone."""
        if not isinstance(error, ChannelBusy) or not error.flood:
            return 0.0
        return self._pacer.ready_at(chat, _now()) - _now()


def _now() -> float:
    return asyncio.get_running_loop().time()
