"""Weighs a message where rules are silent or weak: sums of small readable weights, one table for all conclusions.

Pure and deterministic. A head is one yes-or-no question: `high`, `topic.rumor`, `intent.ask_steps`… Its score is where
it starts and the weights of the signs found, less each the more signs there are: length alone says nothing. Sums are of
whole hundredths, so their order changes nothing.
"""

from collections.abc import Mapping, Sequence
from itertools import repeat
from math import sqrt
from operator import add, mul
from struct import Struct
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from conversations.errors import ContentError
from conversations.findings import Reason, RiskLevel
from conversations.normalise import Typed
from conversations.pairs import Numbers, Pair, Word, keys_of, pair_of, places_of
from conversations.patterns import SKIPPED
from conversations.signs import (
    APART,
    BETWEEN,
    NEAR,
    Ruled,
    circumstances,
    classes_of,
    kept_of,
    letters_of,
    ruled_signs,
    stem_of,
)

PATH = "languages/fr/understanding/weights.json"
_RUN = 60
_OVERLAP = 12
_STRONGEST = 3
_UNIT = 100
_FIELD = 32
_ZERO = 1 << (_FIELD - 1)
_LEVELS = ("low", "high", "imminent", "concerns.other")
_GROUPS = ("kind", "topic", "intent", "audience")
_EVERYDAY = 9  # words; what is this short alarms by words of danger only, never by little words that add up
_WORDS_KEPT = 20_000
EVEN = 4.0  # a message with sixteen known signs is weighed as it stands


class WeightsFile(BaseModel):
    """`start`: score of each head before any sign; `bars`: what a score must reach; `classes` of words, by word.

    `grave`: classes without which weights alone raise no alarm; `urgent`: without which they raise none for now.
    """

    model_config = ConfigDict(extra="forbid")

    about: str
    bars: dict[str, float]
    start: dict[str, float]
    grave: str = ""
    urgent: str = ""
    classes: dict[str, str]
    weights: dict[str, dict[str, float]]


class Scores(NamedTuple):
    """Of one group of heads, in hundredths: names and scores side by side."""

    names: tuple[str, ...] = ()
    scores: Sequence[float] = ()

    def of(self, name: str) -> float:
        """Zero for a name that the group does not have."""
        return self.scores[self.names.index(name)] if name in self.names else 0.0

    def best(self) -> str:
        """The name with the highest score, the first of several; there has to be one."""
        return self.names[self.scores.index(max(self.scores))]

    def reaching(self, bar: float) -> list[str]:
        """The names whose score is at least `bar`."""
        return [name for name, score in zip(self.names, self.scores, strict=True) if score >= bar]


class Weighed(NamedTuple):
    """Scores in hundredths; whether grave and urgent words stand in it (a message of some length counts as both)."""

    low: float
    high: float
    imminent: float
    other: float
    kind: Scores
    topic: Scores
    intent: Scores
    audience: Scores
    grave: bool
    urgent: bool


UNWEIGHED = Weighed(0, 0, 0, 0, Scores(), Scores(), Scores(), Scores(), False, False)


class _Worth(dict[tuple[str, float], int]):
    """A weight in the field of its head, worked out once: thousands of signs share a few hundred."""

    def __init__(self, shifts: Mapping[str, int]) -> None:
        super().__init__()
        self._shifts = shifts

    def __missing__(self, weight: tuple[str, float]) -> int:
        worth = self[weight] = round(weight[1] * _UNIT) << self._shifts[weight[0]]
        return worth


class Scales:
    """Built once from `weights.json`; shared everywhere. `bars` are in hundredths."""

    def __init__(self, given: WeightsFile) -> None:
        grouped = {group: [head for head in given.start if head.startswith(group + ".")] for group in _GROUPS}
        heads = [*_LEVELS, *(head for group in _GROUPS for head in grouped[group])]
        self.bars = {name: round(bar * _UNIT) for name, bar in given.bars.items()}
        self._given = given
        self._classes = {word: tuple(f"<{name}>" for name in names.split()) for word, names in given.classes.items()}
        self._grave = frozenset(f"<{name}>" for name in given.grave.split())
        self._urgent = frozenset(f"<{name}>" for name in given.urgent.split())
        self._start = [round(given.start.get(head, 0.0) * _UNIT) for head in heads]
        self._fields = Struct(f"<{len(heads) + 1}i")
        self._zero = sum(_ZERO << place * _FIELD for place in range(len(heads)))
        self._alone: dict[str, int] = {}
        self._pairs: dict[int, int] = {}
        pairs = {sign: pair for sign in given.weights if (pair := pair_of(sign)) is not None}
        self._numbers = Numbers(pairs.values())
        self._lay_out({head: place * _FIELD for place, head in enumerate(heads)}, 1 << len(heads) * _FIELD, pairs)
        self._words: dict[str, Word] = {}
        self._told: dict[tuple[str, int], dict[str | int, tuple[float, str]]] = {}
        self._parts: list[tuple[tuple[str, ...], slice]] = []
        first = len(_LEVELS)
        for group in _GROUPS:
            names = tuple([head.partition(".")[2] for head in grouped[group]])
            self._parts.append((names, slice(first, first + len(names))))
            first += len(names)

    def _lay_out(self, shifts: Mapping[str, int], one: int, pairs: Mapping[str, Pair]) -> None:
        """All heads of a sign stand side by side in one whole number, one addition sums them all; `one` counts it."""
        worth = _Worth(shifts)
        for sign, weights in self._given.weights.items():
            together = sum(map(worth.__getitem__, weights.items()), one)
            pair = pairs.get(sign)
            if pair is None:
                self._alone[sign] = together
            else:
                self._pairs[self._numbers.key(pair)] = together

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Scales":
        """From `languages/fr/understanding/weights.json`. Without it rules decide alone. ContentError if it is bad."""
        text = files.get(PATH)
        if text is None:
            return cls(WeightsFile(about="", bars={}, start={}, classes={}, weights={}))
        try:
            return cls(WeightsFile.model_validate_json(text))
        except ValidationError as error:
            raise ContentError("pack.invalid", file=PATH, forgotten="to run tests/training/train.py") from error

    def weigh(self, typed: Typed, lang: str, ruled: Ruled) -> Weighed:
        """A long message is weighed in runs of words; the gravest run counts."""
        if not self._alone:
            return UNWEIGHED
        around = sum(map(self._alone.get, [*circumstances(typed, lang), *ruled_signs(ruled)], repeat(0)), self._zero)
        count = len(typed.words)
        if count <= _RUN:
            return self._run(around, typed.words)
        firsts = range(0, count - _OVERLAP, _RUN - _OVERLAP)
        runs = [self._run(around, typed.words[at : at + _RUN]) for at in firsts]
        return max(runs, key=lambda run: (run.grave, run.high))

    def _run(self, around: int, words: Sequence[str]) -> Weighed:
        ready = self._words
        known = [ready.get(word) or self._known(word) for word in words if word not in SKIPPED]
        scores = self._scores(around, known)
        kind, topic, intent, audience = [Scores(names, scores[part]) for names, part in self._parts]
        low, high, imminent, other = scores[: len(_LEVELS)]
        told = len(known) > _EVERYDAY
        grave, urgent = told or any(word.grave for word in known), told or any(word.urgent for word in known)
        return Weighed(low, high, imminent, other, kind, topic, intent, audience, grave, urgent)

    def _scores(self, around: int, known: list[Word]) -> list[float]:
        """Each field holds a sum and half of its range, so that none borrows from its neighbour; where its highest bit
        is turned, the half is gone."""
        together = sum({word.word: word.alone for word in known}.values(), around)
        together = sum(map(self._pairs.get, keys_of(known), repeat(0)), together)
        *sums, count = self._fields.unpack((together ^ self._zero).to_bytes(self._fields.size, "little"))
        less = EVEN / sqrt(max(count, 1))
        return list(map(add, self._start, map(mul, sums, repeat(less))))

    def _known(self, word: str) -> Word:
        """Only words that begin like one of the packs are remembered: names and numbers are worked out each time."""
        found = self._look_up(word)
        if stem_of(word) in self._alone and len(self._words) < _WORDS_KEPT:
            self._words[word] = found
        return found

    def _look_up(self, word: str) -> Word:
        stem, classes = stem_of(word), classes_of(word, self._classes)
        signs = tuple([sign for sign in (stem, *classes, *letters_of(word)) if sign in self._alone])
        numbers = self._numbers
        return Word(
            word=word,
            alone=sum([self._alone[sign] for sign in signs]),
            signs=signs,
            near_first=numbers.firsts(NEAR, (stem, *classes)),
            near_second=numbers.seconds(NEAR, (stem, *classes)),
            between_first=numbers.first(BETWEEN, stem),
            between_second=numbers.second(BETWEEN, stem),
            apart_first=numbers.firsts(APART, classes),
            apart_second=numbers.seconds(APART, classes),
            grave=not self._grave.isdisjoint(classes),
            urgent=not self._urgent.isdisjoint(classes),
        )

    def reasons(self, level: RiskLevel, typed: Typed, offset: int) -> list[Reason]:
        """Why weights changed the level: the strongest signs for it (against danger, where it was lowered)."""
        head, way = ("high", 1) if level in ("none", "low") else (level, -1)
        telling, found = self._telling(head, way), self._found(typed.words)
        strong = sorted([(*telling[sign], *found[sign]) for sign in telling.keys() & found.keys()])
        return [
            Reason(f"weight.{head}: {name}", typed.starts[first] + offset, typed.ends[last] + offset)
            for _, name, first, last in strong[:_STRONGEST]
        ]

    def _telling(self, head: str, way: int) -> Mapping[str | int, tuple[float, str]]:
        """Every sign that speaks that way for a head, by its name or the number of its pair: how much, and its name."""
        told = self._told.get((head, way))
        if told is None:
            weights = [(sign, way * heads[head]) for sign, heads in self._given.weights.items() if head in heads]
            told = {self._sign(sign): (worth, sign) for sign, worth in weights if worth < 0}
            self._told[head, way] = told
        return told

    def _sign(self, name: str) -> str | int:
        pair = pair_of(name)
        return name if pair is None else self._numbers.key(pair)

    def _found(self, words: Sequence[str]) -> dict[str | int, tuple[int, int]]:
        """Where each sign stands: one of a word where the word first does, a pair where it first does."""
        kept = [(place, self._words.get(word) or self._known(word)) for place, word in kept_of(words)]
        found: dict[str | int, tuple[int, int]] = {}
        told: set[str] = set()
        for place, word in kept:
            if word.word not in told:
                told.add(word.word)
                found.update(dict.fromkeys(word.signs, (place, place)))
        found.update(places_of([word for _, word in kept], [place for place, _ in kept]).items())
        return found
