"""Weighs a message where rules are silent or weak: sums of small readable weights, one table for all conclusions.

Pure and deterministic. A head is one yes-or-no question: `high`, `topic.rumor`, `intent.ask_steps`… Its score is the
sum of the weights of the signs found, above zero for yes. Sums are of whole hundredths, so their order changes nothing.
"""

from collections.abc import Mapping
from struct import Struct
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from conversations.errors import ContentError
from conversations.findings import Reason, RiskLevel
from conversations.normalise import Typed
from conversations.signs import Ruled, circumstances, places_of, ruled_signs, signs_of

PATH = "languages/fr/understanding/weights.json"
_RUN = 60
_OVERLAP = 12
_STRONGEST = 3
_UNIT = 100
_FIELD = 32
_ZERO = 1 << (_FIELD - 2)
_LEVELS = ("low", "high", "imminent", "concerns.other")
_GROUPS = ("kind", "topic", "intent", "audience")


class WeightsFile(BaseModel):
    """`start`: score of each head before any sign; `bars`: what a score must reach; `classes` of words, by word."""

    model_config = ConfigDict(extra="forbid")

    about: str
    bars: dict[str, float]
    start: dict[str, float]
    classes: dict[str, str]
    weights: dict[str, dict[str, float]]


class Weighed(NamedTuple):
    """Scores in hundredths, by name within each group of heads."""

    low: int
    high: int
    imminent: int
    other: int
    kind: Mapping[str, int]
    topic: Mapping[str, int]
    intent: Mapping[str, int]
    audience: Mapping[str, int]


UNWEIGHED = Weighed(0, 0, 0, 0, {}, {}, {}, {})


class Scales:
    """Built once from `weights.json`; shared everywhere. `bars` are in hundredths."""

    def __init__(self, given: WeightsFile) -> None:
        grouped = {group: [head for head in given.start if head.startswith(group + ".")] for group in _GROUPS}
        heads = [*_LEVELS, *(head for group in _GROUPS for head in grouped[group])]
        places = {head: place for place, head in enumerate(heads)}
        self.bars = {name: round(bar * _UNIT) for name, bar in given.bars.items()}
        self._given = given
        # All heads of a sign stand side by side in one whole number, so that one addition sums them all.
        self._start = sum(
            (_ZERO + round(given.start.get(head, 0.0) * _UNIT)) << places[head] * _FIELD for head in heads
        )
        self._table = {
            sign: sum(round(weight * _UNIT) << places[head] * _FIELD for head, weight in weights.items())
            for sign, weights in given.weights.items()
        }
        self._apart = Struct(f"<{len(heads)}I")
        self._classes = {word: tuple(f"<{name}>" for name in names.split()) for word, names in given.classes.items()}
        self._parts: list[tuple[list[str], slice]] = []
        for group in _GROUPS:
            names = [head.partition(".")[2] for head in grouped[group]]
            first = places[grouped[group][0]] if names else 0
            self._parts.append((names, slice(first, first + len(names))))

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
        """A long message is weighed in runs of words, so that length alone says nothing; the gravest run counts."""
        if not self._table:
            return UNWEIGHED
        around = [*circumstances(typed, lang), *ruled_signs(ruled)]
        count = len(typed.words)
        if count <= _RUN:
            return self._named(self._sums(around, typed.words))
        firsts = range(0, count - _OVERLAP, _RUN - _OVERLAP)
        runs = [self._sums(around, typed.words[at : at + _RUN]) for at in firsts]
        return self._named(max(runs, key=lambda sums: sums[_LEVELS.index("high")]))

    def _sums(self, around: list[str], words: list[str]) -> list[int]:
        table = self._table
        found = table.keys() & {*around, *signs_of(words, self._classes)}
        together = sum(map(table.__getitem__, found), self._start)
        return [score - _ZERO for score in self._apart.unpack(together.to_bytes(self._apart.size, "little"))]

    def _named(self, sums: list[int]) -> Weighed:
        kind, topic, intent, audience = (dict(zip(names, sums[part], strict=True)) for names, part in self._parts)
        low, high, imminent, other = sums[: len(_LEVELS)]
        return Weighed(low, high, imminent, other, kind, topic, intent, audience)

    def reasons(self, level: RiskLevel, typed: Typed, offset: int) -> list[Reason]:
        """Why weights changed the level: the strongest signs for it (against danger, where it was lowered)."""
        head, way = ("high", 1) if level in ("none", "low") else (level, -1)
        weights = self._given.weights
        found = places_of(typed.words, self._classes)
        strong = sorted(
            (way * weights[name].get(head, 0.0), name, *found[name]) for name in weights.keys() & found.keys()
        )
        return [
            Reason(f"weight.{head}: {name}", typed.starts[first] + offset, typed.ends[last] + offset)
            for weight, name, first, last in strong[:_STRONGEST]
            if weight < 0
        ]
