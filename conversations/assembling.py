"""The rest of a dossier, worked out from its chronology: synthesis, consequences, steps, accounts, what is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from conversations.chronology import agree
from conversations.dated import UNDATED, Dated
from conversations.dossier import Account, Author, DossierFact, Exhibit, Gap, Profile, Synthesis, Taken, Telling
from conversations.telling import Fact

T = TypeVar("T")
# Who may read how the person feels where a danger was heard: those who help, and never a school or a platform.
HELPERS: frozenset[Profile] = frozenset({"complete", "line"})
PRIVATE: frozenset[Profile] = frozenset({"platform"})


def consequences(facts: Iterable[Fact], profile: Profile) -> tuple[Telling, ...]:
    """What it does to the person, in their words."""
    if profile in PRIVATE:
        return ()
    wanted = {"effect", "state"} if profile in HELPERS else {"effect"}
    return tuple(
        Telling(words=fact.words, kinds=fact.effects, told_at=fact.told_at)
        for fact in facts
        if wanted.intersection(fact.tells)
    )


def asks(facts: Iterable[Fact]) -> tuple[Telling, ...]:
    """What the person asks for, in their words."""
    return tuple(Telling(words=fact.words, told_at=fact.told_at) for fact in facts if "ask" in fact.tells)


def steps_taken(facts: Iterable[Fact], letters: Sequence[Taken], done: Mapping[str, date | None]) -> tuple[Taken, ...]:
    """Steps that were told, letters that left, then what was only marked as done: key of the step → day, if known."""
    # A step that is told twice stays twice: they may have gone to the school again.
    told = [Taken(key=key, words=fact.words, moment=_first(fact.when)) for fact in facts for key in fact.steps]
    named = {taken.key for taken in (*told, *letters)}
    marked = (Taken(key=key, moment=said_day(day)) for key, day in done.items() if key not in named)
    return (*told, *letters, *marked)


def said_day(day: date | None) -> Dated:
    """A day that the person said."""
    return UNDATED if day is None else Dated(day=day, precision="day", certainty="declared")


def accounts(facts: Sequence[DossierFact], exhibits: Sequence[Exhibit]) -> tuple[Account, ...]:
    """Every account that is named or linked, with where it stands."""
    found: dict[tuple[str, str], Account] = {}
    for author, platforms, fact_number, exhibit_number in _named(facts, exhibits):
        if not (author.handle or author.link):
            continue
        key = (author.handle.casefold(), author.link)
        known = found.get(key, Account(handle=author.handle, name=author.name, link=author.link))
        found[key] = known.model_copy(
            update={
                "platform": known.platform or (platforms[0] if len(platforms) == 1 else ""),
                "facts": _with(known.facts, fact_number),
                "exhibits": _with(known.exhibits, exhibit_number),
            }
        )
    return tuple(found.values())


def _named(
    facts: Sequence[DossierFact], exhibits: Sequence[Exhibit]
) -> Iterator[tuple[Author, tuple[str, ...], int, int]]:
    for fact in facts:
        for author in fact.authors:
            yield author, fact.platforms, fact.number, 0
    for exhibit in exhibits:
        yield exhibit.author, exhibit.platforms, 0, exhibit.number


def _with(numbers: tuple[int, ...], number: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*numbers, number))) if number else numbers


def gaps(facts: Sequence[DossierFact], exhibits: Sequence[Exhibit]) -> tuple[Gap, ...]:
    """What is missing or does not agree, so that a silence is not taken for an answer."""
    kept = [exhibit for exhibit in exhibits if not exhibit.removed]
    found = (
        Gap(kind="undated_fact", numbers=tuple(f.number for f in facts if f.moment.day is None and not f.exhibits)),
        Gap(kind="undated_exhibit", numbers=tuple(e.number for e in kept if e.moment.day is None)),
        Gap(kind="no_author", numbers=tuple(f.number for f in facts if not f.authors)),
        Gap(
            kind="no_link",
            numbers=tuple(f.number for f in facts if f.platforms and not any(a.link for a in f.authors)),
        ),
        Gap(
            kind="contradiction",
            numbers=tuple(f.number for f in facts if any(not agree(f.moment, other) for other in f.others)),
        ),
        Gap(kind="ahead", numbers=tuple(f.number for f in facts if f.moment.ahead)),
        Gap(kind="removed", numbers=tuple(e.number for e in exhibits if e.removed)),
    )
    return tuple(gap for gap in found if gap.numbers)


def synthesis(
    facts: Sequence[DossierFact],
    exhibits: Sequence[Exhibit],
    told: Sequence[Telling],
    steps: Sequence[Taken],
    wishes: Sequence[Telling],
) -> Synthesis:
    """The figures of the one page."""
    return Synthesis(
        authors=_union([fact.authors for fact in facts]),
        kinds=_union([fact.kinds for fact in facts]),
        since=since(facts),
        facts=len(facts),
        exhibits=len(exhibits),
        platforms=_union([fact.platforms for fact in facts]),
        where=_union([fact.where for fact in facts]),
        effects=_union([telling.kinds for telling in told]),
        steps=len(steps),
        asks=tuple(telling.words for telling in wishes),
    )


def since(facts: Sequence[DossierFact]) -> Dated:
    """When it began, as far as it was told: what goes on since then first, otherwise the first dated fact."""
    dated = [fact.moment for fact in facts if fact.moment.day is not None and not fact.moment.ahead]
    ongoing = [moment for moment in dated if moment.ongoing]
    return next(iter(ongoing or dated), UNDATED)


def _first(when: Sequence[Dated]) -> Dated:
    return when[0] if when else UNDATED


def _union(groups: Iterable[Sequence[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(one for group in groups for one in group))
