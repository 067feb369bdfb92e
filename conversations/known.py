"""What is known of a situation, as far as it decides what to do; and conditions over it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

from pydantic import model_validator

from conversations.conversation import Conversation, Progress
from conversations.findings import RiskLevel
from conversations.records import Record

Severity = Literal["yellow", "orange", "red"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
Words = tuple[str, ...]
Role = Literal["teen", "parent", "witness", "author", "teacher"]
ROLES: tuple[Role, ...] = get_args(Role)
YOUNG: frozenset[str] = frozenset({"under_11"})
ADULT_KINDS: frozenset[str] = frozenset({"danger_at_home"})


@dataclass(frozen=True, slots=True)
class Known:
    """`days_since` counts the days since a step was done; `since_days` those since it all began, None if not known.

    `adult_is_danger`: an adult at home; `staff_is_danger`: an adult of the school. `asked` are wishes by their intent.
    """

    country: str = ""
    role: str = "unknown"
    topics: Words = ()
    platforms: Words = ()
    age_band: str = ""
    school_level: str = ""
    risk: RiskLevel = "none"
    risk_kinds: Words = ()
    concerns: Literal["self", "other"] = "self"
    severity: Severity | None = None
    progress: Mapping[str, Progress] = field(default_factory=dict)
    days_since: Mapping[str, int] = field(default_factory=dict)
    since_days: int | None = None
    repeated: bool = False
    adult_is_danger: bool = False
    staff_is_danger: bool = False
    asked: Words = ()

    @property
    def speaks_as(self) -> str:
        """The role whose steps are shown: who did not say is helped as the person concerned."""
        return self.role if self.role in ROLES else "teen"


class Condition(Record):
    """All fields given must hold; within a list one word is enough. A topic `@name` is a group of the file."""

    roles: tuple[Role, ...] = ()
    topics: Words = ()
    platforms: Words = ()
    countries: Words = ()
    ages: Words = ()
    levels: Words = ()
    severity: tuple[Severity, ...] = ()
    risk: tuple[RiskLevel, ...] = ()
    kinds: Words = ()
    concerns: tuple[Literal["self", "other"], ...] = ()
    done: Words = ()
    not_done: Words = ()
    refused: Words = ()
    asked: Words = ()
    since_days: int | None = None
    repeated: bool | None = None
    adult_is_danger: bool | None = None
    staff_is_danger: bool | None = None
    platform_known: bool | None = None
    topic_known: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Condition":
        if not self.model_fields_set:
            raise ValueError("an empty condition always holds; leave it out")
        return self

    def holds(self, known: Known) -> bool:
        """Whether every field given holds."""
        # Asked hundreds of times for one plan: a generator would cost more than the questions.
        for name in self.model_fields_set:  # noqa: SIM110
            if not _TESTS[name](self, known):
                return False
        return True


def any_holds(conditions: tuple[Condition, ...], known: Known) -> bool:
    """Whether one of the conditions holds; False for none."""
    for condition in conditions:  # noqa: SIM110 - as above
        if condition.holds(known):
            return True
    return False


def _meets(wanted: Words, have: Words) -> bool:
    return not set(wanted).isdisjoint(have)


def _in_state(keys: Words, known: Known, state: Progress) -> bool:
    progress = known.progress
    return bool(progress) and any(progress.get(key) == state for key in keys)


_TESTS: Mapping[str, Callable[[Condition, Known], bool]] = {
    "roles": lambda c, k: k.speaks_as in c.roles,
    "topics": lambda c, k: _meets(c.topics, k.topics),
    "platforms": lambda c, k: _meets(c.platforms, k.platforms),
    "countries": lambda c, k: k.country in c.countries,
    "ages": lambda c, k: k.age_band in c.ages,
    "levels": lambda c, k: k.school_level in c.levels,
    "severity": lambda c, k: k.severity in c.severity,
    "risk": lambda c, k: k.risk in c.risk,
    "kinds": lambda c, k: _meets(c.kinds, k.risk_kinds),
    "concerns": lambda c, k: k.concerns in c.concerns,
    "done": lambda c, k: _in_state(c.done, k, "done"),
    "not_done": lambda c, k: not _in_state(c.not_done, k, "done"),
    "refused": lambda c, k: _in_state(c.refused, k, "refused"),
    "asked": lambda c, k: _meets(c.asked, k.asked),
    "since_days": lambda c, k: k.since_days is not None and k.since_days >= (c.since_days or 0),
    "repeated": lambda c, k: k.repeated is c.repeated,
    "adult_is_danger": lambda c, k: k.adult_is_danger is c.adult_is_danger,
    "staff_is_danger": lambda c, k: k.staff_is_danger is c.staff_is_danger,
    "platform_known": lambda c, k: bool(k.platforms) is c.platform_known,
    "topic_known": lambda c, k: bool(set(k.topics) - {"unspecified"}) is c.topic_known,
}


def known_of(conversation: Conversation, at: datetime) -> Known:
    """What a conversation knows at a moment (aware). `since` counts where its slot is a date."""
    slots = {name: slot.value for name, slot in conversation.slots.items()}
    return Known(
        country=slots.get("country", ""),
        role=slots.get("role", "unknown"),
        topics=conversation.topics,
        platforms=conversation.platforms,
        age_band=slots.get("age_band", ""),
        school_level=slots.get("school_level", ""),
        risk=conversation.danger.level,
        risk_kinds=conversation.danger.kinds,
        concerns=conversation.danger.concerns,
        progress=conversation.steps,
        since_days=_days(slots.get("since", ""), at),
        adult_is_danger=not ADULT_KINDS.isdisjoint(conversation.danger.kinds),
    )


def _days(since: str, at: datetime) -> int | None:
    try:
        return max(0, (at.date() - date.fromisoformat(since[:10])).days)
    except ValueError:
        return None
