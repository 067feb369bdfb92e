"""Weighs a message where rules are silent or weak: sums of small readable weights, one table for all conclusions.

Pure and deterministic. A head is one yes-or-no question: `high`, `topic.rumor`, `intent.ask_steps`… Its score is where
it starts and the weights of the signs found. A rare sign says more than a common one, and the more signs a message has
the less each says, so that length alone says nothing: the signs of a message are a vector of length one, as usual with
logistic regression on text (TF-IDF). Sums are of whole hundredths, so their order changes nothing.
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
from conversations.signs import Ruled, circumstances, names_of, ruled_signs, signs_of

PATH = "languages/fr/understanding/weights.json"
RARE = "rare"
_RUN = 60
_OVERLAP = 12
_STRONGEST = 3
_UNIT = 100
_FIELD = 32
_ZERO = 1 << (_FIELD - 1)
_LEVELS = ("low", "high", "imminent", "concerns.other")
_GROUPS = ("kind", "topic", "intent", "audience")


class WeightsFile(BaseModel):
    """`start`: score of each head before any sign; `bars`: what a score must reach; `classes` of words, by word.

    `weights`: sign → head → weight, its rarity counted in; under `rare` the rarity, ln(lines / lines with it) + 1.
    """

    model_config = ConfigDict(extra="forbid")

    about: str
    bars: dict[str, float]
    start: dict[str, float]
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
    """Scores in hundredths."""

    low: float
    high: float
    imminent: float
    other: float
    kind: Scores
    topic: Scores
    intent: Scores
    audience: Scores


UNWEIGHED = Weighed(0, 0, 0, 0, Scores(), Scores(), Scores(), Scores())


class _Worth(dict[tuple[str, float], int]):
    """A weight in the field of its head, worked out once: thousands of signs share a few hundred."""

    def __init__(self, shifts: Mapping[str, int]) -> None:
        super().__init__()
        self._shifts = shifts

    def __missing__(self, weight: tuple[str, float]) -> int:
        head, value = weight
        hundredths = round((value**2 if head == RARE else value) * _UNIT)
        worth = self[weight] = hundredths << self._shifts[head]
        return worth


class Scales:
    """Built once from `weights.json`; shared everywhere. `bars` are in hundredths."""

    def __init__(self, given: WeightsFile) -> None:
        grouped = {group: [head for head in given.start if head.startswith(group + ".")] for group in _GROUPS}
        heads = [*_LEVELS, *(head for group in _GROUPS for head in grouped[group])]
        self.bars = {name: round(bar * _UNIT) for name, bar in given.bars.items()}
        self._given = given
        self._classes = {word: tuple(f"<{name}>" for name in names.split()) for word, names in given.classes.items()}
        self._start = [round(given.start.get(head, 0.0) * _UNIT) for head in heads]
        self._fields = Struct(f"<{len(heads) + 1}i")
        self._zero = sum(_ZERO << place * _FIELD for place in range(len(heads)))
        # All heads of a sign stand side by side in one whole number: one addition sums them all. Above them, the square
        # of its rarity.
        worth = _Worth({head: place * _FIELD for place, head in enumerate([*heads, RARE])})
        self._table = {sign: sum(map(worth.__getitem__, told.items())) for sign, told in given.weights.items()}
        self._told: dict[tuple[str, int], dict[str, float]] = {}
        self._parts: list[tuple[tuple[str, ...], slice]] = []
        first = len(_LEVELS)
        for group in _GROUPS:
            names = tuple([head.partition(".")[2] for head in grouped[group]])
            self._parts.append((names, slice(first, first + len(names))))
            first += len(names)

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
        if not self._table:
            return UNWEIGHED
        around = {*circumstances(typed, lang), *ruled_signs(ruled)}
        count = len(typed.words)
        if count <= _RUN:
            return self._run(around, typed.words)
        firsts = range(0, count - _OVERLAP, _RUN - _OVERLAP)
        runs = [self._run(around, typed.words[at : at + _RUN]) for at in firsts]
        return max(runs, key=lambda run: run.high)

    def _run(self, around: set[str], words: Sequence[str]) -> Weighed:
        scores = self._scores(around.union(names_of(words, self._classes)))
        kind, topic, intent, audience = [Scores(names, scores[part]) for names, part in self._parts]
        low, high, imminent, other = scores[: len(_LEVELS)]
        return Weighed(low, high, imminent, other, kind, topic, intent, audience)

    def _scores(self, signs: set[str]) -> list[float]:
        """Each field holds a sum and half of its range, so that none borrows from its neighbour; where its highest bit
        is turned, the half is gone."""
        together = sum(map(self._table.get, signs, repeat(0)), self._zero)
        *sums, squares = self._fields.unpack((together ^ self._zero).to_bytes(self._fields.size, "little"))
        less = sqrt(_UNIT / squares) if squares else 1.0
        return list(map(add, self._start, map(mul, sums, repeat(less))))

    def reasons(self, level: RiskLevel, typed: Typed, offset: int) -> list[Reason]:
        """Why weights changed the level: the strongest signs for it (against danger, where it was lowered)."""
        head, way = ("high", 1) if level in ("none", "low") else (level, -1)
        telling = self._telling(head, way)
        signs = signs_of(typed.words, self._classes)
        found = {sign: (first, last) for sign, first, last in signs if sign in telling}
        strong = sorted((telling[sign], sign, *places) for sign, places in found.items())
        return [
            Reason(f"weight.{head}: {name}", typed.starts[first] + offset, typed.ends[last] + offset)
            for _, name, first, last in strong[:_STRONGEST]
        ]

    def _telling(self, head: str, way: int) -> Mapping[str, float]:
        """Every sign that speaks that way for a head, and how much."""
        told = self._told.get((head, way))
        if told is None:
            weights = [(sign, way * heads[head]) for sign, heads in self._given.weights.items() if head in heads]
            told = self._told[head, way] = {sign: worth for sign, worth in weights if worth < 0}
        return told
