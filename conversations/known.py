"""What is known of a situation, as far as it decides what to do; and conditions over it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, get_args

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
    role_known: bool | None = None
    platform_known: bool | None = None
    topic_known: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Condition":
        if not self.model_fields_set:
            raise ValueError("an empty condition always holds; leave it out")
        return self

    @cached_property
    def tests(self) -> tuple[tuple[Callable[[Any, Known], bool], Any], ...]:
        """The fields given, each with what it asks: attributes of a record are slow, and these are asked the most."""
        given = ((name, getattr(self, name)) for name in type(self).model_fields if name in self.model_fields_set)
        return tuple((_TESTS[name], frozenset(words) if name in _MEETING else words) for name, words in given)

    def holds(self, known: Known) -> bool:
        """Whether every field given holds."""
        for test, wanted in self.tests:  # noqa: SIM110 - a generator would cost more than the questions
            if not test(wanted, known):
                return False
        return True


def any_holds(conditions: tuple[Condition, ...], known: Known) -> bool:
    """Whether one of the conditions holds; False for none."""
    for condition in conditions:
        for test, wanted in condition.tests:
            if not test(wanted, known):
                break
        else:
            return True
    return False


def _in_state(keys: Words, known: Known, state: Progress) -> bool:
    progress = known.progress
    return bool(progress) and any(progress.get(key) == state for key in keys)


_MEETING = frozenset({"topics", "platforms", "kinds", "asked"})
_TESTS: Mapping[str, Callable[[Any, Known], bool]] = {
    "roles": lambda wanted, k: k.speaks_as in wanted,
    "topics": lambda wanted, k: not wanted.isdisjoint(k.topics),
    "platforms": lambda wanted, k: not wanted.isdisjoint(k.platforms),
    "countries": lambda wanted, k: k.country in wanted,
    "ages": lambda wanted, k: k.age_band in wanted,
    "levels": lambda wanted, k: k.school_level in wanted,
    "severity": lambda wanted, k: k.severity in wanted,
    "risk": lambda wanted, k: k.risk in wanted,
    "kinds": lambda wanted, k: not wanted.isdisjoint(k.risk_kinds),
    "concerns": lambda wanted, k: k.concerns in wanted,
    "done": lambda wanted, k: _in_state(wanted, k, "done"),
    "not_done": lambda wanted, k: not _in_state(wanted, k, "done"),
    "refused": lambda wanted, k: _in_state(wanted, k, "refused"),
    "asked": lambda wanted, k: not wanted.isdisjoint(k.asked),
    "since_days": lambda wanted, k: k.since_days is not None and k.since_days >= (wanted or 0),
    "repeated": lambda wanted, k: k.repeated is wanted,
    "adult_is_danger": lambda wanted, k: k.adult_is_danger is wanted,
    "staff_is_danger": lambda wanted, k: k.staff_is_danger is wanted,
    "role_known": lambda wanted, k: (k.role in ROLES) is wanted,
    "platform_known": lambda wanted, k: bool(k.platforms) is wanted,
    "topic_known": lambda wanted, k: bool(set(k.topics) - {"unspecified"}) is wanted,
}


# The fields of a conversation that `known_of` reads.
KNOWN_BY = frozenset({"slots", "topics", "platforms", "danger", "steps", "steps_on", "situations"})
# What is heard in a text and decides about steps, kept as slots of that name.
ASKED = ("institution", "school_inaction", "child_is_author", "own_life")


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
        # A gentle question is no danger: the steps for a danger wait until there is one.
        risk_kinds=conversation.danger.kinds if conversation.danger.level in ("high", "imminent") else (),
        concerns=conversation.danger.concerns,
        progress=conversation.steps,
        days_since={step: (at.date() - day).days for step, day in conversation.steps_on.items()},
        since_days=_days(slots.get("since", ""), at),
        adult_is_danger=not ADULT_KINDS.isdisjoint(conversation.danger.kinds),
        staff_is_danger="staff" in conversation.situations,
        repeated="repeated" in conversation.situations,
        asked=tuple(dict.fromkeys((*conversation.situations, *_told(slots)))),
    )


def _told(slots: Mapping[str, str]) -> Words:
    """What slots say of it; « Oui » to who can see the phone counts as well."""
    told = tuple(name for name in ASKED if slots.get(name) == "yes")
    return (*told, "phone_read") if slots.get("phone_seen") in ("fear", "yes") else told


# The answers of the question, at least.
SINCE = {"today": 0, "days": 2, "weeks": 14}


def _days(since: str, at: datetime) -> int | None:
    if since in SINCE:
        return SINCE[since]
    try:
        return max(0, (at.date() - date.fromisoformat(since[:10])).days)
    except ValueError:
        return None
