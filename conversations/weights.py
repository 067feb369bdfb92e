"""Weighs a message where rules are silent or weak: sums of small readable weights, one table for all conclusions.

Pure and deterministic. A head is one yes-or-no question: `high`, `topic.rumor`, `intent.ask_steps`… Its score is the
sum of the weights of the signs found, above zero for yes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from conversations.errors import ContentError
from conversations.findings import Reason, RiskLevel
from conversations.normalise import Typed
from conversations.signs import NOWHERE, Classes, Ruled, Sign, circumstances, ruled_signs, signs_of

PATH = "languages/fr/understanding/weights.json"
RUN = 60
_OVERLAP = 12
_STRONGEST = 3
Weights = Mapping[str, Mapping[str, float]]


class WeightsFile(BaseModel):
    """`start`: score of each head before any sign; `bars`: what a score must reach; `classes` of words, by word."""

    model_config = ConfigDict(extra="forbid")

    about: str
    bars: dict[str, float]
    start: dict[str, float]
    classes: dict[str, str]
    weights: dict[str, dict[str, float]]


class Weighed(NamedTuple):
    """Score of each head, and the signs of the gravest run of words."""

    scores: Mapping[str, float]
    signs: tuple[Sign, ...]


class Scales:
    """Built once from `weights.json`; shared everywhere."""

    def __init__(
        self, start: Mapping[str, float], bars: Mapping[str, float], weights: Weights, classes: Classes
    ) -> None:
        self.bars = bars
        self._start = start
        self._weights = weights
        self._classes = classes

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Scales":
        """From `languages/fr/understanding/weights.json`. Without it rules decide alone. ContentError if it is bad."""
        text = files.get(PATH)
        if text is None:
            return cls.silent()
        try:
            given = WeightsFile.model_validate_json(text)
        except ValidationError as error:
            raise ContentError("pack.invalid", file=PATH, forgotten="to run tests/training/train.py") from error
        classes = {word: names.split() for word, names in given.classes.items()}
        return cls(given.start, given.bars, given.weights, classes)

    @classmethod
    def silent(cls) -> "Scales":
        """Weighs nothing: what the rules concluded stands."""
        never, always = float("inf"), float("-inf")
        bars = {"veto": always, "imminent": never, "high": never, "low": never, "topic": never, "topic_veto": always}
        return cls({}, bars | {"intent_lead": 1.0, "audience_lead": 1.0}, {}, {})

    def weigh(self, typed: Typed, lang: str, ruled: Ruled) -> Weighed:
        """A long message is weighed in runs of words, so that length alone says nothing; the gravest run counts."""
        around = [(name, NOWHERE, NOWHERE) for name in (*circumstances(typed, lang), *ruled_signs(ruled))]
        count = len(typed.words)
        if count <= RUN:
            return self._run(around, signs_of(typed.words, 0, self._classes))
        firsts = range(0, count - _OVERLAP, RUN - _OVERLAP)
        runs = [self._run(around, signs_of(typed.words[at : at + RUN], at, self._classes)) for at in firsts]
        return max(runs, key=lambda run: run.scores["high"])

    def _run(self, around: list[Sign], found: Iterable[Sign]) -> Weighed:
        scores = defaultdict(float, self._start)
        weights = self._weights
        known: dict[str, Sign] = {}
        for sign in (*around, *found):
            name = sign[0]
            if name in weights and name not in known:
                known[name] = sign
                for head, weight in weights[name].items():
                    scores[head] += weight
        return Weighed(scores, tuple(known.values()))

    def reasons(self, weighed: Weighed, level: RiskLevel, typed: Typed, offset: int) -> list[Reason]:
        """Why weights changed the level: the strongest signs for it (against danger, where it was lowered)."""
        head, way = ("high", -1) if level in ("none", "low") else (level, 1)
        strong = sorted(
            (-way * self._weights[name].get(head, 0.0), name, first, last)
            for name, first, last in weighed.signs
            if first != NOWHERE
        )
        return [
            Reason(f"weight.{head}: {name}", typed.starts[first] + offset, typed.ends[last] + offset)
            for weight, name, first, last in strong[:_STRONGEST]
            if weight < 0
        ]
