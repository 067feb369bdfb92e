"""What a message tells: an act, when it was, who, a consequence, a step taken. The words stay as they were written."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import AwareDatetime

from conversations.date_words import Folding
from conversations.dated import Dated
from conversations.dossier import Author, ChatLine
from conversations.errors import ContentError
from conversations.findings import Findings
from conversations.reading import read_yaml, under, validate
from conversations.records import Record

# `reading`: the date that stands on an exhibit, as the person read it. `lines`: chosen messages of an exported chat.
# `forwarded`: messages of others with the messenger's own date.
# `state`: how the person feels, where a danger was heard: it is shown to who helps, never to a school.
Tells = Literal[
    "event", "more", "when", "who", "where", "effect", "step", "ask", "reading", "lines", "forwarded", "state"
]
FALLBACK = "fr"
WORDS_OF_AN_ACT = 3
WORDS_BESIDE_A_DATE = 4
WORDS_OF_A_NAME = 8
ITEMS_AT_MOST = 200
_LINK = re.compile(r"https?://[^\s<>\"']+|\b(?:www\.)[\w-]+\.[^\s<>\"']+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@./-])@([\w][\w.-]{1,29})")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_TRAILING = ".,;:!?)»"


class Fact(Record):
    """What one message told. `words` is the message, whole and as typed; `message` its id with the messenger.

    `attached` are the messages of the files that came with these words; `exhibits` numbers that the words name.
    `authors` are presumed ones, as far as they are named. `edited`: the message was changed, this is its new version.
    `corrects`: the words take back a date that was said before.
    """

    told_at: AwareDatetime
    words: str
    tells: tuple[Tells, ...]
    message: str = ""
    attached: tuple[str, ...] = ()
    when: tuple[Dated, ...] = ()
    kinds: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    where: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    exhibits: tuple[int, ...] = ()
    lines: tuple[ChatLine, ...] = ()
    edited: bool = False
    corrects: bool = False


class TellingFile(Record):
    """`languages/<lang>/telling.yaml`; the file itself says what its words are for."""

    version: int
    effects: dict[str, str]
    steps: dict[str, str]
    witnesses: str
    asks: str
    corrects: str
    accounts: str
    people: str
    exhibits: str


class TellingWords:
    """The patterns of one language, compiled once."""

    def __init__(self, path: str, file: TellingFile) -> None:
        self.folding = Folding()
        try:
            self.effects = {name: _whole(words) for name, words in file.effects.items()}
            self.steps = {name: _whole(words) for name, words in file.steps.items()}
            self.witnesses, self.asks = _whole(file.witnesses), _whole(file.asks)
            self.corrects = re.compile(f"^\\W*(?:{file.corrects})(?!\\w)")
            self.accounts, self.exhibits = _whole(file.accounts), _whole(file.exhibits)
            self.people = re.compile(file.people)
        except re.error as error:
            raise ContentError("telling_pattern", file=path, problem=str(error), forgotten="a bracket") from None


class Telling:
    """Reads what messages tell, in every language that has a pack."""

    def __init__(self, words: Mapping[str, TellingWords]) -> None:
        self._words = words

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Telling":
        """From `languages/<lang>/telling.yaml`. Raises ContentError."""
        return cls(
            {
                path.split("/")[1]: TellingWords(path, validate(path, TellingFile, read_yaml(path, files[path])))
                for path in under(files, "languages/", "/telling.yaml")
            }
        )

    def read(self, text: str, findings: Findings, when: Sequence[Dated], at: AwareDatetime) -> Fact | None:
        """The fact a message holds; None where it tells nothing that belongs to a case. `when` are its dates."""
        words = self._words.get(findings.lang) or self._words[FALLBACK]
        plain = text.translate(words.folding)
        named = tuple(topic for topic in findings.topics if topic != "unspecified")
        effects = tuple(name for name, pattern in words.effects.items() if pattern.search(plain))
        steps = tuple(name for name, pattern in words.steps.items() if pattern.search(plain))
        authors = self._authors(text, plain, findings, words)
        fact = Fact(
            told_at=at,
            words=text,
            tells=(),
            when=tuple(when),
            kinds=named,
            platforms=findings.platform,
            authors=authors,
            where=tuple(findings.facts[name] for name in ("where",) if findings.facts.get(name)),
            witnesses=_spans(text, plain, words.witnesses),
            effects=effects,
            steps=steps,
            exhibits=_numbers(plain, words.exhibits),
            corrects=bool(when) and words.corrects.search(plain) is not None,
        )
        tells = tuple(_tells(fact, findings, asks=words.asks.search(plain) is not None))
        return fact.model_copy(update={"tells": tells}) if tells else None

    def _authors(self, text: str, plain: str, findings: Findings, words: TellingWords) -> tuple[Author, ...]:
        found = [Author(handle=handle.rstrip(_TRAILING)) for handle in _HANDLE.findall(text)]
        found += [Author(link=link) for link in links(text)]
        for match in words.accounts.finditer(plain):
            found.append(Author(handle=text[match.start("name") : match.end("name")].rstrip(_TRAILING)))
        for match in words.people.finditer(text):
            found.append(Author(name=match["called"] or match["initial"]))
        who = findings.facts.get("who", "")
        if who and len(text.split()) <= WORDS_OF_A_NAME and not findings.topics:
            found.append(Author(name=text.strip()))
        elif " " in who:
            found.append(Author(name=who))
        return tuple(dict.fromkeys(found))


def links(text: str) -> tuple[str, ...]:
    """The addresses that a text holds, as typed."""
    return tuple(link.rstrip(_TRAILING) for link in _LINK.findall(text))


def only_a_link(text: str) -> bool:
    """Whether a message is an address and next to nothing else: it is kept as an item of its own."""
    return bool(links(text)) and len(_LINK.sub(" ", text).split()) < WORDS_OF_AN_ACT


def _tells(fact: Fact, findings: Findings, *, asks: bool) -> list[Tells]:
    if findings.intent in ("abuse_at_bot", "off_topic", "ask_delete_data", "ask_stop", "yes", "no") and not (
        fact.kinds or fact.corrects or (fact.when and fact.exhibits)
    ):
        return []
    tells: list[Tells] = []
    stated = _states(fact.words)
    if stated and _is_event(fact, findings):
        tells.append("event")
    elif fact.when and not findings.intent.startswith("ask_"):
        tells.append("when")
    if fact.authors and not tells:
        tells.append("who")
    elif stated and not tells and findings.intent == "tell_story" and not findings.risk_kinds:
        tells.append("more")
    if fact.where and not tells:
        tells.append("where")
    if stated and fact.effects:
        tells.append("effect")
    if stated and fact.steps:
        tells.append("step")
    if asks:
        tells.append("ask")
    if findings.risk_kinds and not tells:
        tells.append("state")
    return tells


def _is_event(fact: Fact, findings: Findings) -> bool:
    if fact.kinds and set(fact.kinds) != {"school_refusal"}:
        return True
    said = len(fact.words.split()) - sum(len(dated.words.split()) for dated in fact.when)
    return bool(fact.when) and said >= WORDS_BESIDE_A_DATE and findings.intent in ("tell_story", "other")


def _states(text: str) -> bool:
    """Whether something is said, and not only asked."""
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(text)]
    return any(not one.endswith("?") and len(one.split()) >= WORDS_OF_AN_ACT for one in sentences)


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(f"(?<!\\w)(?:{words})(?!\\w)")


def _spans(text: str, plain: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text[match.start() : match.end()].strip() for match in pattern.finditer(plain)))


def _numbers(plain: str, pattern: re.Pattern[str]) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for match in pattern.finditer(plain):
        first = int(match["first"])
        last = int(match["last"] or first)
        found |= dict.fromkeys(range(first, min(last, first + ITEMS_AT_MOST) + 1))
    return tuple(found)
