"""What was made for a person: laid ready sealed, handed over by their channel, then taken away.

Nothing of it stands readable on a disk: it is sealed under the person's key while it is made, and erasing darkens it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.channels import Channel, Outgoing
from bot.codes import new_code, shown
from bot.outcomes import Accepts
from bot.service import Happening
from conversations.effects import Outward, SendFile
from conversations.errors import AppuiError
from conversations.events import Paper, PapersFailed, PapersLate, PapersMade, Way
from storage import outbox, papers, people
from storage.blobs import Blobs, Sealed
from storage.errors import StorageError
from storage.moments import moment
from storage.outbox import Delivery
from storage.papers import Ready
from storage.people import AddressRow
from storage.store import Store
from storage.transaction import Transaction

# Somebody who waits longer is told that it goes on.
LATE_SECONDS = 2.0
KEPT_FOR = timedelta(hours=24)
# What is being made has no row yet: a file this young is nobody's debris.
YOUNG_SECONDS = 3600.0
COLLECT = "/collect"


class NothingToMake(AppuiError):
    """The person has told and sent nothing yet."""


@dataclass(frozen=True, slots=True)
class Made:
    """One file, sealed in the outgoing folder. The last one of several holds all of them."""

    name: str
    mime: str
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class Work:
    """What a maker is told. `asked_at` is the moment the person asked: the only time that may stand in the paper."""

    address: AddressRow
    effect: Outward
    asked_at: datetime


# Raises NothingToMake, or anything else where it is to be tried again.
Maker = Callable[[Work], Awaitable[Sequence[Made]]]


class Papers:
    """Performs the effects that make papers (one maker for each kind of effect) and those that hand them over.

    `site` is the address of the pages, where a one-time code is typed.
    """

    def __init__(
        self,
        store: Store,
        service: Accepts,
        outgoing: Blobs,
        makers: Mapping[str, Maker],
        clock: Callable[[], datetime],
        site: str,
    ) -> None:
        self._store, self._service, self._outgoing = store, service, outgoing
        self._makers, self._clock, self._site = makers, clock, site

    @property
    def blobs(self) -> Blobs:
        """Where everything that was made lies, sealed."""
        return self._outgoing

    async def make(self, delivery: Delivery, largest: int) -> None:
        """Makes it and lays it ready. Files above `largest` bytes are fetched with a code whatever was chosen."""
        address = await self._store.read(lambda tx: people.of_conversation(tx, delivery.conversation_id))
        if address is None:
            return
        work = Work(address, delivery.effect, moment(delivery.made_at))
        making = asyncio.ensure_future(self._makers[delivery.effect.kind](work))
        try:
            await self._tell_if_late(delivery, making)
            made = await making
        except NothingToMake:
            await self.fail(delivery, "empty")
            return
        finally:
            making.cancel()
        await self._lay_ready(delivery, work, made, largest)

    async def fail(self, delivery: Delivery, reason: str) -> None:
        """Records that there is no paper, and why; `reason` is one of PapersFailed."""
        effect = delivery.effect_id
        event = PapersFailed.model_validate(
            {"id": f"{effect}/failed", "at": self._clock(), "effect": effect, "reason": reason}
        )
        await self._report(delivery, event, lambda tx: outbox.done(tx, effect))

    async def hand_over(self, delivery: Delivery, effect: SendFile, channel: Channel) -> None:
        """Gives one paper to the channel; it is forgotten once the person has it. Raises what the channel raises."""
        now = self._clock()
        found = await self._store.read(lambda tx: papers.ready(tx, effect.paper, now))
        if found is None:
            return
        if await channel.hand_over(delivery.external, effect.id, self.outgoing(found)):
            await self.forget(found)

    def outgoing(self, found: Ready) -> Outgoing:
        paper = found.paper
        return Outgoing(paper.id, paper.name, paper.mime, paper.size, partial(self._outgoing.read, found.blob))

    async def forget(self, found: Ready) -> None:
        """It was handed over: nothing of it stays here."""
        await self._store.write(lambda tx: papers.drop(tx, found.paper.id))
        await asyncio.to_thread(self._outgoing.remove, found.blob)

    async def sweep(self, young_seconds: float = YOUNG_SECONDS) -> int:
        """Takes away what nobody came for in time, and files that no row speaks of; gives the number of files."""
        now = self._clock()
        await self._store.write(lambda tx: papers.drop_late(tx, now))
        debris = await self._store.read(lambda tx: papers.debris(tx, self._outgoing))
        return await asyncio.to_thread(_removed, self._outgoing, debris, now.timestamp() - young_seconds)

    async def _tell_if_late(self, delivery: Delivery, making: "asyncio.Future[Sequence[Made]]") -> None:
        done, _ = await asyncio.wait({making}, timeout=LATE_SECONDS)
        if done or delivery.tries:
            return
        effect = delivery.effect_id
        event = PapersLate(id=f"{effect}/late", at=self._clock(), effect=effect)
        await self._report(delivery, event, lambda tx: outbox.waits(tx, effect))

    async def _lay_ready(self, delivery: Delivery, work: Work, made: Sequence[Made], largest: int) -> None:
        way: Way = getattr(work.effect, "way", "here")
        if way == "code" or any(one.sealed.size > largest for one in made):
            way, made = "code", made[-1:]
        effect, code, until = delivery.effect_id, new_code() if way == "code" else "", self._clock() + KEPT_FOR
        ready = [_ready(effect, number, one, work.address) for number, one in enumerate(made)]
        event = PapersMade(
            id=f"{effect}/made",
            at=self._clock(),
            effect=effect,
            papers=tuple(one.paper for one in ready),
            way=way,
            code=shown(code) if code else "",
            site=self._site + COLLECT,
            until=until,
        )

        def record(tx: Transaction) -> bool:
            if not outbox.waits(tx, effect):
                return False
            digest = code_digest(tx, code) if code else None
            for one in ready:
                papers.lay_ready(tx, work.address.person, work.address.key, one, until, digest)
            return outbox.done(tx, effect)

        await self._report(delivery, event, record)

    async def _report(
        self,
        delivery: Delivery,
        event: PapersMade | PapersLate | PapersFailed,
        guard: Callable[[Transaction], bool],
    ) -> None:
        await self._service.accept([Happening(delivery.conversation_id, event, guard=guard)])


def code_digest(tx: Transaction, code: str) -> bytes:
    """Fifty bits can be searched where the digest has no key: this one needs the master key."""
    return tx.vault.lookup("paper", "code", code)


def _ready(effect: str, number: int, made: Made, address: AddressRow) -> Ready:
    paper = Paper(id=f"{effect}/{number}", name=made.name, mime=made.mime, size=made.sealed.size)
    return Ready(paper, made.sealed.id, address.person)


def _removed(blobs: Blobs, names: Sequence[str], older_than: float) -> int:
    gone = 0
    for name in names:
        try:
            if blobs.path(name).stat().st_mtime <= older_than:
                blobs.remove(name)
                gone += 1
        except (OSError, StorageError) as error:
            structlog.get_logger().error("paper_not_swept", error=error)
    return gone
