"""Weighs a message where rules are silent or weak: sums of small readable weights, one table for all conclusions.

Pure and deterministic. A head is one yes-or-no question: `high`, `topic.rumor`, `intent.ask_steps`… Its score is where
it starts and the weights of the signs found, less each the more signs there are: length alone says nothing. Sums are of
whole hundredths, so their order changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from struct import Struct
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from conversations.errors import ContentError
from conversations.findings import Reason, RiskLevel
from conversations.normalise import Typed
from conversations.patterns import SKIPPED
from conversations.signs import (
    APART,
    BETWEEN,
    NEAR,
    REACH,
    Ruled,
    circumstances,
    classes_of,
    letters_of,
    ruled_signs,
    signs_of,
    stem_of,
)

PATH = "languages/fr/understanding/weights.json"
_RUN = 60
_OVERLAP = 12
_STRONGEST = 3
_UNIT = 100
_FIELD = 32
_ZERO = 1 << (_FIELD - 2)
_LEVELS = ("low", "high", "imminent", "concerns.other")
_GROUPS = ("kind", "topic", "intent", "audience")
_EVERYDAY = 9  # words; what is this short alarms by words of danger only, never by little words that add up
_WORDS_KEPT = 20_000
_PLACE = 20  # bits of the number of a part
EVEN = 4.0  # a message with sixteen known signs is weighed as it stands
_NOWHERE = -(1 << 60)


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


class Weighed(NamedTuple):
    """Scores in hundredths, by name within each group of heads; whether grave and urgent words stand in it
    (a message of some length counts as both)."""

    low: float
    high: float
    imminent: float
    other: float
    kind: Mapping[str, float]
    topic: Mapping[str, float]
    intent: Mapping[str, float]
    audience: Mapping[str, float]
    grave: bool
    urgent: bool


UNWEIGHED = Weighed(0, 0, 0, 0, {}, {}, {}, {}, False, False)


class _Word(NamedTuple):
    """What a word weighs alone, and its numbers as one of a pair: the first one's are shifted, so that two add up."""

    word: str
    alone: int
    firsts: tuple[int, ...]
    seconds: tuple[int, ...]
    stem_first: int
    stem_second: int
    class_firsts: tuple[int, ...]
    class_seconds: tuple[int, ...]
    grave: bool
    urgent: bool


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
        self._apart = Struct(f"<{len(heads) + 1}I")
        self._zero = sum(_ZERO << place * _FIELD for place in range(len(heads)))
        self._alone: dict[str, int] = {}
        self._pairs: dict[str, dict[int, int]] = {NEAR: {}, BETWEEN: {}, APART: {}}
        self._numbers: dict[str, int] = {}
        self._lay_out({head: place * _FIELD for place, head in enumerate(heads)}, 1 << len(heads) * _FIELD)
        self._word = lru_cache(_WORDS_KEPT)(self._look_up)
        self._parts: list[tuple[list[str], slice]] = []
        first = len(_LEVELS)
        for group in _GROUPS:
            names = [head.partition(".")[2] for head in grouped[group]]
            self._parts.append((names, slice(first, first + len(names))))
            first += len(names)

    def _lay_out(self, shifts: Mapping[str, int], one: int) -> None:
        """All heads of a sign stand side by side in one whole number, one addition sums them all; `one` counts it."""
        for sign, weights in self._given.weights.items():
            together = one + sum(round(weight * _UNIT) << shifts[head] for head, weight in weights.items())
            between = next((way for way in (APART, BETWEEN, NEAR) if way in sign), "")
            first, _, second = sign.partition(between) if between else (sign, "", "")
            if between:
                self._pairs[between][(self._number(first) << _PLACE) + self._number(second)] = together
            else:
                self._alone[sign] = together

    def _number(self, part: str) -> int:
        return self._numbers.setdefault(part, len(self._numbers) + 1)

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
        alone = self._alone
        around = self._zero + sum(alone.get(sign, 0) for sign in (*circumstances(typed, lang), *ruled_signs(ruled)))
        count = len(typed.words)
        if count <= _RUN:
            return self._run(around, typed.words)
        firsts = range(0, count - _OVERLAP, _RUN - _OVERLAP)
        runs = [self._run(around, typed.words[at : at + _RUN]) for at in firsts]
        return max(runs, key=lambda run: (run.grave, run.high))

    def _run(self, around: int, words: Sequence[str]) -> Weighed:
        known = [self._known(word) for word in words if word not in SKIPPED]
        scores = self._scores(around, known)
        kind, topic, intent, audience = (dict(zip(names, scores[part], strict=True)) for names, part in self._parts)
        low, high, imminent, other = scores[: len(_LEVELS)]
        told = len(known) > _EVERYDAY
        grave, urgent = told or any(word.grave for word in known), told or any(word.urgent for word in known)
        return Weighed(low, high, imminent, other, kind, topic, intent, audience, grave, urgent)

    def _scores(self, around: int, known: list[_Word]) -> list[float]:
        near = {one + other for first, second in pairwise(known) for one in first.firsts for other in second.seconds}
        between = {first.stem_first + second.stem_second for first, second in zip(known, known[2:], strict=False)}
        together = around + sum({one.word: one.alone for one in known}.values())
        for way, keys in ((NEAR, near), (BETWEEN, between), (APART, _apart(known))):
            table = self._pairs[way]
            together += sum(map(table.__getitem__, table.keys() & keys))
        *sums, count = self._apart.unpack(together.to_bytes(self._apart.size, "little"))
        less = EVEN / sqrt(max(count, 1))
        return [start + (score - _ZERO) * less for start, score in zip(self._start, sums, strict=True)]

    def _known(self, word: str) -> _Word:
        """Only words that begin like one of the packs are remembered: names and numbers are worked out each time."""
        return self._word(word) if stem_of(word) in self._alone else self._look_up(word)

    def _look_up(self, word: str) -> _Word:
        stem, classes = stem_of(word), classes_of(word, self._classes)
        alone = sum(self._alone.get(sign, 0) for sign in (stem, *classes, *letters_of(word)))
        numbers = [self._numbers[part] for part in (stem, *classes) if part in self._numbers]
        number = self._numbers.get(stem, _NOWHERE)
        named = [self._numbers[name] for name in classes if name in self._numbers]
        return _Word(
            word,
            alone,
            tuple(one << _PLACE for one in numbers),
            tuple(numbers),
            number << _PLACE,
            number,
            tuple(one << _PLACE for one in named),
            tuple(named),
            not self._grave.isdisjoint(classes),
            not self._urgent.isdisjoint(classes),
        )

    def reasons(self, level: RiskLevel, typed: Typed, offset: int) -> list[Reason]:
        """Why weights changed the level: the strongest signs for it (against danger, where it was lowered)."""
        head, way = ("high", 1) if level in ("none", "low") else (level, -1)
        weights = self._given.weights
        found = {sign: (first, last) for sign, first, last in signs_of(typed.words, self._classes) if sign in weights}
        strong = sorted((way * weights[name].get(head, 0.0), name, *places) for name, places in found.items())
        return [
            Reason(f"weight.{head}: {name}", typed.starts[first] + offset, typed.ends[last] + offset)
            for weight, name, first, last in strong[:_STRONGEST]
            if weight < 0
        ]


def _apart(known: Sequence[_Word]) -> Iterable[int]:
    """Pairs of classes a few words apart."""
    found: set[int] = set()
    for at, first in enumerate(known):
        if first.class_firsts:
            seconds = [one for word in known[at + 1 : at + 1 + REACH] for one in word.class_seconds]
            found.update(one + other for one in first.class_firsts for other in seconds)
    return found
