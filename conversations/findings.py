"""What a text says, as far as patterns can tell; every conclusion names the pattern and the span.

The vocabularies are closed: tests/data/corpus/vocabularies.json.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple, overload

RiskLevel = Literal["none", "low", "high", "imminent"]
RISK_LEVELS: tuple[RiskLevel, ...] = ("none", "low", "high", "imminent")
_RANKS = {level: rank for rank, level in enumerate(RISK_LEVELS)}


def risk_rank(level: RiskLevel) -> int:
    """0 for none … 3 for imminent."""
    return _RANKS[level]


class Reason(NamedTuple):
    """`what` is the id of the pattern; `start`, `end` are offsets in the text as it was typed."""

    what: str
    start: int
    end: int


class Reasons(Sequence[Reason]):
    """Why a message is read as it is, worked out when somebody asks: most messages are never asked about."""

    def __init__(self, find: Callable[[], tuple[Reason, ...]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> tuple[Reason, ...]:
        return self._find()

    @overload
    def __getitem__(self, place: int) -> Reason: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Reason]: ...

    def __getitem__(self, place: int | slice) -> Reason | Sequence[Reason]:
        return self._found[place]

    def __len__(self) -> int:
        return len(self._found)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._found == tuple(other)

    __hash__ = None  # type: ignore[assignment]


class Findings(NamedTuple):
    """One message judged by itself.

    `concerns` says who is in danger; `own` that it is the image of who writes, in so many words; `body` that a body is
    in danger (something swallowed, a wound, a malaise), which changes the number said first; `doubtful` that it is high
    by the weights alone, and barely, `faint` that it is low in the same way. `facts` are values for slots (country,
    age_band, role, since, where, who, school_level, adults_who_know, safe_now), as far as the text gives them;
    `numbers` the phone numbers typed, as digits.
    """

    risk: RiskLevel = "none"
    risk_kinds: tuple[str, ...] = ()
    concerns: Literal["self", "other"] = "self"
    own: bool = False
    body: bool = False
    topics: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    intent: str = "other"
    audience: str = "unknown"
    lang: str = "fr"
    facts: Mapping[str, str] = {}
    numbers: tuple[str, ...] = ()
    reasons: Sequence[Reason] = ()
    doubtful: bool = False
    faint: bool = False
