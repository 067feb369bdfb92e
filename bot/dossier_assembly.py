"""What a dossier is made from, read from the store in one transaction."""

import importlib.metadata
from datetime import date, datetime
from zoneinfo import ZoneInfo

from conversations.dated import UNDATED, Dated
from conversations.dossier import Author, CustodyLine, DossierContent, Exhibit, Profile, Synthesis
from conversations.library import Library
from storage import conversations, custody, evidence
from storage.evidence import Evidence
from storage.people import AddressRow
from storage.transaction import Transaction


def assemble(
    tx: Transaction, address: AddressRow, profile: Profile, made_at: datetime, library: Library
) -> DossierContent:
    """The dossier of this person for one reader. The same store and `made_at` give an equal record. SealBroken."""
    conversation = conversations.load_for(tx, address).conversation
    slots = {name: slot.value for name, slot in conversation.slots.items()}
    zone = library.directory.country(slots.get("country", "")).zone
    items = evidence.of_person(tx, address.person, address.key)
    exhibits = tuple(_exhibit(item, zone) for item in items)
    days = [exhibit.moment.day for exhibit in exhibits if exhibit.moment.day]
    return DossierContent(
        case=_alias(tx, address.person),
        profile=profile,
        lang=conversation.lang,
        country=slots.get("country", ""),
        time_zone=zone.key,
        written_by=slots.get("role", "unknown"),
        made_at=made_at,
        version=importlib.metadata.version("appui"),
        first=min(days, default=None),
        last=max(days, default=None),
        synthesis=_synthesis(conversation.topics, conversation.platforms, days, len(exhibits)),
        exhibits=exhibits,
        custody=_custody(tx, address.person, items),
    )


def _synthesis(topics: tuple[str, ...], platforms: tuple[str, ...], days: list[date], exhibits: int) -> Synthesis:
    since = Dated(day=min(days), precision="day", ongoing=True, certainty="platform") if days else UNDATED
    return Synthesis(kinds=topics, platforms=platforms, since=since, exhibits=exhibits)


def _exhibit(item: Evidence, zone: ZoneInfo) -> Exhibit:
    origin = item.origin
    return Exhibit(
        number=item.number,
        evidence=item.id,
        blob=item.blob,
        kind=item.kind,
        mime=item.mime,
        sha256=item.sha256,
        size=item.size,
        name=item.name,
        caption=item.caption,
        came=item.came,
        channel=item.channel,
        moment=_moment(origin.date if origin else None, zone),
        sent_at=item.sent_at,
        received_at=item.received_at,
        author=Author(name=origin.author or "") if origin else Author(),
        hidden_author=bool(origin and origin.kind == "hidden_user"),
    )


def _moment(at: datetime | None, zone: ZoneInfo) -> Dated:
    """When a forwarded message was written, as its messenger says; of anything else only the person knows."""
    if at is None:
        return UNDATED
    local = at.astimezone(zone)
    return Dated(day=local.date(), at=local, precision="minute", certainty="platform")


def _custody(tx: Transaction, person: int, items: list[Evidence]) -> tuple[CustodyLine, ...]:
    known = {item.id: item for item in items}
    found = []
    for line in custody.lines(tx, person):
        item = known.get(line.evidence)
        about = {"exhibit": item.number, "sha256": item.sha256, "size": item.size} if item else {}
        hashes = {"previous": line.previous.hex(), "hash": line.hash.hex()}
        fields = {"number": line.number, "at": line.at, "what": line.what, "evidence": line.evidence}
        found.append(CustodyLine.model_validate({**fields, **about, **hashes}))
    return tuple(found)


def _alias(tx: Transaction, person: int) -> str:
    row = tx.execute("SELECT id, opened_at FROM cases WHERE person = ?", (person,)).fetchone()
    return f"{row[1][:4]}-{row[0][:6].upper()}" if row else ""
