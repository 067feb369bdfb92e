"""One person and the whole program in one process: everything is real but the messenger."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.channels import Update
from bot.evidence_intake import EvidenceIntake
from bot.local_channel import LocalChannel
from bot.service import Happening, Service
from conversations.conversation import Conversation
from conversations.effects import KeepEvidence, Say
from conversations.events import TimerFired
from conversations.library import Library
from conversations.situation import Kept, Operator, Situation
from storage import conversations, outbox, people, timers
from storage.blobs import Blobs
from storage.store import Store
from storage.transaction import Transaction

AT_ONCE = 100


class LocalRoom:
    """Takes what the person did, and performs what follows until nothing is left to do."""

    def __init__(
        self,
        store: Store,
        library: Library,
        channel: LocalChannel,
        *,
        clock: Callable[[], datetime],
        operator: Operator,
        on_shift: Callable[[Transaction, datetime], bool],
    ) -> None:
        self._store = store
        self._channel = channel
        self._clock = clock
        self._blobs = Blobs(store.folder / "blobs", store.cipher)

        def look(tx: Transaction, kept: Kept, now: datetime) -> Situation:
            return Situation(on_shift=on_shift(tx, now), operator=operator, kept=kept)

        self._service = Service(store, library, parsers={channel.name: channel.parse}, situation=look, clock=clock)
        self._intake = EvidenceIntake(store, self._service, self._blobs, clock)

    async def take(self, update: Update) -> None:
        """One thing the person did, and everything that follows from it now."""
        await self._service.accept([update])
        await self.deliver()

    async def deliver(self) -> None:
        """Performs what is queued, files included, in order."""
        while deliveries := await self._store.write(self._claimed):
            for delivery in deliveries:
                if isinstance(delivery.effect, KeepEvidence):
                    await self._intake.keep(delivery, delivery.effect, self._channel)
                    continue
                if isinstance(delivery.effect, Say):
                    await self._channel.say(delivery.external, delivery.effect)
                await self._store.write(partial(outbox.done, effect_id=delivery.effect_id))

    async def next_timer(self) -> datetime | None:
        return await self._store.read(timers.next_at)

    async def fire_timers(self) -> None:
        """What was due by now happens."""
        now = self._clock()
        for timer in await self._store.read(lambda tx: timers.due(tx, now, AT_ONCE)):
            event_id = f"timer:{timer.conversation_id}:{timer.name}:{timer.at.isoformat()}"
            event = TimerFired(id=event_id, at=now, name=timer.name)
            await self._service.accept(
                [Happening(timer.conversation_id, event, guard=partial(timers.take, timer=timer))]
            )
        await self.deliver()

    async def conversation(self) -> Conversation | None:
        """Where the person stands now; None before their first word."""
        return await self._store.read(self._loaded)

    def _claimed(self, tx: Transaction) -> list[outbox.Delivery]:
        now, ours = self._clock(), (self._channel.name,)
        return outbox.claim(tx, now, AT_ONCE, channels=ours) + outbox.claim_aside(tx, now, AT_ONCE, channels=ours)

    def _loaded(self, tx: Transaction) -> Conversation | None:
        address = people.known(tx, self._channel.name, self._channel.account, "here")
        return conversations.load_for(tx, address).conversation if address else None
