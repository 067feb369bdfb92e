"""A letter filled from a case: the words of the catalogue, what the person told, and a visible blank for the rest.

Pure: the same case and the same answers give the same letter. What the person wrote stands between quotation marks,
never rewritten.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from conversations.dated import Dated
from conversations.dated_words import when_words
from conversations.dossier import Author, DossierContent, DossierFact
from conversations.known import Known, any_holds
from conversations.law import Law
from conversations.letter import BLANK, LetterContent, LetterList, LetterParagraph, LetterPart
from conversations.letters import Filling, LetterSpec
from conversations.letters import LetterPart as PartSpec
from conversations.texts import Catalogue, Register
from conversations.wording import full_date

ADULTS = frozenset({"parent", "teacher"})
# A letter that goes on for pages is not read; the dossier holds the rest.
FACTS = 12
EXHIBITS = 40
_DAY = "_date"


@dataclass(frozen=True, slots=True)
class LetterCase:
    """What one letter is made from. `answers` are the words given to its questions, by their name; `words` those of
    the country and school level (`head`, `place`, …); `named` gives the name of a platform from its word."""

    key: str
    spec: LetterSpec
    content: DossierContent
    known: Known
    answers: Mapping[str, str]
    words: Mapping[str, str]
    named: Callable[[str], str]


def compose(case: LetterCase, texts: Catalogue, law: Law) -> LetterContent:
    """The letter, complete but for its blanks. Raises ContentError where the pack lacks a text."""
    return _Letter(case, texts, law).content()


class _Letter:
    def __init__(self, case: LetterCase, texts: Catalogue, law: Law) -> None:
        self.case, self.texts, self.law = case, texts, law
        self.lang = case.content.lang
        self.register: Register = "vous" if case.content.written_by in ADULTS else "tu"
        self.slots: Mapping[str, str | int] = {}
        self.slots = self._slots()

    def content(self) -> LetterContent:
        case, spec = self.case, self.case.spec
        return LetterContent(
            lang=self.lang,
            title=self._own("title"),
            made_at=case.content.made_at,
            sender=tuple(self.text("letter.sender").split("\n")),
            recipient=tuple(self._own("to").split("\n")),
            place_and_date=self.text("letter.place_and_date"),
            subject_label=self.text("letter.subject_label"),
            subject=self._own("subject"),
            opening=self._or_shared("opening"),
            parts=tuple(self._parts()),
            closing=self._closing(),
            signature=tuple(self.text(f"letter.signature.{one}") for one in spec.sign),
            way=self._localised(f"letter.way.{spec.way}"),
            attachments_label=self.text("letter.attachments_label"),
            attachments=tuple(self.text(key) for key in spec.attachments),
            copies_label=self.text("letter.copies_label"),
            copies=tuple(self.text(key) for key in spec.copies),
        )

    def text(self, key: str, **slots: str | int) -> str:
        text = self.texts.render(key, self.lang, self.register, {**self.slots, **slots})
        # A blank is a line to write on, not a sentence to end.
        return text.replace(f"{BLANK}.", BLANK)

    def _own(self, part: str) -> str:
        return self._localised(f"letter.{self.case.key}.{part}")

    def _localised(self, key: str) -> str:
        here = f"{key}.{self.case.content.country.lower()}"
        return self.text(here if self.texts.has(here, self.lang) else key)

    def _or_shared(self, part: str) -> str:
        own = f"letter.{self.case.key}.{part}"
        return self.text(own if self.texts.has(own, self.lang) else f"letter.{part}")

    def _closing(self) -> str:
        if "parents" in self.case.spec.sign:
            return self.text("letter.closing.parents")
        return self._or_shared("closing")

    def _slots(self) -> dict[str, str | int]:
        """What any text of a letter may name: answers first, then what the case knows, blanks otherwise."""
        content = self.case.content
        today = full_date(content.made_at, self.lang)
        known = {
            "since": self._when(content.synthesis.since),
            "platform_name": self._names(content.synthesis.platforms),
        }
        told = {name: self._told(name, words) for name, words in self.case.answers.items() if words.strip()}
        blanks = dict.fromkeys((*self.case.spec.asks, *known), BLANK)
        filled = {name: words for name, words in known.items() if words}
        return {
            **self.case.words, **blanks, **filled, **told,
            "blank": BLANK, "today": today, "count": content.synthesis.facts or len(content.facts),
        }  # fmt: skip

    def _told(self, name: str, words: str) -> str:
        """« Le 25 novembre » stands after the article that the letter has already."""
        article = self.texts.render("letter.day_article", self.lang, self.register)
        bare = words.strip()
        return bare[len(article) :] if name.endswith(_DAY) and bare.lower().startswith(article) else bare

    def _parts(self) -> Iterator[LetterPart]:
        for name, part in self.case.spec.parts.items():
            if part.when and not any_holds(part.when, self.case.known):
                continue
            yield from self._part(f"letter.{self.case.key}.{name}", part)

    def _part(self, key: str, part: PartSpec) -> Iterator[LetterPart]:
        items = tuple(FILLINGS[part.list](self)) if part.list else tuple(self.text(one) for one in part.items)
        if items:
            yield LetterList(intro=self.text(key), items=items, numbered=part.numbered)
            if part.list == "facts" and len(self.case.content.facts) > FACTS:
                yield LetterParagraph(text=self.text("letter.facts.more"))
        elif part.list is None:
            yield LetterParagraph(text=self.text(key))
        elif self.texts.has(f"{key}.none", self.lang):
            yield LetterParagraph(text=self.text(f"{key}.none"))

    def facts(self) -> Iterator[str]:
        yield from (self._fact(fact) for fact in self.case.content.facts[:FACTS])

    def _fact(self, fact: DossierFact) -> str:
        when = self._when(fact.moment)
        slots: dict[str, str | int] = {
            "when": when[:1].upper() + when[1:],
            "where": self.text("letter.fact.where", platforms=self._names(fact.platforms)) if fact.platforms else "",
            "author": self._by(fact.authors),
            "pieces": self._pieces("letter.fact.pieces", fact.exhibits),
        }
        words = " ".join(fact.words.split()).rstrip(" .")
        return self.text("letter.fact", words=words, **slots) if words else self.text("letter.fact.silent", **slots)

    def _by(self, authors: tuple[Author, ...]) -> str:
        named = ", ".join(_named(author) for author in authors if _named(author))
        return self.text("letter.fact.author", author=named) if named else ""

    def _pieces(self, key: str, numbers: tuple[int, ...]) -> str:
        if not numbers:
            return ""
        return self.text(key, pieces=", ".join(map(str, numbers)), count=len(numbers))

    def authors(self) -> Iterator[str]:
        yield from dict.fromkeys(_named(one) for one in self.case.content.synthesis.authors if _named(one))

    def effects(self) -> Iterator[str]:
        for telling in self.case.content.consequences:
            yield self.text("letter.said", words=" ".join(telling.words.split()).rstrip(" ."))

    def witnesses(self) -> Iterator[str]:
        yield from dict.fromkeys(name for fact in self.case.content.facts for name in fact.witnesses)

    def accounts(self) -> Iterator[str]:
        for account in self.case.content.accounts:
            name = " ".join(part for part in (account.handle or account.name, account.link) if part)
            if name and account.platform:
                yield self.text("letter.account", platform=self._names((account.platform,)), account=name)
            elif name:
                yield name

    def steps(self) -> Iterator[str]:
        for taken in self.case.content.steps:
            what = taken.words or (self._step_title(taken.key) if taken.key else "")
            if what:
                yield self.text("letter.step", when=self._when(taken.moment), what=what)

    def _step_title(self, key: str) -> str:
        for name in (f"letter.{key}.title", f"step.{key}.title"):
            if self.texts.has(name, self.lang):
                return self.text(name)
        return ""

    def exhibits(self) -> Iterator[str]:
        kept = tuple(exhibit.number for exhibit in self.case.content.exhibits if not exhibit.removed)
        if kept:
            yield self._pieces("letter.exhibit", kept[:EXHIBITS])

    def grounds(self) -> Iterator[str]:
        """Only rules a person may read, of this country or of the Union."""
        here, topics = {self.case.content.country.lower(), "eu"}, set(self.case.known.topics)
        cited = tuple(
            rule
            for rule, kinds in self.case.spec.grounds.items()
            if rule.partition("-")[0] in here and (not kinds or topics & set(kinds))
        )
        yield from (self.text(f"letter.ground.{rule.id}") for rule in self.law.shown(cited))

    def reasons(self) -> Iterator[str]:
        for kind in self.case.known.topics:
            if self.texts.has(f"letter.reason.{kind}", self.lang):
                yield self.text(f"letter.reason.{kind}")

    def _when(self, dated: Dated) -> str:
        return when_words(dated, self.lang, self.text)

    def _names(self, platforms: tuple[str, ...]) -> str:
        return ", ".join(map(self.case.named, platforms))


def _named(author: Author) -> str:
    return " ".join(part for part in (author.name, author.handle, author.link) if part)


FILLINGS: Mapping[Filling, Callable[[_Letter], Iterator[str]]] = {
    "facts": _Letter.facts,
    "authors": _Letter.authors,
    "effects": _Letter.effects,
    "steps": _Letter.steps,
    "grounds": _Letter.grounds,
    "exhibits": _Letter.exhibits,
    "accounts": _Letter.accounts,
    "witnesses": _Letter.witnesses,
    "reasons": _Letter.reasons,
}
