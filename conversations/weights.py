"""Weighs a message where rules are silent or weak: sums of small readable weights, one table for all conclusions.

Pure and deterministic. A head is one yes-or-no question: `high`, `topic.rumor`, `intent.ask_steps`… Its score is where
it starts and the weights of the signs found, less each the more signs there are: length alone says nothing. Sums are of
whole hundredths, so their order changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from math import sqrt
from operator import add, mul
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
_ZERO = 1 << (_FIELD - 1)
_LEVELS = ("low", "high", "imminent", "concerns.other")
_GROUPS = ("kind", "topic", "intent", "audience")
_EVERYDAY = 9  # words; what is this short alarms by words of danger only, never by little words that add up
_WORDS_KEPT = 20_000
_WAYS = {APART: 2, BETWEEN: 1, NEAR: 0}  # the longest first: each holds the next
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


@dataclass(frozen=True, slots=True, eq=False)
class _Word:
    """What a word weighs alone, and its numbers as one of a pair: keys of the table where two of them add up.

    `near_*` for neighbours, by the word and its classes; `between_*` with one word between, by the word (zero for none
    that counts); `apart_*` a few words apart, by its classes.
    """

    word: str
    alone: int
    near_first: tuple[int, ...]
    near_second: tuple[int, ...]
    between_first: int
    between_second: int
    apart_first: tuple[int, ...]
    apart_second: tuple[int, ...]
    grave: bool
    urgent: bool


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
        self._numbers: dict[str, int] = {}
        self._lay_out({head: place * _FIELD for place, head in enumerate(heads)}, 1 << len(heads) * _FIELD)
        self._words: dict[str, _Word] = {}
        self._parts: list[tuple[list[str], slice]] = []
        first = len(_LEVELS)
        for group in _GROUPS:
            names = [head.partition(".")[2] for head in grouped[group]]
            self._parts.append((names, slice(first, first + len(names))))
            first += len(names)

    def _lay_out(self, shifts: Mapping[str, int], one: int) -> None:
        """All heads of a sign stand side by side in one whole number, one addition sums them all; `one` counts it."""
        worth = _Worth(shifts)
        pairs: list[tuple[int, str, str, int]] = []
        for sign, weights in self._given.weights.items():
            together = sum(map(worth.__getitem__, weights.items()), one)
            way = next((way for way in _WAYS if way in sign), "")
            if way:
                first, _, second = sign.partition(way)
                pairs.append((_WAYS[way], first, second, together))
            else:
                self._alone[sign] = together
        parts = dict.fromkeys(part for _, first, second, _ in pairs for part in (first, second))
        self._numbers = {part: number for number, part in enumerate(parts, start=1)}
        self._shift = len(parts).bit_length()
        self._pairs = {self._first(first, way) + self._numbers[second]: sums for way, first, second, sums in pairs}

    def _first(self, part: str, way: int) -> int:
        """The number of the first of a pair, which the number of the second is added to."""
        return ((way << self._shift) + self._numbers[part]) << self._shift

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
        kind, topic, intent, audience = [dict(zip(names, scores[part], strict=True)) for names, part in self._parts]
        low, high, imminent, other = scores[: len(_LEVELS)]
        told = len(known) > _EVERYDAY
        grave, urgent = told or any(word.grave for word in known), told or any(word.urgent for word in known)
        return Weighed(low, high, imminent, other, kind, topic, intent, audience, grave, urgent)

    def _scores(self, around: int, known: list[_Word]) -> list[float]:
        """Each field holds a sum and half of its range, so that none borrows from its neighbour; where its highest bit
        is turned, the half is gone."""
        together = sum({word.word: word.alone for word in known}.values(), around)
        together = sum(map(self._pairs.get, _keys(known), repeat(0)), together)
        *sums, count = self._fields.unpack((together ^ self._zero).to_bytes(self._fields.size, "little"))
        less = EVEN / sqrt(max(count, 1))
        return list(map(add, self._start, map(mul, sums, repeat(less))))

    def _known(self, word: str) -> _Word:
        """Only words that begin like one of the packs are remembered: names and numbers are worked out each time."""
        found = self._look_up(word)
        if stem_of(word) in self._alone and len(self._words) < _WORDS_KEPT:
            self._words[word] = found
        return found

    def _look_up(self, word: str) -> _Word:
        stem, classes = stem_of(word), classes_of(word, self._classes)
        named = [name for name in classes if name in self._numbers]
        parts = [stem, *named] if stem in self._numbers else named
        counts = stem in self._numbers
        return _Word(
            word=word,
            alone=sum(self._alone.get(sign, 0) for sign in (stem, *classes, *letters_of(word))),
            near_first=tuple(self._first(part, _WAYS[NEAR]) for part in parts),
            near_second=tuple(self._numbers[part] for part in parts),
            between_first=self._first(stem, _WAYS[BETWEEN]) if counts else 0,
            between_second=self._numbers[stem] if counts else 0,
            apart_first=tuple(self._first(name, _WAYS[APART]) for name in named),
            apart_second=tuple(self._numbers[name] for name in named),
            grave=not self._grave.isdisjoint(classes),
            urgent=not self._urgent.isdisjoint(classes),
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


def _keys(known: Sequence[_Word]) -> set[int]:
    """Every pair that may stand in the table: what repeats counts once."""
    keys = {
        one + other for first, second in pairwise(known) for one in first.near_first for other in second.near_second
    }
    keys.update(
        [
            first.between_first + second.between_second
            for first, second in zip(known, known[2:], strict=False)
            if first.between_first and second.between_second
        ]
    )
    classed = [(at, word) for at, word in enumerate(known) if word.apart_first]
    for number, (at, first) in enumerate(classed, start=1):
        for beyond, second in classed[number : number + REACH]:
            if beyond - at > REACH:
                break
            keys.update([one + other for one in first.apart_first for other in second.apart_second])
    return keys
