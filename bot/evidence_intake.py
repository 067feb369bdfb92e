"""Keeps one file: fetched, recognised, hashed, sealed, synced, named, read again, and only then recorded.

The row of the evidence, its line of custody and the end of the delivery are one transaction, in which the event goes
through the engine: the person reads that it is kept when it is, and a crash before that is repaired by beginning again.
"""

from collections.abc import AsyncIterator, Callable
from datetime import datetime

from bot.channels import Channel
from bot.chat_reading import ChatReading
from bot.decoding import Decoder, DecodingFailed
from bot.errors import FileUnavailable
from bot.incoming import Incoming
from bot.keeping import NOTE_MIME, Keeping, Owner, drafted
from bot.outcomes import Accepts
from bot.service import Happening
from bot.sniff import ARCHIVE, NotAccepted, Sniffer, TooManyPoints
from conversations.effects import KeepEvidence, KeepNote
from conversations.events import EvidenceRefused
from storage import evidence, outbox
from storage.blobs import Blobs, Sealed
from storage.errors import StorageError
from storage.outbox import Delivery
from storage.store import Store

LIMIT = 20 * 1024 * 1024
LIMIT_OF_CASE = 2 * 1024**3


class EvidenceIntake:
    """Performs KeepEvidence and KeepNote. Raises ChannelBusy and StorageError where it is to be tried again."""

    def __init__(
        self, store: Store, service: Accepts, blobs: Blobs, decoder: Decoder, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._decoder = decoder
        self._service = service
        self._blobs = blobs
        self._clock = clock
        self.chats = ChatReading(store, service, blobs, decoder, clock)

    async def keep(self, delivery: Delivery, effect: KeepEvidence | KeepNote, channel: Channel, owner: Owner) -> None:
        """Returns once the file or the note is kept or refused, and that is recorded; `owner` as it was claimed."""
        try:
            pieces = self._pieces(delivery, effect, channel, owner.kept)
            # Our own people's words are text, whatever they look like.
            sniffer = Sniffer() if isinstance(effect, KeepEvidence) else None
            sealed = await self._take_in(pieces, owner, sniffer)
        except FileUnavailable as refusal:
            await self.refuse(delivery, refusal.reason)
            return
        mime = sniffer.kind if sniffer else NOTE_MIME
        draft = drafted(effect, owner.address, sealed, mime, self._clock())
        await self._record(delivery, Keeping(owner.address, draft))

    async def refuse(self, delivery: Delivery, reason: str) -> None:
        """Records that the file is not kept, and why; `reason` is one of EvidenceRefused."""
        effect = delivery.effect_id
        event = EvidenceRefused.model_validate(
            {"id": f"{effect}/refused", "at": self._clock(), "effect": effect, "reason": reason}
        )
        await self._report(Happening(delivery.conversation_id, event, guard=lambda tx: outbox.done(tx, effect)))

    def _pieces(
        self, delivery: Delivery, effect: KeepEvidence | KeepNote, channel: Channel, kept: int
    ) -> AsyncIterator[bytes]:
        """The bytes to be kept, where there is room for them beside what is `kept`. Raises FileUnavailable."""
        if isinstance(effect, KeepNote):
            words = effect.text.encode("utf-8", "replace")
            self._check_room(len(words), kept)
            return _of_note(words)
        self._check_room(effect.file.size, kept)
        return channel.fetch(delivery.external, effect.file)

    def _check_room(self, size: int | None, kept: int) -> None:
        if size is not None and size > LIMIT:
            raise FileUnavailable("too_big")
        if kept + (size or 0) > LIMIT_OF_CASE or not self._blobs.has_room():
            raise FileUnavailable("full")

    async def _take_in(self, pieces: AsyncIterator[bytes], owner: Owner, sniffer: Sniffer | None) -> Sealed:
        """Seals what comes, makes it durable and reads it again; a file that is not kept leaves nothing."""
        incoming = Incoming(self._blobs, owner.address.key, owner.cipher)
        try:
            async for piece in pieces:
                if incoming.size + len(piece) > LIMIT:
                    raise FileUnavailable("too_big")
                if sniffer:
                    sniffer.feed(piece)
                await incoming.add(piece)
            if not incoming.size:
                raise FileUnavailable("empty")
            if sniffer:
                sniffer.finish()
            sealed = await incoming.finish()
            if sniffer and sniffer.kind == ARCHIVE:
                await self._check_chat(sealed)
        except TooManyPoints:
            raise FileUnavailable("too_many_points") from None
        except NotAccepted:
            raise FileUnavailable("type") from None
        except StorageError as error:
            if error.code == "disk_full":
                raise FileUnavailable("full") from error
            raise
        finally:
            incoming.abandon()
        return sealed

    async def _check_chat(self, sealed: Sealed) -> None:
        """An archive is kept for the chat in it, and only for that. Raises NotAccepted."""
        try:
            await self._decoder.chat(self._blobs.read(sealed.id))
        except DecodingFailed:
            self._blobs.remove(sealed.id)
            raise NotAccepted from None
        except BaseException:
            self._blobs.remove(sealed.id)
            raise

    async def _record(self, delivery: Delivery, keeping: Keeping) -> None:
        sealed, kept = keeping.draft.blob, ""
        try:
            if await self._report(Happening(delivery.conversation_id, keeping.event, keeping.keep)):
                kept = keeping.item.blob
        finally:
            # Not kept after all, or kept before under another number: that one's file stands for both.
            if kept != sealed and not await self._is_file_of(delivery, sealed):
                self._blobs.remove(sealed)

    async def _is_file_of(self, delivery: Delivery, blob: str) -> bool:
        return await self._store.read(lambda tx: evidence.is_file_of(tx, delivery.effect_id, blob))

    async def _report(self, happening: Happening) -> bool:
        """False where the guard refused. A turn that fails is the service's to repeat: what the guard wrote stands."""
        [accepted] = await self._service.accept([happening])
        return accepted.status != "refused"


async def _of_note(words: bytes) -> AsyncIterator[bytes]:
    yield words
