"""Keeps one file: fetched, recognised, hashed, sealed, synced, named, read again, and only then recorded.

The row of the evidence, its line of custody and the end of the delivery are one transaction, in which the event goes
through the engine: the person reads that it is kept when it is, and a crash before that is repaired by beginning again.
"""

from collections.abc import AsyncIterator, Callable
from datetime import datetime

from bot.channels import Channel
from bot.chat_reading import CHATS, ChatReading
from bot.decoding import Decoder, DecodingFailed
from bot.errors import FileUnavailable
from bot.incoming import Incoming
from bot.outcomes import Accepts
from bot.service import Happening
from bot.sniff import ARCHIVE, NotAccepted, Sniffer, TooManyPoints
from conversations.effects import KeepEvidence, KeepNote
from conversations.events import EvidenceRefused, EvidenceStored
from storage import evidence, looks, outbox, people
from storage.blobs import Blobs, Cipher, Sealed
from storage.errors import StorageError
from storage.evidence import Came, Evidence
from storage.outbox import Delivery
from storage.people import AddressRow
from storage.store import Store
from storage.transaction import Transaction

LIMIT = 20 * 1024 * 1024
LIMIT_OF_CASE = 2 * 1024**3
# What a messenger makes smaller on its way to us, so that the file is not the one that was made.
NOTE_MIME = "text/plain"
FORWARDED_NOTES = frozenset({"forwarded", "chat"})
REENCODED = {"telegram": frozenset({"photo", "video", "animation"})}


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

    async def keep(self, delivery: Delivery, effect: KeepEvidence | KeepNote, channel: Channel) -> None:
        """Returns once the file or the note is kept or refused, and that is recorded."""
        found = await self._store.read(lambda tx: _owner(tx, delivery))
        if found is None:
            return
        address, kept, cipher = found
        try:
            pieces = self._pieces(delivery, effect, channel, kept)
            # Our own people's words are text, whatever they look like.
            sniffer = Sniffer() if isinstance(effect, KeepEvidence) else None
            sealed = await self._take_in(pieces, address.key, cipher, sniffer)
        except FileUnavailable as refusal:
            await self.refuse(delivery, refusal.reason)
            return
        await self._record(
            delivery,
            address,
            sealed,
            _draft(effect, address, sealed, sniffer.kind if sniffer else NOTE_MIME, self._clock()),
        )

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

    async def _take_in(self, pieces: AsyncIterator[bytes], key: str, cipher: Cipher, sniffer: Sniffer | None) -> Sealed:
        """Seals what comes, makes it durable and reads it again; a file that is not kept leaves nothing."""
        incoming = Incoming(self._blobs, key, cipher)
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

    async def _record(self, delivery: Delivery, address: AddressRow, sealed: Sealed, draft: Evidence) -> None:
        """One transaction; begun again with the next number where another file of this person took it meanwhile."""
        file = ""
        try:
            while item := await self._store.read(lambda tx: _placed(tx, address, draft)):
                if await self._report(Happening(delivery.conversation_id, _stored(item), _recording(address, item))):
                    file = item.blob
                    return
        finally:
            # Not kept after all, or kept before under another number: that one's file stands for both.
            if file != sealed.id and not await self._is_file_of(delivery, sealed):
                self._blobs.remove(sealed.id)

    async def _is_file_of(self, delivery: Delivery, sealed: Sealed) -> bool:
        return await self._store.read(lambda tx: evidence.is_file_of(tx, delivery.effect_id, sealed.id))

    async def _report(self, happening: Happening) -> bool:
        """False where the guard refused. A turn that fails is the service's to repeat: what the guard wrote stands."""
        [accepted] = await self._service.accept([happening])
        return accepted.status != "refused"


def _owner(tx: Transaction, delivery: Delivery) -> tuple[AddressRow, int, Cipher] | None:
    """Whose file it is, how many bytes are kept for them, and the cipher of their key; None where they are gone."""
    address = people.of_conversation(tx, delivery.conversation_id)
    return (address, evidence.total_size(tx, address.person), tx.vault.cipher(address.key)) if address else None


async def _of_note(words: bytes) -> AsyncIterator[bytes]:
    yield words


def _draft(effect: KeepEvidence | KeepNote, address: AddressRow, sealed: Sealed, mime: str, now: datetime) -> Evidence:
    source = effect.file if isinstance(effect, KeepEvidence) else effect
    return Evidence(
        id=effect.id,
        number=0,
        blob=sealed.id,
        sha256=sealed.sha256,
        size=sealed.size,
        received_at=now,
        kind=effect.file.kind if isinstance(effect, KeepEvidence) else "note",
        mime=mime,
        came=_came(address.channel, effect),
        channel=address.channel,
        sent_at=source.sent_at,
        message=source.message,
        origin=source.origin,
        caption=effect.caption,
        name=evidence.label(effect.file.name) if isinstance(effect, KeepEvidence) else "",
    )


def _came(channel: str, effect: KeepEvidence | KeepNote) -> Came:
    if isinstance(effect, KeepNote):
        return "forwarded" if effect.note in FORWARDED_NOTES else "text"
    if effect.file.kind == "voice":
        return "recorded"
    return "reencoded" if effect.file.kind in REENCODED.get(channel, ()) else "original"


def _stored(item: Evidence) -> EvidenceStored:
    return EvidenceStored(
        id=f"{item.id}/stored",
        at=item.received_at,
        effect=item.id,
        number=item.number,
        sha256=item.sha256,
        size=item.size,
        received_at=item.received_at,
        mime=item.mime,
        dated=item.origin is not None and item.origin.date is not None,
        chat=item.kind == "document" and item.mime in CHATS,
        unsigned=item.origin is not None and item.origin.kind == "snapshot" and not item.origin.author,
        same_as=item.same_as,
    )


def _placed(tx: Transaction, address: AddressRow, draft: Evidence) -> Evidence | None:
    """With its number, and with the file of the first item of the same bytes where there is one; None where nobody
    waits for it any more.
    """
    if not outbox.waits(tx, draft.id):
        return None
    number, same = evidence.next_number(tx, address.person), looks.same_as(tx, address.person, draft.sha256)
    shared = {"same_as": same[0], "blob": same[1]} if same else {}
    return draft.model_copy(update={"number": number, **shared})


def _recording(address: AddressRow, item: Evidence) -> Callable[[Transaction], bool]:
    def record(tx: Transaction) -> bool:
        return (
            outbox.waits(tx, item.id)
            and (not item.same_as or looks.same_as(tx, address.person, item.sha256) == (item.same_as, item.blob))
            and evidence.keep(tx, address.person, address.key, item)
            and outbox.done(tx, item.id)
        )

    return record
