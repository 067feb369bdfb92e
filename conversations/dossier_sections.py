"""The short sections of a dossier: what it does to the person, what was done, who is named, what it shows."""

from conversations.dossier import Account, DossierContent, Taken
from conversations.dossier_words import ALGORITHM, DossierWords, shortened, told
from conversations.sheet import Block, Bullets, Line, Paragraph, Section, Table

SHOWS = ("dossier.proves.yes.1", "dossier.proves.yes.2", "dossier.proves.yes.3")
SHOWS_NOT = ("dossier.proves.no.1", "dossier.proves.no.2", "dossier.proves.no.3")
STEPS = (1, 2.2, 1.6)
ACCOUNTS = (1, 2, 0.8, 0.8)


def consequences(words: DossierWords, content: DossierContent) -> Section:
    said = tuple(words.text("dossier.chronology.said", words=one.words) for one in content.consequences)
    note = Paragraph(text=words.text("dossier.consequences.note"), style="small")
    blocks = (note, Bullets(items=said)) if said else ()
    return Section(title=words.text("dossier.consequences"), blocks=blocks, fresh=True)


def steps(words: DossierWords, content: DossierContent) -> Section:
    title = words.text("dossier.steps")
    if not content.steps:
        return Section(title=title, blocks=())
    head = (words.text("dossier.steps.date"), words.text("dossier.steps.what"), words.text("dossier.steps.answer"))
    rows = tuple(_taken(words, one) for one in content.steps)
    return Section(title=title, blocks=(Table(head=head, widths=STEPS, rows=rows),))


def step_name(words: DossierWords, step: Taken) -> str:
    return words.step(step.key) if step.key else shortened(step.words)


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


def asks(words: DossierWords, content: DossierContent) -> Section:
    said = tuple(words.text("dossier.chronology.said", words=one.words) for one in content.asks)
    return Section(title=words.text("dossier.asks"), blocks=(Bullets(items=said),) if said else ())


def accounts(words: DossierWords, content: DossierContent) -> Section:
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
    return Section(title=title, blocks=(note, Table(head=head, widths=ACCOUNTS, rows=rows)))


def _account(words: DossierWords, account: Account) -> tuple[tuple[Line, ...], ...]:
    named = told(words.listed((account.handle, account.name)), "strong") + told(account.link, "small")
    return (
        told(words.platform(account.platform)),
        named,
        told(words.numbers(account.facts)),
        told(words.numbers(account.exhibits), "exhibits"),
    )


def gaps(words: DossierWords, content: DossierContent) -> Section:
    items = tuple(words.gap(gap.kind, gap.numbers) for gap in content.gaps)
    return Section(title=words.text("dossier.gaps"), blocks=(Bullets(items=items),) if items else ())


def register(words: DossierWords, content: DossierContent) -> Section:
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
    rows = tuple(
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


def proves(words: DossierWords, content: DossierContent) -> Section:
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
