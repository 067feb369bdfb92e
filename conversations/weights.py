"""Weighs a message where rules are silent or weak: sums of small readable weights, one table for all conclusions.

Pure and deterministic. A head is one yes-or-no question: `high`, `topic.rumor`, `intent.ask_steps`… Its score is where
it starts and the weights of the signs found. A rare sign says more than a common one, and the more signs a message has
the less each says, so that length alone says nothing: the signs of a message are a vector of length one, as usual with
logistic regression on text (TF-IDF). Sums are of whole hundredths, so their order changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from heapq import nsmallest
from math import sqrt
from struct import Struct
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

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
_GROUPS = ("grave", "calm", "kind", "topic", "intent", "audience")
Row = Annotated[str, StringConstraints(pattern=r"^[a-z_.]+ -?\d+\.\d+( [a-z_.]+ -?\d+\.\d+)*$")]


class WeightsFile(BaseModel):
    """`start`: score of each head before any sign; `bars`: what a score must reach; `classes` of words, by word.

    Two of `bars` are shares: `grave` of the likeliest kind's danger, added to that of all; `calm` of each head that
    says that it looks alarming and is not (`calm.harmless`) or is long over (`calm.past`), taken off above zero.

    `weights`: sign → `head weight head weight…`, its rarity counted in; under `rare` the rarity, ln(lines / lines with
    it) + 1. Thousands of rows are written as text because a message needs a few dozen.
    """

    model_config = ConfigDict(extra="forbid")

    about: str
    bars: dict[str, float]
    start: dict[str, float]
    classes: dict[str, str]
    weights: dict[str, Row]


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
        if not self.scores or max(self.scores) < bar:
            return []
        return [name for name, score in zip(self.names, self.scores, strict=True) if score >= bar]


Part = tuple[tuple[str, ...], slice]
_NO_PART: Part = ((), slice(0))


class Weighed(NamedTuple):
    """Scores in hundredths. `high` is settled with what else speaks of danger: see `WeightsFile`.

    `scores` are those of all heads, `parts` where each group of heads stands among them; `first` the word that the run
    which counted begins with.
    """

    low: float
    high: float
    imminent: float
    other: float
    scores: Sequence[float]
    parts: Mapping[str, Part]
    first: int = 0

    @property
    def grave(self) -> Scores:
        """How likely each kind of danger is; the other groups of heads in the same way."""
        return self._of("grave")

    @property
    def kind(self) -> Scores:
        return self._of("kind")

    @property
    def topic(self) -> Scores:
        return self._of("topic")

    @property
    def intent(self) -> Scores:
        return self._of("intent")

    @property
    def audience(self) -> Scores:
        return self._of("audience")

    def _of(self, group: str) -> Scores:
        names, place = self.parts.get(group, _NO_PART)
        return Scores(names, self.scores[place])


UNWEIGHED = Weighed(0, 0, 0, 0, (), {})


class _Worth(dict[tuple[str, str], int]):
    """A weight in the field of its head, worked out once: thousands of signs share a few hundred."""

    def __init__(self, shifts: Mapping[str, int]) -> None:
        super().__init__()
        self._shifts = shifts

    def __missing__(self, weight: tuple[str, str]) -> int:
        head, value = weight[0], float(weight[1])
        hundredths = round((value**2 if head == RARE else value) * _UNIT)
        worth = self[weight] = hundredths << self._shifts[head]
        return worth


class _Table:
    """Each sign as one whole number, made of its row when a message first has it.

    All heads stand side by side in it: one addition sums them all. Above them, the square of its rarity.
    """

    def __init__(self, rows: Mapping[str, str], heads: Sequence[str]) -> None:
        self._told: dict[str, Any] = dict(rows)  # the row, later its number: one place to look
        self._worth = _Worth({head: place * _FIELD for place, head in enumerate([*heads, RARE])})

    def sum(self, signs: Set[str], start: int) -> int:
        """The numbers of those signs that have weights, added to `start`."""
        try:
            together: int = sum(filter(None, map(self._told.get, signs)), start)
        except TypeError:  # a row among them
            together = sum(self.numbers(signs).values(), start)
        return together

    def numbers(self, signs: Set[str]) -> Mapping[str, int]:
        """Those signs that have weights, each with its number."""
        found = {sign: self._told[sign] for sign in signs if sign in self._told}
        for sign, told in found.items():
            if isinstance(told, str):
                found[sign] = self._told[sign] = self._number(told)
        return found

    def _number(self, row: str) -> int:
        parts = row.split()
        return sum(map(self._worth.__getitem__, zip(parts[::2], parts[1::2], strict=True)))


class Scales:
    """Built once from `weights.json`; shared everywhere. `bars` are in hundredths."""

    def __init__(self, given: WeightsFile) -> None:
        grouped = {group: [head for head in given.start if head.startswith(group + ".")] for group in _GROUPS}
        heads = [*_LEVELS, *(head for group in _GROUPS for head in grouped[group])]
        self.bars = {name: round(bar * _UNIT) for name, bar in given.bars.items()}
        self._grave, self._calm = given.bars.get("grave", 0.0), given.bars.get("calm", 0.0)
        self._empty = not given.weights
        self._heads = {head: place for place, head in enumerate(heads)}
        self._classes = {word: tuple(f"<{name}>" for name in names.split()) for word, names in given.classes.items()}
        self._start = [float(round(given.start.get(head, 0.0) * _UNIT)) for head in heads]
        self._fields = Struct(f"<{len(heads) + 1}i")
        self._zero = sum(_ZERO << place * _FIELD for place in range(len(heads)))
        self._table = _Table(given.weights, heads)
        self._parts: dict[str, Part] = {}
        first = len(_LEVELS)
        for group in _GROUPS:
            names = tuple([head.partition(".")[2] for head in grouped[group]])
            self._parts[group] = (names, slice(first, first + len(names)))
            first += len(names)
        self._graves, self._calms = self._parts["grave"][1], self._parts["calm"][1]

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
        if self._empty:
            return UNWEIGHED
        around = [*circumstances(typed, lang), *ruled_signs(ruled)]
        count = len(typed.words)
        if count <= _RUN:
            return self._run(around, typed.words, 0)
        firsts = range(0, count - _OVERLAP, _RUN - _OVERLAP)
        runs = [self._run(around, typed.words[first : first + _RUN], first) for first in firsts]
        return max(runs, key=lambda run: run.high)

    def _run(self, around: Iterable[str], words: Sequence[str], first: int) -> Weighed:
        signs = names_of(words, self._classes)
        signs.update(around)
        scores = self._scores(signs)
        low, high, imminent, other = scores[: len(_LEVELS)]
        high += self._grave * max(scores[self._graves], default=0.0)
        high -= self._calm * sum([one for one in scores[self._calms] if one > 0])
        return Weighed(low, high, imminent, other, scores, self._parts, first)

    def _scores(self, signs: set[str]) -> list[float]:
        """Each field holds a sum and half of its range, so that none borrows from its neighbour; where its highest bit
        is turned, the half is gone."""
        together = self._table.sum(signs, self._zero)
        sums = self._fields.unpack((together ^ self._zero).to_bytes(self._fields.size, "little"))
        less = sqrt(_UNIT / sums[-1]) if sums[-1] else 1.0
        return [start + one * less for start, one in zip(self._start, sums, strict=False)]

    def reasons(
        self, level: RiskLevel, kinds: Sequence[str], typed: Typed, weighed: Weighed, offset: int
    ) -> list[Reason]:
        """Why weights changed the level: the strongest signs for it (against danger, where it was lowered) in the run
        that counted."""
        if level in ("none", "low"):
            heads = {"high": -1, "calm.harmless": 1, "calm.past": 1}
        else:
            heads = {level: 1} | {f"grave.{kind}": 1 for kind in kinds[:1]}
        run = slice(weighed.first, weighed.first + _RUN)
        found = {sign: (first, last) for sign, first, last in signs_of(typed.words[run], self._classes)}
        fields = [(sign, self._bytes(number)) for sign, number in self._table.numbers(found.keys()).items()]
        told = [one for head, way in heads.items() for one in self._speaking(head, way, fields)]
        starts, ends = typed.starts[run], typed.ends[run]
        return [
            Reason(f"weight.{head}: {sign}", starts[found[sign][0]] + offset, ends[found[sign][1]] + offset)
            for _, sign, head in nsmallest(_STRONGEST, told)
        ]

    def _bytes(self, number: int) -> bytes:
        """What a sign says of every head, each as four bytes above zero."""
        return (number + self._zero).to_bytes(self._fields.size, "little")

    def _speaking(self, head: str, way: int, fields: list[tuple[str, bytes]]) -> list[tuple[int, str, str]]:
        """What speaks for a head (against it, where `way` is -1): hundredths below zero, the most comes first."""
        place = self._heads[head] * (_FIELD // 8)
        beyond = place + _FIELD // 8
        told = [(way * (_ZERO - int.from_bytes(given[place:beyond], "little")), sign, head) for sign, given in fields]
        return [one for one in told if one[0] < 0]
