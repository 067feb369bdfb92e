"""One person and the whole program in one process: everything is real but the messenger."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from bot.channels import Update
from bot.decoding import Decoder
from bot.dossier_assembly import assemble
from bot.evidence_intake import EvidenceIntake
from bot.keeping import owner_of
from bot.local_channel import LocalChannel
from bot.paper_makers import papers_of
from bot.previews import Previews
from bot.purging import purge
from bot.service import Service
from bot.timers import Timers
from bot.turns import Look
from conversations.conversation import Conversation
from conversations.dossier import DossierContent
from conversations.effects import KeepEvidence, KeepNote, MakeDossier, MakeLetter, ReadChat, Say, SendFile
from conversations.errors import AppuiError
from conversations.library import Library
from storage import conversations, outbox, people, timers
from storage.blobs import Blobs
from storage.people import AddressRow
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
        look: Look,
    ) -> None:
        self._store = store
        self._channel = channel
        self._clock = clock
        self._library = library
        self._service = Service(store, library, parsers={channel.name: channel.parse}, situation=look, clock=clock)
        self._timers = Timers(store, self._service, clock)
        self._blobs = Blobs(store.folder / "blobs", store.cipher, store.halves)
        self._decoder = Decoder()
        self._intake = EvidenceIntake(store, self._service, self._blobs, self._decoder, clock)
        self._previews = Previews(store, self._service, self._blobs, self._decoder, clock)
        self._papers = papers_of(store, self._service, library, self._blobs, clock)

    def close(self) -> None:
        self._decoder.close()

    async def take(self, update: Update) -> None:
        """One thing the person did, and everything that follows from it now."""
        await self._service.accept([update])
        await self.deliver()

    async def deliver(self) -> None:
        """Performs what is queued, files included, in order; then what follows from having kept or purged them."""
        while await self._perform_queued() or await self._look() or await self._purge():
            pass

    async def _perform_queued(self) -> bool:
        deliveries = await self._store.write(self._claimed)
        for delivery in deliveries:
            await self._perform(delivery)
        return bool(deliveries)

    async def _perform(self, delivery: outbox.Delivery) -> None:
        match delivery.effect:
            case KeepEvidence() | KeepNote() as kept:
                await self._keep(delivery, kept)
                return
            case ReadChat() as reading:
                await self._intake.chats.read(delivery, reading)
                return
            case MakeDossier() | MakeLetter():
                await self._make(delivery)
                return
            case SendFile() as paper:
                await self._papers.hand_over(delivery, paper, self._channel)
            case Say() as said:
                await self._channel.say(delivery.external, said)
        await self._store.write(partial(outbox.done, effect_id=delivery.effect_id))

    async def _keep(self, delivery: outbox.Delivery, kept: KeepEvidence | KeepNote) -> None:
        owner = await self._store.read(lambda tx: owner_of(tx, delivery))
        if owner is not None:
            await self._intake.keep(delivery, kept, self._channel, owner)

    async def _make(self, delivery: outbox.Delivery) -> None:
        """Nobody comes back later to try again: what fails is told at once."""
        try:
            await self._papers.make(delivery, self._channel.largest_sent)
        except AppuiError as error:
            structlog.get_logger().error("paper_given_up", effect=delivery.effect_id, error=error)
            await self._papers.fail(delivery, "fault")

    async def _look(self) -> bool:
        return await self._previews.look_at_next()

    async def _purge(self) -> bool:
        return await purge(self._service, self._store, (self._blobs, self._papers.blobs), self._clock) > 0

    async def next_timer(self) -> datetime | None:
        return await self._store.read(timers.next_at)

    async def fire_timers(self) -> None:
        """What was due by now happens."""
        await self._timers.fire_due()
        await self.deliver()

    async def conversation(self) -> Conversation | None:
        """Where the person stands now; None before their first word."""
        return await self._store.read(self._loaded)

    async def dossier(self) -> DossierContent:
        """What a complete dossier of this person would hold now."""
        now, library = self._clock(), self._library
        return await self._store.read(lambda tx: assemble(tx, self._address(tx), "complete", now, library))

    def _address(self, tx: Transaction) -> AddressRow:
        return people.address_of(tx, self._channel.name, self._channel.account, "here", self._clock())

    def _claimed(self, tx: Transaction) -> list[outbox.Delivery]:
        now, ours = self._clock(), (self._channel.name,)
        aside = [outbox.claim_aside(tx, now, AT_ONCE, channels=ours, making=making) for making in (False, True)]
        return [*outbox.claim(tx, now, AT_ONCE, channels=ours), *aside[0], *aside[1]]

    def _loaded(self, tx: Transaction) -> Conversation | None:
        address = people.known(tx, self._channel.name, self._channel.account, "here")
        return conversations.load_for(tx, address).conversation if address else None
