"""Looks at kept pictures, one after the other, after their receipt: a clean preview, and what the picture tells."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.decoding import Decoder, DecodingFailed
from bot.outcomes import Accepts
from bot.service import Happening
from conversations.events import EvidenceLookedAt
from storage import evidence, looks
from storage.blobs import Blobs
from storage.errors import SealBroken, StorageError
from storage.looks import Look, Waiting
from storage.moments import moment
from storage.store import Store
from storage.transaction import Transaction

LOOK_SECONDS = 5.0
# What brought the process down twice is not looked at a third time.
TRIES = 2


class Previews:
    """Makes previews until it is stopped. A picture that cannot be looked at stays kept, and is told as such."""

    def __init__(
        self, store: Store, service: Accepts, blobs: Blobs, decoder: Decoder, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._service = service
        self._blobs = blobs
        self._decoder = decoder
        self._clock = clock
        self._signal = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        self._signal.set()

    def stop(self) -> None:
        """Begins nothing more; `run` returns when the picture that is being looked at is recorded."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        """Looks. May be called again after it was broken off."""
        while not self._stopping:
            self._signal.clear()
            try:
                if await self.look_at_next():
                    continue
            except StorageError as error:
                structlog.get_logger().error("preview_not_recorded", error=error)
            await self._wait()

    async def look_at_next(self) -> bool:
        """Looks at one picture and records it; False where none waits. Raises StorageError."""
        # Only read as long as nothing waits: this is asked whenever anything is queued for anybody.
        if not await self._store.read(looks.waiting):
            return False
        found = await self._store.write(_begun)
        if found is None:
            return False
        item, mime, known = found
        if known is None and item.tries >= TRIES:
            known = Look(state="none", fault="crashed")
        look = known or await self._look(item, mime)
        recorded = await self._record(item, look)
        if look.preview and not recorded and known is None:
            self._blobs.remove(look.preview)
        return True

    async def _look(self, item: Waiting, mime: str) -> Look:
        try:
            told, preview = await self._decoder.picture(self._blobs.read(item.blob), mime)
        except DecodingFailed as failure:
            return Look(state="none", fault=failure.fault)
        except (SealBroken, StorageError):
            return Look(state="none", fault="unreadable")
        near = await self._store.read(lambda tx: looks.near(tx, item.person, item.key, told.dhash))
        return Look(
            state="made",
            preview=await asyncio.to_thread(self._sealed, item.key, preview),
            near=near,
            **told.model_dump(exclude={"memory", "seconds", "size"}),
        )

    def _sealed(self, key: str, preview: bytes) -> str:
        with self._blobs.begin(key) as writer:
            writer.write(preview)
            return writer.finish().id

    async def _record(self, item: Waiting, look: Look) -> bool:
        """One transaction: the outcome, and what the person may have to hear of it."""

        def settle(tx: Transaction) -> bool:
            return looks.settle(tx, item.key, item.evidence, look)

        if not (look.gps or look.near or look.fault):
            return await self._store.write(settle)
        event = EvidenceLookedAt(
            id=f"{item.evidence}/seen",
            at=self._clock(),
            effect=item.evidence,
            number=item.number,
            received_at=moment(item.received_at),
            gps=look.gps,
            near=look.near,
            fault=look.fault,
        )
        [accepted] = await self._service.accept([Happening(item.conversation, event, guard=settle)])
        return accepted.status != "refused"

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                await self._signal.wait()
        except TimeoutError:
            return


def _begun(tx: Transaction) -> tuple[Waiting, str, Look | None] | None:
    """The next picture, what type it is, and what is known of it where the same bytes were looked at before."""
    for item in looks.waiting(tx):
        looks.begin(tx, item.evidence)
        known = looks.twin(tx, item.key, item.evidence)
        found = evidence.get(tx, item.key, item.evidence)
        return item, found.mime, known and known.model_copy(update={"gps": False, "near": (), "fault": ""})
    return None
