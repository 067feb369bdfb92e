"""What is asked by its name: a step, what a call changes, « I don't want to », and circumstances that change the plan.

Phrases stand in `languages/<lang>/asks.yaml`, in the language of `conversations/phrases.py`. They are looked for in
what was typed and in the words it stands for, so that spelling is no hurdle.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any

from pydantic import Field, model_validator

from conversations.phrases import Phrases, fold
from conversations.reading import read_yaml, under, validate
from conversations.records import Record

Words = tuple[str, ...]
# Longer messages tell a story: what they mention is not what they ask.
WORDS_OF_A_QUESTION = 25
WORDS_OF_A_STATEMENT = 10
# languages/<lang>/asks.yaml; the patterns of understanding lie one folder deeper.
PARTS_OF_THE_PATH = 2
_LIST = re.compile(r"<(\w+)>")
GROUPS = ("steps", "letters", "refusals", "intentions", "doubts", "situations", "lines", "answers", "brief", "said")


class AsksFile(Record):
    """`questions`: what makes a message a question; `opening`: with what an unmarked one begins. `steps`: the names a
    step goes by. `letters`: those of a letter. `sent`: what tells that a letter has left already. `refusals`: not
    wanting a step. `intentions`: what a person is about to do, by the step or the node that speaks of it.

    `lists`: alternatives that stand in many phrases, where they are named `<so>`. `own`: by intent, the words that keep
    its own answer. `doubts`: what holds back from calling. `situations`: circumstances that conditions of steps know as
    `asked`. `answers`: nodes of the flows, by what is asked there; `brief`: by what is asked there in a few words,
    question or not; `said`: by what is said there without a question, a feeling above all. `lines`: the names a service
    goes by; `explains`: what asks what it is.
    """

    version: int
    lists: dict[str, str] = Field(default_factory=dict)
    questions: Words = ()
    opening: Words = ()
    explains: Words = ()
    own: dict[str, Words] = Field(default_factory=dict)
    steps: dict[str, Words] = Field(default_factory=dict)
    letters: dict[str, Words] = Field(default_factory=dict)
    sent: Words = ()
    refusals: dict[str, Words] = Field(default_factory=dict)
    intentions: dict[str, Words] = Field(default_factory=dict)
    doubts: dict[str, Words] = Field(default_factory=dict)
    situations: dict[str, Words] = Field(default_factory=dict)
    lines: dict[str, Words] = Field(default_factory=dict)
    answers: dict[str, Words] = Field(default_factory=dict)
    brief: dict[str, Words] = Field(default_factory=dict)
    said: dict[str, Words] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _with_lists(cls, file: dict[str, Any]) -> dict[str, Any]:
        """Every phrase with the words of the lists in place of their names. Raises ValueError for an unknown name."""
        lists = file.get("lists")
        return (
            {name: given if name == "lists" else _expanded(given, lists) for name, given in file.items()}
            if lists
            else file
        )

    def groups(self) -> dict[str, dict[str, Words]]:
        """The phrases by what they are for, then by name."""
        return {name: getattr(self, name) for name in GROUPS}

    @property
    def nodes(self) -> Words:
        """The nodes of the flows that answer something; a step has no full stop."""
        return tuple(name for name in (*self.answers, *self.brief, *self.said, *self.intentions) if "." in name)

    def phrases(self) -> Iterator[str]:
        """Every phrase of the file."""
        listed = (self.questions, self.opening, self.explains, self.sent)
        named = (words for group in (self.own, *self.groups().values()) for words in group.values())
        yield from chain(*listed, *named)


def _expanded(given: Any, lists: Mapping[str, str]) -> Any:  # noqa: ANN401 - what a YAML file holds
    if isinstance(given, dict):
        return {name: _expanded(one, lists) for name, one in given.items()}
    if isinstance(given, list):
        return [_expanded(one, lists) for one in given]
    return _LIST.sub(lambda match: _listed(match[1], lists), given) if isinstance(given, str) else given


def _listed(name: str, lists: Mapping[str, str]) -> str:
    if name not in lists:
        raise ValueError(f"no list is called <{name}>")
    return lists[name]


class Asks:
    """One language's file, ready to be asked."""

    def __init__(self, file: AsksFile) -> None:
        self.file = file

    @cached_property
    def _questions(self) -> Phrases:
        return Phrases(self.file.questions)

    @cached_property
    def _opening(self) -> Phrases:
        return Phrases(self.file.opening)

    @cached_property
    def _explains(self) -> Phrases:
        return Phrases(self.file.explains)

    @cached_property
    def _sent(self) -> Phrases:
        return Phrases(self.file.sent)

    @cached_property
    def _own(self) -> dict[str, Phrases]:
        return {intent: Phrases(words) for intent, words in self.file.own.items()}

    @cached_property
    def _named(self) -> dict[str, dict[str, Phrases]]:
        groups = self.file.groups().items()
        return {group: {name: Phrases(words) for name, words in named.items()} for group, named in groups}

    @cached_property
    def _any(self) -> dict[str, Phrases]:
        """All phrases of a group together: most messages hold none of them."""
        groups = self.file.groups().items()
        return {group: Phrases(word for words in named.values() for word in words) for group, named in groups}

    def situations(self, texts: Iterable[str]) -> Words:
        """The circumstances that are told."""
        return self._all("situations", texts)

    def doubt(self, texts: Iterable[str]) -> str:
        """What holds back from calling, "" where nothing is said of it."""
        return next(iter(self._all("doubts", texts)), "")

    def refused(self, texts: Iterable[str]) -> str:
        """The step that the person does not want, "" where none is refused."""
        return next(iter(self._all("refusals", texts)), "")

    def intended(self, texts: Iterable[str]) -> Words:
        """The steps and nodes that speak of what the person is about to do: « je vais payer », « j'allais effacer »."""
        read = tuple(texts)
        return () if _is_long(read) else self._all("intentions", read)

    def letter(self, texts: Iterable[str]) -> Words:
        """The letters that are named, those named first in the file first."""
        return self._all("letters", texts)

    def was_sent(self, texts: Iterable[str]) -> bool:
        """« J'ai écrit au principal le 9 »: told, not asked for."""
        read = tuple(texts)
        return not self.asking(read) and any(self._sent.first(text) for text in read)

    def keeps_its_own(self, intent: str, texts: Iterable[str]) -> bool:
        """Whether a wish keeps its own answer, whatever step the message names."""
        own = self._own.get(intent)
        return own is not None and any(own.first(text) for text in texts)

    def asking(self, texts: Iterable[str]) -> bool:
        """Whether the message is worded as a question."""
        return any("?" in text or self._questions.first(text) for text in texts)

    def opens(self, text: str) -> bool:
        """Whether a text as typed begins like a question or ends like one."""
        opening = self._opening.first(text)
        return "?" in text or (opening != "" and fold(text).startswith(opening))

    def answers(self, texts: Iterable[str]) -> Words:
        """The nodes that answer the question, those named first in the file first."""
        read = tuple(texts)
        return self._all("answers", read) if self.asking(read) else ()

    def briefly(self, texts: Iterable[str]) -> Words:
        """The nodes that answer what is asked in a few words, with its question mark or without."""
        read = tuple(texts)
        short = not _is_long(read) if self.asking(read) else _is_short(read)
        return self._all("brief", read) if short else ()

    def lines(self, texts: Iterable[str]) -> Words:
        """The services that a question names."""
        read = tuple(texts)
        return self._all("lines", read) if self.asking(read) and not _is_long(read) else ()

    def explained(self, texts: Iterable[str]) -> bool:
        """« C koi le 3018 »: what it is, rather than what it changes."""
        return any(self._explains.first(text) for text in texts)

    def stated(self, texts: Iterable[str]) -> Words:
        """The nodes that answer what a short message says, those named first in the file first."""
        read = tuple(texts)
        return self._all("said", read) if _is_short(read) else ()

    def step(self, texts: Iterable[str]) -> Words:
        """The steps that a question names, those named first in the file first."""
        read = tuple(texts)
        if not self.asking(read) or _is_long(read):
            return ()
        return self._all("steps", read)

    def mentioned(self, texts: Iterable[str]) -> Words:
        """The steps that are named, question or not."""
        return self._all("steps", texts)

    def _all(self, group: str, texts: Iterable[str]) -> Words:
        read = [text for text in texts if self._any[group].first(text)]
        return tuple(name for name, words in self._named[group].items() if any(words.first(text) for text in read))


def _is_long(texts: Words) -> bool:
    return all(len(text.split()) > WORDS_OF_A_QUESTION for text in texts)


def _is_short(texts: Words) -> bool:
    return all(len(text.split()) <= WORDS_OF_A_STATEMENT for text in texts)


def asks_of(files: Mapping[str, str]) -> dict[str, Asks]:
    """Language → what is asked in it, for every `languages/<lang>/asks.yaml`. Raises ContentError."""
    paths = [path for path in under(files, "languages/", "/asks.yaml") if path.count("/") == PARTS_OF_THE_PATH]
    return {path.split("/")[1]: Asks(validate(path, AsksFile, read_yaml(path, files[path]))) for path in paths}
