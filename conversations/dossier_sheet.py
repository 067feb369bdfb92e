"""From the content of a dossier to its pages: which sections, for whom, in which words (procedures §8)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from conversations.dated import CERTAINTIES, UNDATED
from conversations.dossier import DossierContent, DossierFact, Exhibit, Profile
from conversations.dossier_exhibits import exhibit_list, exhibit_page
from conversations.dossier_sections import (
    accounts,
    asks,
    consequences,
    gaps,
    proves,
    register,
    step_name,
    steps,
)
from conversations.dossier_words import DossierWords, shortened, told
from conversations.sheet import Block, Cover, Line, Pairs, Paragraph, Section, Sheet, Table
from conversations.texts import Catalogue

# So many exhibits stand in one file, so that it opens on a telephone and is set in little memory.
EXHIBITS_A_VOLUME = 100
# So many messages of others stand in one entry; the exhibit has them all.
LINES_OF_A_FACT = 12
# As many lines of the chronology and of the register.
LINES_A_VOLUME = 250
# What the one page of the synthesis holds of each kind.
LISTED = 8
WIDTHS = (0, 1.25, 1.2, 2.3, 0.6)


def volumes(content: DossierContent) -> int:
    """How many files the dossier takes."""
    parts = (
        -(-len(content.exhibits) // EXHIBITS_A_VOLUME),
        -(-len(content.facts) // LINES_A_VOLUME),
        -(-len(content.custody) // LINES_A_VOLUME),
    )
    return max(1, *parts)


def sheets(
    content: DossierContent, texts: Catalogue, platform: Callable[[str], str], *, pictures: bool = True
) -> Iterator[Sheet]:
    """The files of a dossier, in order, each made when it is asked for. What is long goes on from one to the next.

    Without `pictures` the exhibits are described and not shown. Raises ContentError where the pack lacks a text.
    """
    words = DossierWords(content, texts, platform)
    for volume in range(1, volumes(content) + 1):
        part = _part(content, volume)
        sections = {name: make(words, part) for name, make in SECTIONS.items() if _stands(name, content, volume)}
        pages = _exhibits(words, part.exhibits, pictures)
        sections["exhibits"] = Section(title=words.text("dossier.exhibits"), blocks=pages, fresh=True)
        ordered = [sections[name] for name in ORDER[content.profile] if name in sections and sections[name].blocks]
        yield _sheet(words, content, volume, ordered)


def _part(content: DossierContent, volume: int) -> DossierContent:
    """What of the long lists stands in one volume."""
    exhibits = slice((volume - 1) * EXHIBITS_A_VOLUME, volume * EXHIBITS_A_VOLUME)
    lines = slice((volume - 1) * LINES_A_VOLUME, volume * LINES_A_VOLUME)
    parts = {
        "exhibits": content.exhibits[exhibits],
        "facts": content.facts[lines],
        "custody": content.custody[lines],
    }
    return content.model_copy(update=parts)


def _stands(name: str, content: DossierContent, volume: int) -> bool:
    """Everything stands in the first volume; in the next ones what goes on."""
    if volume == 1:
        return True
    return name == "register" or (name == "chronology" and len(content.facts) > (volume - 1) * LINES_A_VOLUME)


def _sheet(words: DossierWords, content: DossierContent, volume: int, sections: Sequence[Section]) -> Sheet:
    running = words.text("dossier.running", case=content.case)
    if volumes(content) > 1:
        running = words.text("dossier.running_volume", case=content.case, volume=volume)
    return Sheet(
        lang=words.lang,
        title=words.text("dossier.title"),
        made_at=content.made_at,
        running=running,
        foot=words.text("dossier.foot"),
        page_of=words.text("dossier.page_of", page="{page}", pages="{pages}"),
        cover=_cover(words, content, volume),
        sections=tuple(sections),
    )


def _cover(words: DossierWords, content: DossierContent, volume: int) -> Cover:
    subtitle = words.text("dossier.subtitle")
    part = _part(content, volume).exhibits
    if volumes(content) > 1 and part:
        slots: dict[str, str | int] = {"volume": volume, "volumes": volumes(content)}
        slots |= {"first": part[0].number, "last": part[-1].number}
        subtitle = words.text("dossier.subtitle_volume", **slots)
    return Cover(
        title=words.text("dossier.title"),
        subtitle=subtitle,
        pairs=_about(words, content),
        note=words.text("dossier.cover.note"),
        contents=words.text("dossier.contents"),
    )


def _about(words: DossierWords, content: DossierContent) -> tuple[tuple[str, str], ...]:
    day, clock = words.moment(content.made_at)
    rows = (
        (words.text("dossier.cover.case"), content.case),
        (words.text("dossier.cover.period"), _period(words, content)),
        (words.text("dossier.cover.country"), words.country(content.country)),
        (words.text("dossier.cover.written_by"), words.known(f"dossier.by.{content.written_by}")),
        (words.text("dossier.cover.for"), words.known(f"dossier.for.{content.profile}")),
        (words.text("dossier.cover.made"), words.text("dossier.cover.made_text", day=day, hour=clock)),
        (words.text("dossier.cover.zone"), words.text("dossier.cover.zone_text", zone=content.time_zone)),
        (words.text("dossier.cover.version"), words.text("dossier.cover.version_text", version=content.version)),
    )
    return tuple((name, value) for name, value in rows if value)


def _period(words: DossierWords, content: DossierContent) -> str:
    if content.first is None or content.last is None:
        return words.text("dossier.cover.period_unknown")
    if content.first == content.last:
        return words.text("dossier.cover.period_day", first=words.day(content.first))
    return words.text("dossier.cover.period_text", first=words.day(content.first), last=words.day(content.last))


def _synthesis(words: DossierWords, content: DossierContent) -> Section:
    short = content.synthesis
    counts = words.text(
        "dossier.synthesis.count_text",
        facts=words.text("dossier.synthesis.facts", count=short.facts),
        exhibits=words.text("dossier.synthesis.exhibits", count=short.exhibits),
    )
    who = _some(words, map(words.author, short.authors)) or words.text("dossier.synthesis.who_unknown")
    rows = [
        (words.text("dossier.synthesis.who"), who),
        (
            words.text("dossier.synthesis.what"),
            _some(words, (words.known(f"dossier.kind.{kind}") for kind in short.kinds)),
        ),
        (words.text("dossier.synthesis.since"), words.dated(short.since) if short.since != UNDATED else ""),
        (words.text("dossier.synthesis.count"), counts),
        (
            words.text("dossier.synthesis.where"),
            _some(words, (*map(words.platform, short.platforms), *map(words.place, short.where))),
        ),
        (
            words.text("dossier.synthesis.effects"),
            _some(words, (words.effect(one) for one in short.effects)),
        ),
        (words.text("dossier.synthesis.steps"), _some(words, (step_name(words, one) for one in content.steps))),
        (words.text("dossier.synthesis.asks"), _some(words, map(shortened, short.asks))),
    ]
    shown = Pairs(rows=tuple((name, value) for name, value in rows if value))
    note = Paragraph(text=words.text("dossier.synthesis.note"), style="small")
    return Section(title=words.text("dossier.synthesis"), blocks=(shown, note), fresh=True)


def _some(words: DossierWords, names: Iterable[str]) -> str:
    """The first of them, and how many more there are."""
    known = list(dict.fromkeys(name for name in names if name))
    if len(known) <= LISTED:
        return ", ".join(known)
    return ", ".join([*known[:LISTED], words.text("dossier.synthesis.more", count=len(known) - LISTED)])


def _chronology(words: DossierWords, content: DossierContent) -> Section:
    head = (
        words.text("dossier.chronology.number"),
        words.text("dossier.chronology.date"),
        words.text("dossier.chronology.where"),
        words.text("dossier.chronology.what"),
        words.text("dossier.chronology.exhibits"),
    )
    rows = tuple(_fact(words, fact) for fact in content.facts)
    title = words.text("dossier.chronology")
    if not rows:
        return Section(title=title, blocks=(Paragraph(text=words.text("dossier.none")),), fresh=True)
    table = Table(head=head, widths=WIDTHS, rows=rows)
    return Section(title=title, blocks=(*_legend(words), table), fresh=True)


def _legend(words: DossierWords) -> tuple[Block, ...]:
    rows = tuple(
        (words.known(f"dossier.certainty.{one}"), words.known(f"dossier.certainty_plain.{one}")) for one in CERTAINTIES
    )
    return (Paragraph(text=words.text("dossier.legend"), style="strong"), Pairs(rows=rows))


def _fact(words: DossierWords, fact: DossierFact) -> tuple[tuple[Line, ...], ...]:
    dates = words.date_lines(fact.moment)
    for other in fact.others:
        dates += told(words.text("dossier.chronology.other", date=words.dated(other)), "small")
    return (
        told(str(fact.number), "strong"),
        dates,
        _where(words, fact),
        _what(words, fact),
        told(words.numbers(fact.exhibits), "exhibits"),
    )


def _where(words: DossierWords, fact: DossierFact) -> tuple[Line, ...]:
    lines = told(words.listed((*map(words.platform, fact.platforms), *map(words.place, fact.where))))
    for author in fact.authors:
        named = words.author(author)
        if named:
            lines += told(words.text("dossier.chronology.presumed", author=named), "small")
        if author.link and author.link != named:
            lines += told(words.text("dossier.chronology.link", link=author.link), "small")
    return lines


def _what(words: DossierWords, fact: DossierFact) -> tuple[Line, ...]:
    lines = told(words.listed(words.known(f"dossier.kind.{kind}") for kind in fact.kinds), "strong")
    if fact.words:
        lines += told(words.text("dossier.chronology.said", words=fact.words), "quote")
    lines += _more_words(words, fact)
    if not lines and fact.exhibits:
        lines = told(words.text("dossier.chronology.see"))
    if fact.witnesses:
        lines += told(words.text("dossier.chronology.witnesses", witnesses=words.listed(fact.witnesses)), "small")
    if fact.effects:
        effects = words.listed(words.effect(one) for one in fact.effects)
        lines += told(words.text("dossier.chronology.effects", effects=effects), "small")
    if fact.reports:
        lines += told(
            words.text("dossier.chronology.reports", reports=words.listed(map(words.step, fact.reports))), "small"
        )
    if fact.told_at is not None:
        day, clock = words.moment(fact.told_at)
        lines += told(words.text("dossier.chronology.told", day=day, hour=clock), "small")
    return lines


def _more_words(words: DossierWords, fact: DossierFact) -> tuple[Line, ...]:
    """What others wrote, what was added afterwards, and how it was worded before."""
    lines = tuple(part for line in fact.lines[:LINES_OF_A_FACT] for part in words.chat(line))
    if (left := len(fact.lines) - LINES_OF_A_FACT) > 0:
        lines += told(words.text("dossier.exhibit.lines_more", count=left), "small")
    for added in fact.then:
        lines += told(words.text("dossier.chronology.then", words=added), "quote")
    for worded in fact.before:
        lines += told(words.text("dossier.chronology.before", words=worded), "small")
    return lines


def _exhibits(words: DossierWords, part: Sequence[Exhibit], pictures: bool) -> tuple[Block, ...]:
    if not part:
        return ()
    note = words.text("dossier.exhibits.note") if pictures else words.text("dossier.exhibits.hidden")
    pages = (exhibit_page(words, exhibit, pictures) for exhibit in part)
    return (Paragraph(text=note, style="small"), exhibit_list(words, part), *pages)


SECTIONS: Mapping[str, Callable[[DossierWords, DossierContent], Section]] = {
    "synthesis": _synthesis,
    "chronology": _chronology,
    "consequences": consequences,
    "steps": steps,
    "asks": asks,
    "accounts": accounts,
    "gaps": gaps,
    "register": register,
    "proves": proves,
}
# Each reader gets what they need and nothing of others beyond it (safety §5).
ORDER: Mapping[Profile, tuple[str, ...]] = {
    "complete": (
        *("synthesis", "chronology", "exhibits", "consequences", "steps", "asks"),
        *("accounts", "gaps", "proves", "register"),
    ),
    "school": ("synthesis", "chronology", "exhibits", "consequences", "steps", "asks", "proves", "register"),
    "line": ("synthesis", "accounts", "chronology", "exhibits", "steps", "asks", "proves", "register"),
    "platform": ("accounts", "chronology", "exhibits", "proves", "register"),
}
