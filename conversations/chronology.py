"""From what was told and sent to one order of events: what belongs together, when it was, what does not agree."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.dated import CERTAINTIES, UNDATED, Certainty, Dated
from conversations.dossier import Author, ChatLine, DossierFact, Exhibit
from conversations.telling import Fact

# Words that follow an act within this time are about it.
SAME_TELLING = timedelta(hours=24)
# Where a part of the day stands among hours, for the order alone.
PART_HOURS = {"morning": 8, "noon": 12, "afternoon": 15, "evening": 20, "night": 23}
LINES: Mapping[str, Certainty] = {"lines": "file", "forwarded": "platform"}


@dataclass(slots=True)
class Entry:
    """An entry while it is put together."""

    told: Fact
    when: list[Dated] = field(default_factory=list)
    others: list[Dated] = field(default_factory=list)
    then: list[str] = field(default_factory=list)
    before: tuple[str, ...] = ()
    exhibits: tuple[int, ...] = ()
    lines: tuple[ChatLine, ...] = ()


def dated_exhibits(exhibits: Iterable[Exhibit], facts: Sequence[Fact]) -> list[Exhibit]:
    """The exhibits with the dates that were read on them or said of them. The messenger's own date stays the first;
    otherwise the last word counts, and every other date is shown beside it."""
    return [_dated(exhibit, [fact for fact in facts if exhibit.number in fact.exhibits]) for exhibit in exhibits]


def _dated(exhibit: Exhibit, about: Sequence[Fact]) -> Exhibit:
    named = [author for fact in about if "who" in fact.tells for author in fact.authors]
    if named and exhibit.author == Author():
        exhibit = exhibit.model_copy(update={"author": named[-1]})
    found = [dated for fact in about if {"reading", "when"}.intersection(fact.tells) for dated in fact.when]
    candidates = _distinct([dated for dated in (exhibit.moment, *reversed(found)) if dated != UNDATED])
    if not candidates:
        return exhibit.model_copy(update={"moment": exhibit.captured})
    return exhibit.model_copy(update={"moment": candidates[0], "others": tuple(candidates[1:])})


def chronology(facts: Sequence[Fact], exhibits: Sequence[Exhibit], sources: Mapping[int, str], zone: ZoneInfo) -> list[
    DossierFact
]:  # fmt: skip
    """Every event in its order, numbered from 1; what nobody dated stands at the end.

    `facts` in the order of the telling, `exhibits` with their dates; `sources`: number → message it came with.
    """
    latest, before = _versions(facts)
    entries = list(_events(latest, before, exhibits, sources, zone))
    known = {number for entry in entries for number in entry.exhibits}
    entries += [_of_exhibit(exhibit) for exhibit in exhibits if exhibit.number not in known]
    by_number = {exhibit.number: exhibit for exhibit in exhibits}
    shown = [one for entry in entries for one in _finished(entry, by_number)]
    shown.sort(key=lambda one: _order(one.moment, one.told_at, zone))
    return [one.model_copy(update={"number": place}) for place, one in enumerate(shown, start=1)]


def _versions(facts: Sequence[Fact]) -> tuple[list[Fact], dict[str, tuple[str, ...]]]:
    """The last wording of each message, in the place of the first, and its earlier wordings."""
    latest: dict[tuple[str, int], Fact] = {}
    before: dict[str, tuple[str, ...]] = {}
    for place, fact in enumerate(facts):
        if "reading" in fact.tells:
            continue
        earlier = next((key for key in latest if fact.edited and fact.message and key[0] == fact.message), None)
        if earlier is None:
            latest[fact.message, place] = fact
            continue
        old = latest[earlier]
        before[fact.message] = (*before.get(fact.message, ()), old.words)
        # What the messenger says of the time of an edited message is the time of the first.
        latest[earlier] = fact.model_copy(update={"told_at": old.told_at, "attached": old.attached or fact.attached})
    return list(latest.values()), before


def _events(
    facts: Sequence[Fact],
    before: Mapping[str, tuple[str, ...]],
    exhibits: Sequence[Exhibit],
    sources: Mapping[int, str],
    zone: ZoneInfo,
) -> Iterator[Entry]:
    numbers = [exhibit.number for exhibit in exhibits]
    waiting: list[Fact] = []
    last: Entry | None = None
    for fact in facts:
        linked = _linked(fact, numbers, sources)
        if set(LINES).intersection(fact.tells):
            yield from _by_day(fact, linked, zone)
        elif "event" in fact.tells or (linked and fact.attached):
            last = Entry(fact, list(fact.when), before=before.get(fact.message, ()), exhibits=linked)
            _add_waiting(last, waiting)
            waiting = []
            yield last
        elif {"when", "more", "who", "where"}.intersection(fact.tells) and not linked:
            if last is not None and fact.told_at - last.told.told_at <= SAME_TELLING and _goes_with(last, fact):
                _add(last, fact)
            else:
                waiting.append(fact)
    for fact in waiting:
        if fact.when or "more" in fact.tells:
            yield Entry(fact, list(fact.when), before=before.get(fact.message, ()))


def _linked(fact: Fact, numbers: Sequence[int], sources: Mapping[int, str]) -> tuple[int, ...]:
    """The exhibits that came with these words, or that they name."""
    own = {*fact.attached, fact.message} - {""}
    came = [number for number in numbers if sources.get(number) in own]
    return tuple(dict.fromkeys([*came, *(number for number in fact.exhibits if number in numbers)]))


def _goes_with(entry: Entry, fact: Fact) -> bool:
    """A second date is about the same act only where it takes the first one back, or says since when."""
    return not fact.when or not entry.when or fact.corrects or all(dated.ongoing for dated in fact.when)


def _add_waiting(entry: Entry, waiting: Sequence[Fact]) -> None:
    for fact in waiting:
        if entry.told.told_at - fact.told_at <= SAME_TELLING and _goes_with(entry, fact):
            _add(entry, fact)


def _add(entry: Entry, fact: Fact) -> None:
    if fact.corrects and entry.when:
        entry.others += entry.when
        entry.when = list(fact.when)
    elif not entry.when:
        entry.when = list(fact.when)
    entry.then.append(fact.words)
    merged = {
        name: tuple(dict.fromkeys((*getattr(entry.told, name), *getattr(fact, name))))
        for name in ("authors", "where", "platforms", "witnesses")
    }
    entry.told = entry.told.model_copy(update=merged)


def _by_day(fact: Fact, linked: tuple[int, ...], zone: ZoneInfo) -> Iterator[Entry]:
    """Messages of others, one entry for each day on which they were written."""
    [certainty] = [LINES[one] for one in fact.tells if one in LINES]
    days: dict[date | None, list[ChatLine]] = {}
    for line in fact.lines:
        days.setdefault(line.at.astimezone(zone).date() if line.at else None, []).append(line)
    for day, lines in days.items():
        at = min((line.at for line in lines if line.at), default=None)
        when = [] if at is None else [Dated(day=day, at=at.astimezone(zone), precision="minute", certainty=certainty)]
        shown = fact.model_copy(update={"words": fact.words if len(days) == 1 else ""})
        yield Entry(shown, when, exhibits=linked, lines=tuple(lines))


def _of_exhibit(exhibit: Exhibit) -> Entry:
    """An exhibit that no words go with stands by itself."""
    authors = (exhibit.author,) if any(exhibit.author.model_dump().values()) else ()
    told = Fact(
        told_at=exhibit.received_at,
        words=exhibit.caption,
        tells=(),
        authors=authors,
        platforms=exhibit.platforms,
    )
    return Entry(told, exhibits=(exhibit.number,), lines=exhibit.lines)


def _finished(entry: Entry, exhibits: Mapping[int, Exhibit]) -> Iterator[DossierFact]:
    """One entry for each date: an act that was done on Monday and on Wednesday stands twice, in the same words."""
    shown = [exhibits[number].moment for number in entry.exhibits if exhibits[number].moment != UNDATED]
    others = [*entry.others, *(dated for number in entry.exhibits for dated in exhibits[number].others)]
    dates = _distinct(entry.when)
    if shown and not entry.lines:
        strongest = min(shown, key=lambda dated: CERTAINTIES.index(dated.certainty))
        others += [dated for dated in dates if not agree(dated, strongest)]
        others += [dated for dated in shown if not agree(dated, strongest)]
        dates = [strongest]
    for dated in dates or [UNDATED]:
        yield _one(
            entry, dated, [other for other in _distinct(others) if not _same(other, dated)], _authors(entry, exhibits)
        )


def _one(entry: Entry, moment: Dated, others: Sequence[Dated], authors: tuple[Author, ...]) -> DossierFact:
    told = entry.told
    return DossierFact(
        number=0,
        moment=moment,
        others=tuple(others),
        platforms=told.platforms,
        authors=authors,
        kinds=told.kinds,
        words=told.words,
        where=told.where,
        witnesses=told.witnesses,
        effects=told.effects,
        reports=tuple(step for step in told.steps if step == "report_platform"),
        exhibits=entry.exhibits,
        told_at=told.told_at,
        message=told.message,
        then=tuple(entry.then),
        before=entry.before,
        lines=entry.lines,
    )


def _authors(entry: Entry, exhibits: Mapping[int, Exhibit]) -> tuple[Author, ...]:
    """Those that were told; of messages of others, those that the messenger names, or whom the person named since."""
    if entry.told.authors or not entry.lines:
        return entry.told.authors
    named = tuple(exhibits[number].author for number in entry.exhibits if exhibits[number].author != Author())
    return tuple(_authors_of(entry.lines)) or named


def _authors_of(lines: Iterable[ChatLine]) -> Iterator[Author]:
    for name in dict.fromkeys(line.author for line in lines if line.author):
        yield Author(name=name)


def agree(one: Dated, other: Dated) -> bool:
    """Whether two dates can be of the same moment: their stretches meet."""
    if one.day is None or other.day is None or one.ongoing or other.ongoing:
        return True
    return one.day <= (other.until or other.day) and other.day <= (one.until or one.day)


def _same(one: Dated, other: Dated) -> bool:
    return (one.day, one.until, one.at) == (other.day, other.until, other.at)


def _distinct(dates: Iterable[Dated]) -> list[Dated]:
    found: list[Dated] = []
    for dated in dates:
        if not any(_same(dated, other) for other in found):
            found.append(dated)
    return found


def _order(moment: Dated, told_at: datetime | None, zone: ZoneInfo) -> tuple[bool, datetime, datetime]:
    """Where an entry stands: by what it shows, then by when it was told; the undated at the end."""
    told = told_at or datetime.max.replace(tzinfo=UTC)
    if moment.at is not None:
        return False, moment.at, told
    if moment.day is None:
        return True, told, told
    return False, datetime.combine(moment.day, time(PART_HOURS.get(moment.part, 0)), zone), told
