"""The lists an author can read and change: what must be said, what must never be, and the limits. `packs/style/`."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TypeVar

from pydantic import Field

from conversations.lint.measure import sentences
from conversations.phrases import Phrases
from conversations.reading import read_yaml, validate
from conversations.records import Record

Words = tuple[str, ...]
File = TypeVar("File", bound=Record)


class ForbiddenList(Record):
    """Phrases that no text may hold. `only`: in these texts; `except_in`: not in these; `questions`: in questions."""

    why: str
    instead: str
    only: Words = ()
    except_in: Words = ()
    at_least: int = 1
    questions: bool = False
    phrases: Words


class ForbiddenFile(Record):
    version: int
    lists: dict[str, ForbiddenList]


class Element(Record):
    """One thing that must be said: one of `says`, or one of `slots` given by data."""

    why: str
    says: Words = ()
    slots: Words = ()


class ElementSet(Record):
    """`texts`: each of them says every element; `together`: they say them between them."""

    rule: str
    texts: Words
    together: bool = False
    elements: dict[str, Element]


class RequiredFile(Record):
    version: int
    sets: dict[str, ElementSet]


class NeutralFile(Record):
    """What a glance at a lent phone may not give away. `characters`: how much of a message a notification shows."""

    version: int
    characters: int
    texts: Words
    phrases: Words


class KindsFile(Record):
    """What each text is: the first kind whose patterns fit its key; any other is a message."""

    version: int
    kinds: dict[str, Words]
    danger_paths: Words
    one_register: dict[str, Words]
    proactive: Words
    help_card: str
    acronyms: Words
    tu_words: Words
    tu_openings: Words
    vous_words: Words


class SamplesFile(Record):
    """The longest plausible value of each slot."""

    version: int
    slots: dict[str, str]


class ChannelLimits(Record):
    message: int
    label: int
    choices: int
    choice_bytes: int
    command: int
    command_words: int


class LimitsFile(Record):
    version: int
    channels: dict[str, ChannelLimits]
    words_a_sentence: int
    words_on_average: int
    words_of_notice: int
    reading_ease: int
    days_a_fact_holds: int


class VocabularyFile(Record):
    version: int
    words: dict[str, Words] = Field(description="field of a condition → the words it may hold")


MODELS: dict[str, type[Record]] = {
    "forbidden_fr": ForbiddenFile,
    "required_elements": RequiredFile,
    "neutral_first_line": NeutralFile,
    "kinds": KindsFile,
    "samples": SamplesFile,
    "limits": LimitsFile,
    "vocabulary": VocabularyFile,
}


class Style:
    """Every list of `packs/style/`, each read when it is first used. Raises ContentError."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    @cached_property
    def forbidden(self) -> ForbiddenFile:
        return self._read("forbidden_fr", ForbiddenFile)

    @cached_property
    def required(self) -> RequiredFile:
        return self._read("required_elements", RequiredFile)

    @cached_property
    def neutral(self) -> NeutralFile:
        return self._read("neutral_first_line", NeutralFile)

    @cached_property
    def kinds(self) -> KindsFile:
        return self._read("kinds", KindsFile)

    @cached_property
    def samples(self) -> SamplesFile:
        return self._read("samples", SamplesFile)

    @cached_property
    def limits(self) -> LimitsFile:
        return self._read("limits", LimitsFile)

    @cached_property
    def vocabulary(self) -> VocabularyFile:
        return self._read("vocabulary", VocabularyFile)

    @cached_property
    def phrases(self) -> dict[str, Phrases]:
        """Each forbidden list by name, ready to look."""
        return {name: Phrases(one.phrases) for name, one in self.forbidden.lists.items()}

    def forbidden_in(self, key: str, text: str) -> Iterator[tuple[str, str]]:
        """(list, words found) for each forbidden list that this text breaks."""
        for name, one in self.forbidden.lists.items():
            if (one.only and not named(key, one.only)) or named(key, one.except_in):
                continue
            if found := self.phrases[name].first(_questions(text) if one.questions else text):
                yield name, found

    def kind(self, key: str) -> str:
        return next((kind for kind, patterns in self.kinds.kinds.items() if named(key, patterns)), "message")

    def load(self) -> None:
        """Reads every list now. Raises ContentError."""
        _ = (self.forbidden, self.required, self.neutral, self.kinds, self.samples, self.limits, self.vocabulary)

    def _read(self, name: str, model: type[File]) -> File:
        path = f"style/{name}.yaml"
        return validate(path, model, read_yaml(path, self._files.get(path, "{}")))


def _questions(text: str) -> str:
    return " ".join(sentence for sentence in sentences(text) if sentence.rstrip(" »\u00a0").endswith("?"))


def named(key: str, patterns: Words) -> bool:
    """Whether one of the patterns (`danger.*`) names this key."""
    return any(fnmatchcase(key, pattern) for pattern in patterns)
