"""From the store to the record that a dossier is made of, inside one transaction; nothing is composed here."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from conversations import assembling
from conversations.chronology import chronology, dated_exhibits
from conversations.conversation import Conversation, SentLetter
from conversations.dated import UNDATED, Dated
from conversations.dating import local_moment
from conversations.dossier import Author, ChatLine, CustodyLine, DossierContent, DossierFact, Exhibit, Profile, Taken
from conversations.dossier import Came as HowItCame
from conversations.library import Library
from conversations.masking import masked
from conversations.telling import Fact
from storage import cases, conversations, custody, evidence, facts, looks
from storage.evidence import Evidence
from storage.looks import Look
from storage.moments import moment
from storage.people import AddressRow
from storage.transaction import Transaction

FOR_OTHERS = frozenset({"parent", "witness", "teacher"})
MASKED: frozenset[Profile] = frozenset({"school"})


def assemble(
    tx: Transaction, address: AddressRow, profile: Profile, made_at: datetime, library: Library
) -> DossierContent:
    """Everything that a dossier of this profile says; the same store and moment give an equal record.

    Raises SealBroken.
    """
    conversation = conversations.load_for(tx, address).conversation
    country = library.directory.country(_slot(conversation, "country"))
    told = [one.fact for one in facts.of_person(tx, address.person, address.key)]
    items = evidence.of_person(tx, address.person, address.key)
    seen = {item.id: looks.look_of(tx, address.key, item.id) for item in items}
    exhibits = dated_exhibits([_exhibit(item, seen[item.id], told, country.zone) for item in items], told)
    entries = chronology(told, exhibits, {item.number: item.message for item in items}, country.zone)
    linked = [_linked(one, entries) for one in exhibits]
    content = _content(conversation, profile, told, entries, linked, _letters(conversation, library))
    content = content.model_copy(
        update={
            "case": cases.alias(tx, address),
            "country": _slot(conversation, "country"),
            "time_zone": country.file.time_zone,
            "made_at": made_at.astimezone(country.zone),
            "version": version("appui"),
            "custody": tuple(_custody(tx, address, items)),
        }
    )
    return masked(content) if profile in MASKED else content


def _content(
    conversation: Conversation,
    profile: Profile,
    told: Sequence[Fact],
    entries: Sequence[DossierFact],
    exhibits: Sequence[Exhibit],
    letters: Sequence[Taken],
) -> DossierContent:
    role = _slot(conversation, "role") or "unknown"
    days = [entry.moment.day for entry in entries if entry.moment.day and not entry.moment.ahead]
    ends = [entry.moment.until or entry.moment.day for entry in entries if entry.moment.day and not entry.moment.ahead]
    done = {key: conversation.steps_on.get(key) for key, state in conversation.steps.items() if state == "done"}
    consequences, wishes = assembling.consequences(told, profile), assembling.asks(told)
    steps = assembling.steps_taken(told, letters, done)
    return DossierContent(
        case="",
        profile=profile,
        lang=conversation.lang,
        time_zone="UTC",
        written_by=role,
        concerns="other" if role in FOR_OTHERS else "self",
        made_at=datetime.max.replace(tzinfo=ZoneInfo("UTC")),
        first=min(days, default=None),
        last=max((end for end in ends if end), default=None),
        synthesis=assembling.synthesis(entries, exhibits, consequences, steps, wishes),
        facts=tuple(entries),
        exhibits=tuple(exhibits),
        consequences=consequences,
        steps=steps,
        asks=wishes,
        accounts=assembling.accounts(entries, exhibits),
        gaps=assembling.gaps(entries, exhibits),
    )


def _letters(conversation: Conversation, library: Library) -> list[Taken]:
    """The letters that the person says they sent."""
    specs = library.letters.of(_slot(conversation, "country"))
    steps = {key: spec.step for key, spec in specs.items()}
    return [_letter(sent, steps.get(sent.key, ""), conversation.lang, library) for sent in conversation.letters]


def _letter(sent: SentLetter, step: str, lang: str, library: Library) -> Taken:
    title = library.texts.render(f"letter.{sent.key}.title", lang, "vous")
    known = library.texts.has(f"letters.way.{sent.way}", lang)
    way = library.texts.render(f"letters.way.{sent.way}", lang, "vous") if known else ""
    receipt = "" if sent.receipt == "skipped" else sent.receipt
    try:
        moment = assembling.said_day(date.fromisoformat(sent.sent_on))
    except ValueError:
        moment = Dated(words=sent.sent_on)
    return Taken(key=step, words="" if step else title, moment=moment, way=way, receipt=receipt)


def _slot(conversation: Conversation, name: str) -> str:
    slot = conversation.slots.get(name)
    return slot.value if slot and slot.value != "skipped" else ""


def _exhibit(item: Evidence, look: Look | None, told: Sequence[Fact], zone: ZoneInfo) -> Exhibit:
    look = look or Look()
    lines = _lines_of(item, told)
    came: HowItCame = "export" if item.kind != "note" and lines else item.came
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
        came=came,
        channel=item.channel,
        moment=_of_messenger(item, zone),
        captured=_of_file(look.taken, item, zone),
        sent_at=item.sent_at,
        received_at=item.received_at,
        author=Author(name=(item.origin.author or "") if item.origin else ""),
        hidden_author=item.origin is not None and item.origin.kind == "hidden_user",
        lines=lines,
        preview=look.preview,
        width=look.width,
        height=look.height,
        same_as=item.same_as,
        removed=item.removed,
    )


def _lines_of(item: Evidence, told: Sequence[Fact]) -> tuple[ChatLine, ...]:
    """The messages that the person chose from an exported chat, or forwarded."""
    own = [fact for fact in told if fact.lines and (item.number in fact.exhibits or _came_with(fact, item))]
    lines = {line.place: line for fact in own for line in fact.lines}
    return tuple(lines[place] for place in sorted(lines))


def _came_with(fact: Fact, item: Evidence) -> bool:
    return bool(item.message) and item.message in (fact.message, *fact.attached)


def _of_messenger(item: Evidence, zone: ZoneInfo) -> Dated:
    """The date of a forwarded message, as the messenger gives it; when a file was sent to us says nothing of it."""
    if item.origin is None or item.origin.date is None:
        return UNDATED
    at = item.origin.date.astimezone(zone)
    return Dated(day=at.date(), at=at, precision="minute", certainty="platform", ahead=at > item.received_at)


def _of_file(taken: str, item: Evidence, zone: ZoneInfo) -> Dated:
    """The moment that a camera wrote into its file; without an offset it is taken for the country's time."""
    if not taken:
        return UNDATED
    written = datetime.fromisoformat(taken)
    if written.tzinfo is None:
        at, sure = local_moment(written.date(), written.time(), zone)
    else:
        at, sure = written.astimezone(zone), True
    ahead = at > item.received_at
    return Dated(day=at.date(), at=at, precision="minute", about=not sure, certainty="file", ahead=ahead)


def _linked(exhibit: Exhibit, entries: Sequence[DossierFact]) -> Exhibit:
    numbers = tuple(entry.number for entry in entries if exhibit.number in entry.exhibits)
    platforms = tuple(dict.fromkeys(name for entry in entries if entry.number in numbers for name in entry.platforms))
    return exhibit.model_copy(update={"facts": numbers, "platforms": platforms})


def _custody(tx: Transaction, address: AddressRow, items: Sequence[Evidence]) -> list[CustodyLine]:
    by_id = {item.id: item for item in items}
    found = []
    for line in custody.lines(tx, address.person):
        item = by_id.get(line.evidence)
        sealed = _received(custody.details_of(tx, address.key, line)) if line.what == "received" else {}
        found.append(
            CustodyLine(
                number=line.number,
                at=moment(line.at),
                what=line.what,
                exhibit=item.number if item else 0,
                evidence=line.evidence,
                sha256=str(sealed.get("sha256", "")),
                size=int(sealed.get("size", 0)),
                previous=line.previous.hex(),
                hash=line.hash.hex(),
            )
        )
    return found


def _received(details: bytes) -> dict[str, int | str]:
    """What was recorded when an item came: it stays true of an item that is gone."""
    recorded: dict[str, int | str] = json.loads(details)
    return recorded
