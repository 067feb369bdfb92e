"""From the content of a dossier to its pages: which sections, for whom, in which words (procedures §8)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from conversations.dated import CERTAINTIES, UNDATED
from conversations.dossier import Account, DossierContent, DossierFact, Exhibit, Profile, Taken
from conversations.dossier_exhibits import exhibit_list, exhibit_page
from conversations.dossier_words import ALGORITHM, DossierWords, told
from conversations.sheet import Block, Bullets, Cover, Line, Pairs, Paragraph, Section, Sheet, Table
from conversations.texts import Catalogue

# So many exhibits stand in one file, so that it opens on a telephone and is set in little memory.
EXHIBITS_A_VOLUME = 100
# As many lines of the chronology and of the register.
LINES_A_VOLUME = 250
# What the one page of the synthesis holds of each kind.
LISTED = 8
LETTERS_OF_A_WISH = 180
SHOWS = ("dossier.proves.yes.1", "dossier.proves.yes.2", "dossier.proves.yes.3")
SHOWS_NOT = ("dossier.proves.no.1", "dossier.proves.no.2", "dossier.proves.no.3")
WIDTHS = {"chronology": (0, 1.25, 1.2, 2.3, 0.6), "steps": (1, 2.2, 1.6), "accounts": (1, 2, 0.8, 0.8)}

Rows = tuple[tuple[tuple[Line, ...], ...], ...]


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
        (words.text("dossier.synthesis.where"), _some(words, (*map(words.platform, short.platforms), *short.where))),
        (
            words.text("dossier.synthesis.effects"),
            _some(words, (words.known(f"dossier.effect.{one}") for one in short.effects)),
        ),
        (words.text("dossier.synthesis.steps"), _some(words, (_step_name(words, one) for one in content.steps))),
        (words.text("dossier.synthesis.asks"), _some(words, map(_shortened, short.asks))),
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


def _shortened(text: str) -> str:
    return text if len(text) <= LETTERS_OF_A_WISH else text[:LETTERS_OF_A_WISH].rsplit(" ", 1)[0] + " […]"


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
    table = Table(head=head, widths=WIDTHS["chronology"], rows=rows)
    return Section(title=title, blocks=(table, *_legend(words)), fresh=True)


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
    lines = told(words.listed((*map(words.platform, fact.platforms), *fact.where)))
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
    if fact.witnesses:
        lines += told(words.text("dossier.chronology.witnesses", witnesses=words.listed(fact.witnesses)), "small")
    if fact.effects:
        effects = words.listed(words.known(f"dossier.effect.{one}") for one in fact.effects)
        lines += told(words.text("dossier.chronology.effects", effects=effects), "small")
    if fact.reports:
        lines += told(words.text("dossier.chronology.reports", reports=words.listed(fact.reports)), "small")
    if fact.told_at is not None:
        day, clock = words.moment(fact.told_at)
        lines += told(words.text("dossier.chronology.told", day=day, hour=clock), "small")
    return lines


def _exhibits(words: DossierWords, part: Sequence[Exhibit], pictures: bool) -> tuple[Block, ...]:
    if not part:
        return ()
    note = words.text("dossier.exhibits.note") if pictures else words.text("dossier.exhibits.hidden")
    pages = (exhibit_page(words, exhibit, pictures) for exhibit in part)
    return (Paragraph(text=note, style="small"), exhibit_list(words, part), *pages)


def _consequences(words: DossierWords, content: DossierContent) -> Section:
    said = tuple(words.text("dossier.chronology.said", words=one.words) for one in content.consequences)
    note = Paragraph(text=words.text("dossier.consequences.note"), style="small")
    blocks = (note, Bullets(items=said)) if said else ()
    return Section(title=words.text("dossier.consequences"), blocks=blocks, fresh=True)


def _steps(words: DossierWords, content: DossierContent) -> Section:
    title = words.text("dossier.steps")
    if not content.steps:
        return Section(title=title, blocks=())
    head = (words.text("dossier.steps.date"), words.text("dossier.steps.what"), words.text("dossier.steps.answer"))
    rows = tuple(_taken(words, one) for one in content.steps)
    return Section(title=title, blocks=(Table(head=head, widths=WIDTHS["steps"], rows=rows),))


def _step_name(words: DossierWords, step: Taken) -> str:
    return words.step(step.key) if step.key else _shortened(step.words)


def _taken(words: DossierWords, step: Taken) -> tuple[tuple[Line, ...], ...]:
    what = told(words.step(step.key)) if step.key else ()
    if step.words:
        what += told(words.text("dossier.chronology.said", words=step.words), "quote")
    if step.to:
        what += told(words.text("dossier.steps.to", to=step.to), "small")
    if step.way:
        what += told(words.text("dossier.steps.way", way=step.way), "small")
    if step.receipt:
        what += told(words.text("dossier.steps.receipt", receipt=step.receipt), "small")
    answer = told(step.answer) or told(words.text("dossier.steps.no_answer"), "small")
    return (words.date_lines(step.moment), what, answer)


def _asks(words: DossierWords, content: DossierContent) -> Section:
    said = tuple(words.text("dossier.chronology.said", words=one.words) for one in content.asks)
    return Section(title=words.text("dossier.asks"), blocks=(Bullets(items=said),) if said else ())


def _accounts(words: DossierWords, content: DossierContent) -> Section:
    title = words.text("dossier.accounts")
    if not content.accounts:
        return Section(title=title, blocks=())
    head = (
        words.text("dossier.accounts.platform"),
        words.text("dossier.accounts.account"),
        words.text("dossier.accounts.facts"),
        words.text("dossier.accounts.exhibits"),
    )
    rows = tuple(_account(words, one) for one in content.accounts)
    note = Paragraph(text=words.text("dossier.accounts.note"), style="small")
    return Section(title=title, blocks=(note, Table(head=head, widths=WIDTHS["accounts"], rows=rows)))


def _account(words: DossierWords, account: Account) -> tuple[tuple[Line, ...], ...]:
    named = told(words.listed((account.handle, account.name)), "strong") + told(account.link, "small")
    return (
        told(words.platform(account.platform)),
        named,
        told(words.numbers(account.facts)),
        told(words.numbers(account.exhibits), "exhibits"),
    )


def _gaps(words: DossierWords, content: DossierContent) -> Section:
    items = tuple(words.gap(gap.kind, gap.numbers) for gap in content.gaps)
    return Section(title=words.text("dossier.gaps"), blocks=(Bullets(items=items),) if items else ())


def _register(words: DossierWords, content: DossierContent) -> Section:
    note = Paragraph(text=words.text("dossier.register.note", algorithm=ALGORITHM), style="small")
    head = (words.text("dossier.register.exhibit"), words.text("dossier.register.hash", algorithm=ALGORITHM))
    rows = tuple(
        (told(str(one.number), "exhibits"), told(one.sha256, "code")) for one in content.exhibits if one.sha256
    )
    blocks: tuple[Block, ...] = (note, Table(head=head, widths=(0, 1), rows=rows)) if rows else ()
    chain = _chain(words, content) if blocks else ()
    return Section(title=words.text("dossier.register"), blocks=(*blocks, *chain), fresh=True)


def _chain(words: DossierWords, content: DossierContent) -> tuple[Block, ...]:
    if not content.custody:
        return ()
    head = (
        words.text("dossier.register.line"),
        words.text("dossier.register.at"),
        words.text("dossier.register.what"),
        words.text("dossier.register.exhibit"),
        words.text("dossier.register.hash", algorithm=ALGORITHM),
    )
    rows: Rows = tuple(
        (
            told(str(line.number)),
            told(f"{line.at:%Y-%m-%d %H:%M:%S}"),
            told(words.custody(line.what)),
            told(str(line.exhibit) if line.exhibit else "", "exhibits"),
            told(line.hash[:32] + "\n" + line.hash[32:], "code"),
        )
        for line in content.custody
    )
    title = Paragraph(text=words.text("dossier.register.chain"), style="strong")
    return (title, Table(head=head, widths=(0, 1.1, 0.8, 0, 2), rows=rows))


def _proves(words: DossierWords, content: DossierContent) -> Section:
    first = "dossier.proves.first.be" if content.country == "BE" else "dossier.proves.first"
    blocks = (
        Paragraph(text=words.said(first)),
        Paragraph(text=words.text("dossier.proves.yes"), style="strong"),
        Bullets(items=tuple(map(words.said, SHOWS))),
        Paragraph(text=words.text("dossier.proves.no"), style="strong"),
        Bullets(items=tuple(map(words.said, SHOWS_NOT))),
        Paragraph(text=words.text("dossier.proves.next")),
    )
    return Section(title=words.text("dossier.proves"), blocks=blocks)


SECTIONS: Mapping[str, Callable[[DossierWords, DossierContent], Section]] = {
    "synthesis": _synthesis,
    "chronology": _chronology,
    "consequences": _consequences,
    "steps": _steps,
    "asks": _asks,
    "accounts": _accounts,
    "gaps": _gaps,
    "register": _register,
    "proves": _proves,
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
