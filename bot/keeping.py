"""What is known of a file while it is kept: whose it is, how it came, and the transaction that makes it an exhibit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat_reading import CHATS
from conversations.effects import KeepEvidence, KeepNote
from conversations.events import EvidenceStored
from storage import evidence, looks, outbox, people
from storage.blobs import Cipher, Sealed
from storage.evidence import Came, Evidence
from storage.outbox import Delivery
from storage.people import AddressRow
from storage.transaction import Transaction

NOTE_MIME = "text/plain"
FORWARDED_NOTES = frozenset({"forwarded", "chat"})
# What a messenger makes smaller on its way to us, so that the file is not the one that was made.
REENCODED = {"telegram": frozenset({"photo", "video", "animation"})}


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose file it is, how many bytes are kept for them already, and the cipher of their key."""

    address: AddressRow
    kept: int
    cipher: Cipher


def with_owners(tx: Transaction, deliveries: Sequence[Delivery]) -> list[tuple[Delivery, Owner]]:
    """Each delivery with whose it is. To be called in the transaction that claims them: then everyone is there."""
    return [(delivery, owner) for delivery in deliveries if (owner := owner_of(tx, delivery))]


def owner_of(tx: Transaction, delivery: Delivery) -> Owner | None:
    """None where they are gone."""
    address = people.of_conversation(tx, delivery.conversation_id)
    if address is None:
        return None
    return Owner(address, evidence.total_size(tx, address.person), tx.vault.cipher(address.key))


class Keeping:
    """Makes an exhibit of a file that is durable. `keep` is the guard of the event that `event` gives afterwards, in
    one transaction with it: two files of one person never have one number. `item` is then what was kept.
    """

    def __init__(self, address: AddressRow, draft: Evidence) -> None:
        self.draft = self.item = draft
        self._address = address

    def keep(self, tx: Transaction) -> bool:
        """False where nobody waits for it any more: erased, purged, or kept by an attempt that seemed to fail."""
        if not outbox.waits(tx, self.draft.id):
            return False
        person = self._address.person
        number, same = evidence.next_number(tx, person), looks.same_as(tx, person, self.draft.sha256)
        # The file of the first item of the same bytes stands for both.
        shared = {"same_as": same[0], "blob": same[1]} if same else {}
        self.item = self.draft.model_copy(update={"number": number, **shared})
        return evidence.keep(tx, person, self._address.key, self.item) and outbox.done(tx, self.item.id)

    def event(self, tx: Transaction) -> EvidenceStored:
        """What the person is to be told of."""
        item = self.item
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


def drafted(effect: KeepEvidence | KeepNote, address: AddressRow, sealed: Sealed, mime: str, now: datetime) -> Evidence:
    """What is to be recorded; its number is given when it is."""
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
