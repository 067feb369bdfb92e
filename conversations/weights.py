"""Weighs a message where rules are silent or weak: sums of small readable weights, one table for all conclusions.

Pure and deterministic. A head is one yes-or-no question: `high`, `topic.rumor`, `intent.ask_steps`… Its score is where
it starts and the weights of the signs found. A rare sign says more than a common one, and the more signs a message has
the less each says, so that length alone says nothing: the signs of a message are a vector of length one, as usual with
logistic regression on text (TF-IDF). Sums are of whole hundredths, so their order changes nothing.
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from struct import Struct
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from conversations.errors import ContentError
from conversations.findings import Reason, RiskLevel
from conversations.normalise import Typed
from conversations.signs import Ruled, circumstances, ruled_signs, signs_of

PATH = "languages/fr/understanding/weights.json"
RARE = "rare"
_RUN = 60
_OVERLAP = 12
_STRONGEST = 3
_UNIT = 100
_FIELD = 32
_ZERO = 1 << (_FIELD - 2)
_LEVELS = ("low", "high", "imminent", "concerns.other")
_GROUPS = ("kind", "topic", "intent", "audience")


class WeightsFile(BaseModel):
    """`start`: score of each head before any sign; `bars`: what a score must reach; `classes` of words, by word.

    `weights`: sign → head → weight, its rarity counted in; under `rare` the rarity itself, ln(lines / lines with it) + 1.
    """

    model_config = ConfigDict(extra="forbid")

    about: str
    bars: dict[str, float]
    start: dict[str, float]
    classes: dict[str, str]
    weights: dict[str, dict[str, float]]


class Weighed(NamedTuple):
    """Scores in hundredths, by name within each group of heads."""

    low: float
    high: float
    imminent: float
    other: float
    kind: Mapping[str, float]
    topic: Mapping[str, float]
    intent: Mapping[str, float]
    audience: Mapping[str, float]


UNWEIGHED = Weighed(0, 0, 0, 0, {}, {}, {}, {})


class Scales:
    """Built once from `weights.json`; shared everywhere. `bars` are in hundredths."""

    def __init__(self, given: WeightsFile) -> None:
        grouped = {group: [head for head in given.start if head.startswith(group + ".")] for group in _GROUPS}
        heads = [*_LEVELS, *(head for group in _GROUPS for head in grouped[group])]
        self.bars = {name: round(bar * _UNIT) for name, bar in given.bars.items()}
        self._given = given
        self._classes = {word: tuple(f"<{name}>" for name in names.split()) for word, names in given.classes.items()}
        self._start = [round(given.start.get(head, 0.0) * _UNIT) for head in heads]
        self._apart = Struct(f"<{len(heads) + 1}I")
        self._zero = sum(_ZERO << place * _FIELD for place in range(len(heads)))
        self._table = _together(given.weights, {head: place * _FIELD for place, head in enumerate(heads)})
        self._parts: list[tuple[list[str], slice]] = []
        first = len(_LEVELS)
        for group in _GROUPS:
            names = [head.partition(".")[2] for head in grouped[group]]
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
        signs = around.union(sign for sign, _, _ in signs_of(words, self._classes))
        scores = self._scores(signs)
        kind, topic, intent, audience = (dict(zip(names, scores[part], strict=True)) for names, part in self._parts)
        low, high, imminent, other = scores[: len(_LEVELS)]
        return Weighed(low, high, imminent, other, kind, topic, intent, audience)

    def _scores(self, signs: set[str]) -> list[float]:
        table = self._table
        together = self._zero + sum(table[sign] for sign in signs if sign in table)
        *sums, squares = self._apart.unpack(together.to_bytes(self._apart.size, "little"))
        length = sqrt(squares / _UNIT) if squares else 1.0
        return [start + (score - _ZERO) / length for start, score in zip(self._start, sums, strict=True)]

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


def _together(weights: Mapping[str, Mapping[str, float]], shifts: Mapping[str, int]) -> dict[str, int]:
    """Sign → all its weights side by side in one whole number, so that one addition sums all heads.

    The field above the heads holds the square of its rarity.
    """
    above = len(shifts) * _FIELD
    return {
        sign: (round(given[RARE] ** 2 * _UNIT) << above)
        + sum(round(weight * _UNIT) << shifts[head] for head, weight in given.items() if head != RARE)
        for sign, given in weights.items()
    }
