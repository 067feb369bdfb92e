"""The file `languages/<lang>/asks.yaml`: phrases by what they ask or tell."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from pydantic import Field, model_validator

from conversations.records import Record

Words = tuple[str, ...]
_LIST = re.compile(r"<(\w+)>")
_WORD = "<word>"
_AS_WRITTEN = ("lists", "word_frames", "words")
GROUPS = (
    "steps", "letters", "refusals", "intentions", "doubts", "situations", "lines", "answers", "brief", "said", "relief",
    "meant", "at_last", "news", "progress",
)  # fmt: skip

SIGNS = (
    "questions", "opening", "explains", "sent", "hedges", "silence", "calling", "known", "seen", "picking", "lawful",
    "sweetheart", "declares", "courtesy", "unsays", "others_stop", "eased",
)  # fmt: skip


class AsksFile(Record):
    """`questions`: what makes a message a question; `opening`: with what an unmarked one begins. `steps`: the names a
    step goes by. `letters`: those of a letter. `sent`: what tells that a letter has left already. `refusals`: not
    wanting a step. `intentions`: what a person is about to do, by the step or the node that speaks of it.

    `lists`: alternatives that stand in many phrases, where they are named `<so>`. `own`: by intent, the words that keep
    its own answer. `doubts`: what holds back from calling. `situations`: circumstances that conditions of steps
    know as `asked`. `answers`: nodes of the flows, by what is asked there; `brief`: by what is asked there in a few
    words, question or not; `said`: by what is said there without a question, a feeling above all. `lines`: the
    names a service goes by; `explains`: what asks what it is. `relief`: good news while a danger stands, by its
    node; `hedges`: what makes it less than plain; `eased`: what only sounds so. `silence`: whom a danger concerns
    answers no more. `calling`: a question about a call. `known`: what others know, which asks nothing of this
    program. `meant`: by choice of an open question, the few words that choose it. `at_last`: nodes for what is
    asked where nothing nearer answered. `seen`: who reads what is written here. `courtesy`: the words of a greeting
    or of thanks, one by one. `lawful`: what is about the law. `picking`: what stands around the number of a step
    that is asked for. `sweetheart`: whom a young person loves, in words that parents use of a child; `declares`:
    what says who writes. `news`: by what has changed since the story, the gravest first; `progress`: for the
    better, unless something `unsays` it. `others_stop`: what is to stop is not this talk. `words`: nodes that
    explain a word, by its names, asked for in the `word_frames` where `<word>` stands for them.
    """

    version: int
    lists: dict[str, str] = Field(default_factory=dict)
    questions: Words = ()
    opening: Words = ()
    explains: Words = ()
    word_frames: Words = ()
    hedges: Words = ()
    eased: Words = ()
    silence: Words = ()
    calling: Words = ()
    known: Words = ()
    seen: Words = ()
    picking: Words = ()
    lawful: Words = ()
    sweetheart: Words = ()
    declares: Words = ()
    courtesy: Words = ()
    unsays: Words = ()
    others_stop: Words = ()
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
    words: dict[str, str] = Field(default_factory=dict)
    said: dict[str, Words] = Field(default_factory=dict)
    relief: dict[str, Words] = Field(default_factory=dict)
    meant: dict[str, Words] = Field(default_factory=dict)
    at_last: dict[str, Words] = Field(default_factory=dict)
    news: dict[str, Words] = Field(default_factory=dict)
    progress: dict[str, Words] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _with_lists(cls, file: dict[str, Any]) -> dict[str, Any]:
        """Every phrase with the words of the lists in place of their names. Raises ValueError for an unknown name."""
        lists = file.get("lists")
        return (
            {name: given if name in _AS_WRITTEN else expanded(given, lists) for name, given in file.items()}
            if lists
            else file
        )

    def groups(self) -> dict[str, dict[str, Words]]:
        """The phrases by what they are for, then by name; those that ask for a word are brief ones."""
        return {name: getattr(self, name) for name in GROUPS} | {"brief": {**self.brief, **self._asked_words()}}

    def _asked_words(self) -> dict[str, Words]:
        return {
            node: tuple(frame.replace(_WORD, names) for frame in self.word_frames) for node, names in self.words.items()
        }

    def signs(self) -> dict[str, Words]:
        """The phrases that only tell what kind of message it is, by what they tell."""
        return {name: getattr(self, name) for name in SIGNS}

    @property
    def nodes(self) -> Words:
        """The nodes of the flows that answer something."""
        groups = (
            self.answers, self.brief, self.words, self.said, self.relief, self.news, self.progress, self.intentions,
            self.at_last,
        )  # fmt: skip
        return tuple(name for group in groups for name in group if is_node(name))

    def phrases(self) -> Iterator[str]:
        """Every phrase of the file."""
        listed = self.signs().values()
        named = (words for group in (self.own, *self.groups().values()) for words in group.values())
        yield from chain(*listed, *named)


def expanded(given: Any, lists: Mapping[str, str]) -> Any:  # noqa: ANN401 - what a YAML file holds
    """The phrases with the words of the lists in place of their names. Raises ValueError for an unknown name."""
    if isinstance(given, dict):
        return {name: expanded(one, lists) for name, one in given.items()}
    if isinstance(given, list):
        return [expanded(one, lists) for one in given]
    return _LIST.sub(lambda match: _listed(match[1], lists), given) if isinstance(given, str) else given


def _listed(name: str, lists: Mapping[str, str]) -> str:
    if name not in lists:
        raise ValueError(f"no list is called <{name}>")
    return lists[name]


def is_node(name: str) -> bool:
    """Whether a name is that of a node (`flow.node`); that of a step has no full stop."""
    return "." in name
