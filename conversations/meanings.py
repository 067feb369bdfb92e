"""What a rule means, taken apart once: every message asks it of every hit, and words of a line are slow to split."""

import re
from dataclasses import dataclass
from typing import Literal

from conversations.findings import RISK_LEVELS, RiskLevel
from conversations.rules import Kind, Rule

_MARK = re.compile(r"[^\s+]+")
Words = tuple[str, ...]
Together = frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """A `Rule` with its lists as tuples and sets; `raised` the gravest level first; the same only as itself.

    `mentions`: every mark that changes its level where it stands near.
    """

    id: str
    family: str
    risk: Kind | None
    level: RiskLevel
    body: bool
    topics: Words
    intents: Words
    audiences: Words
    platforms: Words
    facts: tuple[tuple[str, str], ...]
    marks: Words
    weight: float
    mentions: Together
    needs: Together
    unless: Together
    lower: Together
    raised: tuple[tuple[RiskLevel, tuple[Together, ...]], ...]
    reach: int
    covers: Words
    whole: bool
    sure: bool
    concerns: Literal["", "self", "other"]


def meaning_of(rule: Rule) -> Meaning:
    """The rule as it is asked."""
    return Meaning(
        id=rule.id,
        family=rule.id.partition(".")[0],
        risk=rule.risk,
        level=rule.level,
        body=rule.body,
        topics=tuple(rule.topic.split()),
        intents=tuple(rule.intent.split()),
        audiences=tuple(rule.audience.split()),
        platforms=tuple(rule.platform.split()),
        facts=tuple(rule.facts.items()),
        marks=tuple(rule.mark.split()),
        weight=rule.weight,
        mentions=frozenset(_MARK.findall(" ".join([rule.needs, rule.unless, rule.lower, *rule.raised.values()]))),
        needs=frozenset(rule.needs.split()),
        unless=frozenset(rule.unless.split()),
        lower=frozenset(rule.lower.split()),
        raised=tuple((level, _together(rule.raised[level])) for level in reversed(RISK_LEVELS) if level in rule.raised),
        reach=rule.reach,
        covers=tuple(rule.covers.split()),
        whole=rule.whole,
        sure=rule.sure,
        concerns=rule.concerns,
    )


def _together(wanted: str) -> tuple[Together, ...]:
    """`near_time weapon+today`: one of these, and of each all that `+` joins."""
    return tuple(frozenset(marks.split("+")) for marks in wanted.split())
