"""How a dossier says dates, sizes and kinds: the words of the pack, and calendar words through Babel."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from conversations.dated import Dated
from conversations.dossier import Author, ChatLine, DossierContent, Exhibit
from conversations.sheet import Line, Style
from conversations.texts import FALLBACK, Catalogue
from conversations.wording import hour

ALGORITHM = "SHA-256"
KILO = 1024
LETTERS_OF_A_LINE = 180
EFFECTS = frozenset({"sleep", "school", "health", "mood", "alone"})
PLACES = frozenset({"online", "school", "home", "transport"})
# Steps whose title tells what to do; said here as something that was done.
STEPS = frozenset(
    (
        *("tell_trusted_adult", "contact_school", "report_platform", "block_after_evidence"),
        *("complaint_police", "call_line", "medical_certificate", "keep_evidence"),
    )
)
# What the register of the store writes (storage/custody.py).
DONE = frozenset({"received", "removed", "told"})
MEDIA = ("image", "video", "audio", "text")


class DossierWords:
    """Fills the texts of one dossier. `platform` gives the name of a platform for its word."""

    def __init__(self, content: DossierContent, texts: Catalogue, platform: Callable[[str], str]) -> None:
        self._texts = texts
        self.platform = platform
        self.lang = content.lang if "dossier.title" in texts.of(content.lang) else FALLBACK
        self.zone = ZoneInfo(content.time_zone)

    def text(self, key: str, **slots: str | int) -> str:
        return self._texts.render(key, self.lang, "vous", slots)

    def said(self, key: str) -> str:
        """A text whose key is put together; it has no slot."""
        return self._texts.render(key, self.lang, "vous")

    def step(self, key: str) -> str:
        """The title of a step or a letter."""
        if key in STEPS:
            return self.known(f"dossier.step.{key}")
        for title in (f"letter.{key}.title", f"step.{key}.title"):
            if self._texts.has(title, self.lang):
                return self.said(title)
        return key

    def effect(self, effect: str) -> str:
        """A consequence, as the person names it or as it was understood."""
        return self.known(f"dossier.effect.{effect}") if effect in EFFECTS else effect

    def place(self, place: str) -> str:
        """Where it happened, as it was understood or as the person names it."""
        return self.known(f"dossier.where.{place}") if place in PLACES else place

    def custody(self, what: str) -> str:
        """What a line of the register says was done."""
        return self.known(f"dossier.custody.{what}") if what in DONE else what

    def gap(self, kind: str, numbers: Iterable[int]) -> str:
        return self._texts.render(f"dossier.gap.{kind}", self.lang, "vous", {"numbers": self.numbers(numbers)})

    def known(self, key: str) -> str:
        """The text of a word of the vocabulary; where the pack has none the word itself, the end of the key."""
        return self.said(key) if self._texts.has(key, self.lang) else key.split(".", 2)[2]

    def country(self, code: str) -> str:
        key = f"country.{code}"
        return self.said(key) if self._texts.has(key, self.lang) else code

    def listed(self, words: Iterable[str]) -> str:
        return ", ".join(dict.fromkeys(word for word in words if word))

    def numbers(self, numbers: Iterable[int]) -> str:
        return ", ".join(str(number) for number in numbers)

    def day(self, day: date, weekday: bool = False) -> str:
        """`31 octobre 2026`; the first of a month as the language says it."""
        named = format_date(day, "EEEE d MMMM y" if weekday else "d MMMM y", locale=self.lang)
        if self.lang != "fr" or day.day != 1:
            return named
        before, _, after = named.rpartition("1 " + format_date(day, "MMMM", locale="fr"))
        return f"{before}1er {format_date(day, 'MMMM', locale='fr')}{after}"

    def moment(self, moment: datetime) -> tuple[str, str]:
        """The day and the hour of the person's country."""
        local = moment.astimezone(self.zone)
        return self.day(local.date()), hour(local, self.lang)

    def at(self, moment: datetime) -> str:
        day, clock = self.moment(moment)
        return self.text("dossier.date.at", day=day, hour=clock)

    def dated(self, dated: Dated) -> str:
        """A date as far as it is known; never more exact than it is."""
        named = self._dated(dated)
        return self.text("dossier.date.ahead", date=named) if dated.ahead else named

    def _dated(self, dated: Dated) -> str:
        if dated.at is not None and dated.precision in ("minute", "hour"):
            day, clock = self.moment(dated.at)
            return self.text("dossier.date.about_at" if dated.about else "dossier.date.at", day=day, hour=clock)
        if dated.day is None or dated.precision == "unknown":
            return self.text("dossier.date.unknown")
        if dated.precision in ("month", "year"):
            return self._month(dated, dated.day)
        if dated.precision == "span" and dated.until is not None and dated.until != dated.day:
            return self.text("dossier.date.span", day=self.day(dated.day), until=self.day(dated.until))
        return self._day(dated, dated.day)

    def _month(self, dated: Dated, day: date) -> str:
        month = format_date(day, "MMMM y" if dated.precision == "month" else "y", locale=self.lang)
        if dated.ongoing:
            return self.text("dossier.date.since_month", month=month)
        return self.text("dossier.date.about_month", month=month) if dated.about else month

    def _day(self, dated: Dated, day: date) -> str:
        if dated.ongoing:
            return self.text("dossier.date.since", day=self.day(day))
        if dated.about:
            return self.text("dossier.date.about", day=self.day(day))
        named = self.day(day, weekday=True)
        return (
            self._texts.render(f"dossier.date.{dated.part}", self.lang, "vous", {"day": named}) if dated.part else named
        )

    def date_lines(self, dated: Dated) -> tuple[Line, ...]:
        """The date, the words in which it was said, and how it is known."""
        lines = [Line(text=self.dated(dated), style="strong")]
        if dated.words:
            lines.append(Line(text=self.text("dossier.chronology.said", words=dated.words), style="quote"))
        if dated.precision != "unknown":
            lines.append(Line(text=self.known(f"dossier.certainty.{dated.certainty}"), style="small"))
        return tuple(lines)

    def author(self, author: Author) -> str:
        """As the account shows itself: its name and its handle."""
        return self.listed((author.name, author.handle)) or author.link

    def size(self, size: int) -> str:
        if size < KILO:
            return self.text("dossier.size.bytes", count=size)
        if size < KILO * KILO:
            return self.text("dossier.size.kilo", count=round(size / KILO))
        return self.text("dossier.size.mega", size=f"{size / KILO**2:.1f}".replace(".", ","))

    def media(self, exhibit: Exhibit) -> str:
        """What kind of file it is."""
        kind, _, detail = exhibit.mime.partition("/")
        if kind == "image":
            return self.text("dossier.media.image", kind=detail.upper())
        if exhibit.mime == "application/pdf":
            return self.text("dossier.media.pdf")
        if exhibit.mime == "application/zip":
            return self.text("dossier.media.zip")
        return self.known(f"dossier.media.{kind if kind in MEDIA else 'other'}")

    def chat(self, line: ChatLine) -> tuple[Line, ...]:
        """One message: who and when, then its words."""
        unnamed = "dossier.exhibit.line_hidden" if line.hidden else "dossier.exhibit.line_unknown"
        author = line.author or self.said(unnamed)
        head = self.text("dossier.exhibit.line", author=author, at=self.at(line.at)) if line.at else author
        return (Line(text=head, style="small"), Line(text=line.text))


def told(text: str, style: Style = "plain") -> tuple[Line, ...]:
    """A cell with one line, or an empty cell."""
    return (Line(text=text, style=style),) if text else ()


def shortened(text: str) -> str:
    """The beginning of what a person wrote, where only a line of it has room; the cut is marked."""
    return text if len(text) <= LETTERS_OF_A_LINE else text[:LETTERS_OF_A_LINE].rsplit(" ", 1)[0] + " […]"
