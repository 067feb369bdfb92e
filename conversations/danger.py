"""From hits to a level of danger: what stands near a danger word raises it, lowers it or takes it away."""

from collections.abc import Set
from typing import Literal, NamedTuple

from conversations.findings import RiskLevel, risk_rank
from conversations.meanings import Meaning
from conversations.normalise import Typed
from conversations.patterns import Hit

_FIRST_PERSON = frozenset({"je", "me", "moi", "mon", "i", "im", "my", "myself", "ik", "mij", "mijn", "ive"})
Marks = dict[str, list[tuple[int, int]]]  # where each stands: first and last word
_WRITER = frozenset({"je", "me", "moi", "i", "im", "myself", "ik", "mij", "ive"})
_IMAGES = ("sexual_exploitation",)
_MINE, _THEIRS, _SOMEBODY_ELSE = "own_image", "their_image", "close_one"


class Danger(NamedTuple):
    """The level of the message, what kinds carry it, whom it concerns, and the hits it rests on."""

    level: RiskLevel
    kinds: tuple[str, ...]
    concerns: Literal["self", "other"]
    body: bool
    hits: tuple[Hit, ...]


def marks_of(typed: Typed, hits: list[Hit]) -> Marks:
    """What stands where: time, weapon, game, laugh… as rules refer to them."""
    marks: Marks = {}
    for hit in hits:
        for name in hit.rule.marks:
            marks.setdefault(name, []).append((hit.first, hit.last))
    for name, place in typed.asides:
        marks.setdefault(name, []).append((place, place))
    return marks


def levels_of(hits: list[Hit], marks: Marks) -> dict[Hit, RiskLevel]:
    """The level of each hit among the marks near it; a hit that they silence is left out."""
    levels: dict[Hit, RiskLevel] = {}
    for hit in hits:
        rule = hit.rule
        if rule.mentions.isdisjoint(marks):
            if not rule.needs:
                levels[hit] = rule.level
        elif (level := _level(rule, hit, marks)) is not None:
            levels[hit] = level
    return levels


def judge(typed: Typed, hits: list[Hit], levels: dict[Hit, RiskLevel], marks: Marks) -> Danger:
    """The gravest reading that stands; several light signs together make a low one."""
    standing = _enough([(hit, levels[hit]) for hit in hits if hit.rule.risk is not None and levels[hit] != "none"])
    if not standing:
        return Danger("none", (), "self", False, ())
    top = max((level for _, level in standing), key=risk_rank)
    carrying = [hit for hit, level in standing if level == top or risk_rank(level) >= risk_rank("high")]
    kinds = tuple(dict.fromkeys(str(hit.rule.risk) for hit in carrying))
    gravest = next(hit for hit, level in standing if level == top)
    body = any(hit.rule.body for hit in carrying)
    return Danger(top, kinds, _concerns(typed, gravest, marks), body, tuple(carrying))


def is_own(danger: Danger, said: Set[str]) -> bool:
    """« Un mec a mes nudes »: about who writes, whoever has them. `said`: the marks that stand in the message."""
    return danger.kinds[:1] == _IMAGES and _MINE in said


def whose(danger: Danger, said: Set[str]) -> Literal["self", "other"]:
    """Whom it concerns: « il », who threatens with an image, is not the one in danger where nobody else is named."""
    if danger.kinds[:1] != _IMAGES:
        return danger.concerns
    if _MINE in said:
        return "self"
    if _THEIRS in said:
        return "other"
    return danger.concerns if _SOMEBODY_ELSE in said else "self"


def _level(rule: Meaning, hit: Hit, marks: Marks) -> RiskLevel | None:
    """The level of a hit among the marks near it; None where they silence the rule."""
    least, most = hit.first - rule.reach, hit.last + rule.reach
    near = {
        name
        for name in rule.mentions.intersection(marks)
        for first, last in marks[name]
        if first <= most and last >= least
    }
    if not near.issuperset(rule.needs) or not near.isdisjoint(rule.unless):
        return None
    level = rule.level
    for higher, wanted in rule.raised:
        if any(map(near.issuperset, wanted)):
            level = higher
            break
    if risk_rank(level) > risk_rank("low") and not near.isdisjoint(rule.lower):
        return "low"
    return level


def _enough(standing: list[tuple[Hit, RiskLevel]]) -> list[tuple[Hit, RiskLevel]]:
    """Light signs (weight below one) count only together."""
    heavy = [(hit, level) for hit, level in standing if level != "low" or hit.rule.weight >= 1]
    return heavy or (standing if sum(hit.rule.weight for hit, _ in standing) >= 1 else [])


def _concerns(typed: Typed, hit: Hit, marks: Marks) -> Literal["self", "other"]:
    if hit.rule.concerns == "other" or hit.rule.concerns == "self":
        return hit.rule.concerns
    inside = typed.words[hit.first : hit.last + 1]
    others = [last for first, last in marks.get("somebody", ()) if first <= hit.last]
    if _WRITER.intersection(inside):
        reported = any(hit.first - 6 <= last < hit.first for last in others)
        return "other" if reported and "says" in marks else "self"
    before = typed.words[max(0, hit.first - 3) : hit.first]
    if _WRITER.intersection(before):
        return "self"
    return "other" if others or "il" in (*before, *inside) else "self"
