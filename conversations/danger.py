"""From hits to a level of danger: what stands near a danger word raises it, lowers it or takes it away."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from conversations.findings import RISK_LEVELS, RiskLevel, risk_rank
from conversations.normalise import Typed
from conversations.patterns import Hit
from conversations.rules import Rule

_FIRST_PERSON = frozenset({"je", "me", "moi", "mon", "i", "im", "my", "myself", "ik", "mij", "mijn", "ive"})
_WRITER = frozenset({"je", "me", "moi", "i", "im", "myself", "ik", "mij", "ive"})


class Mark(NamedTuple):
    name: str
    first: int
    last: int


class Danger(NamedTuple):
    """The level of the message, what kinds carry it, whom it concerns, and the hits it rests on."""

    level: RiskLevel
    kinds: tuple[str, ...]
    concerns: Literal["self", "other"]
    body: bool
    hits: tuple[Hit, ...]


def marks_of(typed: Typed, rules: list[Rule], hits: list[Hit]) -> list[Mark]:
    """What stands where: time, weapon, game, laugh… as rules refer to them."""
    marks = [Mark(name, hit.first, hit.last) for hit in hits for name in rules[hit.rule].mark.split()]
    return marks + [Mark(name, place, place) for name, place in typed.asides]


def levels_of(rules: list[Rule], hits: list[Hit], marks: list[Mark]) -> dict[Hit, RiskLevel]:
    """The level of each hit among the marks near it; a hit that they silence is left out."""
    levels: dict[Hit, RiskLevel] = {}
    for hit in hits:
        level = _level(rules[hit.rule], hit, marks)
        if level is not None:
            levels[hit] = level
    return levels


def judge(typed: Typed, rules: list[Rule], levels: dict[Hit, RiskLevel], marks: list[Mark]) -> Danger:
    """The gravest reading that stands; several light signs together make a low one."""
    standing: list[tuple[Hit, RiskLevel]] = [
        (hit, level) for hit, level in levels.items() if rules[hit.rule].risk is not None and level != "none"
    ]
    standing = _enough(rules, standing)
    if not standing:
        return Danger("none", (), "self", False, ())
    top = max((level for _, level in standing), key=risk_rank)
    carrying = [hit for hit, level in standing if level == top or risk_rank(level) >= risk_rank("high")]
    kinds = tuple(dict.fromkeys(str(rules[hit.rule].risk) for hit in carrying))
    gravest = next(hit for hit, level in standing if level == top)
    body = any(rules[hit.rule].body for hit in carrying)
    return Danger(top, kinds, _concerns(typed, rules[gravest.rule], gravest, marks), body, tuple(carrying))


def _level(rule: Rule, hit: Hit, marks: list[Mark]) -> RiskLevel | None:
    """The level of a hit among the marks near it; None where they silence the rule."""
    if not (rule.needs or rule.unless or rule.raised or rule.lower):
        return rule.level
    near = {mark.name for mark in marks if mark.first - hit.last <= rule.reach and hit.first - mark.last <= rule.reach}
    if not near.issuperset(rule.needs.split()) or near.intersection(rule.unless.split()):
        return None
    level = rule.level
    for higher in reversed(RISK_LEVELS):
        wanted = rule.raised.get(higher, "")
        if any(near.issuperset(together.split("+")) for together in wanted.split()):
            level = higher
            break
    if risk_rank(level) > risk_rank("low") and near.intersection(rule.lower.split()):
        return "low"
    return level


def _enough(rules: list[Rule], standing: list[tuple[Hit, RiskLevel]]) -> list[tuple[Hit, RiskLevel]]:
    """Light signs (weight below one) count only together."""
    if any(level != "low" or rules[hit.rule].weight >= 1 for hit, level in standing):
        return [(hit, level) for hit, level in standing if level != "low" or rules[hit.rule].weight >= 1]
    weights = {hit: rules[hit.rule].weight for hit, _ in standing}
    return standing if sum(weights.values()) >= 1 else []


def _concerns(typed: Typed, rule: Rule, hit: Hit, marks: Iterable[Mark]) -> Literal["self", "other"]:
    if rule.concerns == "other" or rule.concerns == "self":
        return rule.concerns
    inside = typed.words[hit.first : hit.last + 1]
    others = [mark for mark in marks if mark.name == "somebody" and mark.first <= hit.last]
    reported = any(hit.first - 6 <= mark.last < hit.first for mark in others)
    if _WRITER.intersection(inside):
        return "other" if reported and any(mark.name == "says" for mark in marks) else "self"
    before = typed.words[max(0, hit.first - 3) : hit.first]
    if _WRITER.intersection(before):
        return "self"
    return "other" if others or "il" in (*before, *inside) else "self"
