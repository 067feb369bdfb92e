"""The exhibits of a dossier: a list of all, and for each what is known of it, its words and its picture."""

from collections.abc import Sequence

from conversations.dated import UNDATED
from conversations.dossier import Exhibit
from conversations.dossier_words import ALGORITHM, DossierWords, told
from conversations.sheet import Exhibit as Page
from conversations.sheet import Line, Table

# Beyond these a long discussion stands in its original file alone.
LINES_SHOWN = 400
LETTERS_OF_A_NAME = 80


def exhibit_list(words: DossierWords, exhibits: Sequence[Exhibit]) -> Table:
    """Number, date and kind of each, so that one is found."""
    head = (
        words.text("dossier.exhibits.number"),
        words.text("dossier.exhibits.date"),
        words.text("dossier.exhibits.what"),
    )
    rows = tuple(
        (told(str(one.number), "exhibits"), told(words.dated(one.moment)), _described(words, one)) for one in exhibits
    )
    return Table(head=head, widths=(0, 1, 2), rows=rows)


def exhibit_page(words: DossierWords, exhibit: Exhibit, pictures: bool) -> Page:
    """One exhibit; its `alt` is filled where a picture of it may stand there."""
    shown = (
        pictures
        and not (exhibit.removed or exhibit.same_as)
        and (exhibit.mime.startswith("image/") or bool(exhibit.preview))
    )
    return Page(
        number=exhibit.number,
        heading=words.text("dossier.exhibit", number=exhibit.number),
        pairs=_pairs(words, exhibit),
        caption=_caption(words, exhibit),
        lines=_lines(words, exhibit),
        alt=_alt(words, exhibit) if shown else "",
        without=_without(words, exhibit, pictures),
        continued=words.text("dossier.exhibit.continued", part="{part}", parts="{parts}"),
    )


def _described(words: DossierWords, exhibit: Exhibit) -> tuple[Line, ...]:
    kind = words.known("dossier.came.sheet") if exhibit.removed else words.media(exhibit)
    return told(words.listed((kind, words.author(exhibit.author)))) + _caption(words, exhibit)


def _caption(words: DossierWords, exhibit: Exhibit) -> tuple[Line, ...]:
    return told(words.text("dossier.exhibit.caption", words=exhibit.caption), "quote") if exhibit.caption else ()


def _pairs(words: DossierWords, exhibit: Exhibit) -> tuple[tuple[str, str], ...]:
    rows = [*_when(words, exhibit), *_whose(words, exhibit), *_file(words, exhibit)]
    return tuple((name, value) for name, value in rows if value)


def _when(words: DossierWords, exhibit: Exhibit) -> list[tuple[str, str]]:
    moment = exhibit.moment
    rows = [(words.text("dossier.exhibit.date"), words.dated(moment))]
    if moment != UNDATED:
        rows.append((words.text("dossier.exhibit.certainty"), words.known(f"dossier.certainty.{moment.certainty}")))
    for other in exhibit.others:
        rows.append(("", words.text("dossier.chronology.other", date=words.dated(other))))
    if exhibit.captured != UNDATED:
        rows.append((words.text("dossier.exhibit.captured"), words.dated(exhibit.captured)))
    if exhibit.sent_at is not None:
        rows.append((words.text("dossier.exhibit.sent"), words.at(exhibit.sent_at)))
    rows.append((words.text("dossier.exhibit.received"), words.at(exhibit.received_at)))
    return rows


def _whose(words: DossierWords, exhibit: Exhibit) -> list[tuple[str, str]]:
    author = words.author(exhibit.author)
    if not author and exhibit.hidden_author:
        author = words.text("dossier.exhibit.hidden_author")
    link = exhibit.author.link if exhibit.author.link != author else ""
    facts = words.numbers(exhibit.facts)
    return [
        (words.text("dossier.exhibit.platform"), words.listed(map(words.platform, exhibit.platforms))),
        (words.text("dossier.exhibit.author"), author),
        (words.text("dossier.exhibit.link"), link),
        (
            words.text("dossier.exhibit.facts"),
            words.text("dossier.exhibit.facts_text", count=len(exhibit.facts), numbers=facts) if facts else "",
        ),
        (words.text("dossier.exhibit.read"), exhibit.read),
    ]


def _file(words: DossierWords, exhibit: Exhibit) -> list[tuple[str, str]]:
    if exhibit.removed or not exhibit.sha256:
        return []
    about = words.text(
        "dossier.exhibit.file_text",
        kind=words.media(exhibit),
        size=words.size(exhibit.size),
        came=words.known(f"dossier.came.{exhibit.came}"),
    )
    rows = [
        (words.text("dossier.exhibit.file"), about),
        (words.text("dossier.exhibit.name"), exhibit.name[:LETTERS_OF_A_NAME]),
        (
            words.text("dossier.exhibit.hash", algorithm=ALGORITHM),
            "\n".join((exhibit.sha256[:32], exhibit.sha256[32:])),
        ),
    ]
    if exhibit.same_as:
        same = words.text("dossier.exhibit.same_as_text", number=exhibit.same_as)
        rows.append((words.text("dossier.exhibit.same_as"), same))
    return rows


def _lines(words: DossierWords, exhibit: Exhibit) -> tuple[Line, ...]:
    shown = tuple(part for line in exhibit.lines[:LINES_SHOWN] for part in words.chat(line))
    left = len(exhibit.lines) - LINES_SHOWN
    more = told(words.text("dossier.exhibit.lines_more", count=left), "small") if left > 0 else ()
    return shown + more


def _alt(words: DossierWords, exhibit: Exhibit) -> str:
    return words.text(
        "dossier.exhibit.alt",
        number=exhibit.number,
        kind=words.media(exhibit),
        date=words.dated(exhibit.moment),
        caption=exhibit.caption,
    ).strip()


def _without(words: DossierWords, exhibit: Exhibit, pictures: bool) -> str:
    """What is said where no picture stands."""
    if exhibit.removed == "intimate" or exhibit.came == "sheet":
        return words.text("dossier.exhibit.removed_intimate")
    if exhibit.removed:
        return words.text("dossier.exhibit.removed")
    if exhibit.lines or exhibit.same_as:
        return ""
    if not pictures and exhibit.mime.startswith("image/"):
        return ""
    return words.text("dossier.exhibit.no_picture")
