"""What the person wants from the bot, and who they are."""

from collections import defaultdict

from conversations.findings import RiskLevel, risk_rank
from conversations.normalise import Typed
from conversations.patterns import Hit
from conversations.rules import Rule

_STORY = 1.0
_ADULTS = ("parent", "teacher")
_LONG_STORY = 60


def audience_of(typed: Typed, rules: list[Rule], hits: list[Hit]) -> str:
    """The one with most weight; a teenager where somebody writes about themselves, unknown where nothing tells."""
    scores = _scores(rules, hits, "audience")
    if scores:
        return max(scores, key=lambda name: scores[name])
    little = len(typed.words) < 3 and not typed.sms
    return "unknown" if little else "teen"


def intent_of(
    typed: Typed, rules: list[Rule], hits: list[Hit], topics: tuple[str, ...], risk: RiskLevel, audience: str
) -> str:
    """The best-supported wish; a story where trouble is told and nothing is asked."""
    scores = _scores(rules, hits, "intent")
    marks = {name for hit in hits for name in rules[hit.rule].mark.split()}
    told = bool(topics) or "trouble" in marks or "story" in marks or risk_rank(risk) >= risk_rank("low")
    if told:
        scores["tell_story"] = scores.get("tell_story", 0.0) + _STORY
        scores.pop("off_topic", None)
    if len(typed.words) > _LONG_STORY:
        scores["tell_story"] = scores.get("tell_story", 0.0) + _STORY
    if audience == "parent" and "ask_steps" in scores:
        scores["ask_parent_howto"] = scores.get("ask_parent_howto", 0.0) + scores["ask_steps"] * 0.9
    if not scores and not typed.words and any(mark == "filler" for mark, _ in typed.asides):
        return "unsure"
    if not scores:
        return "off_topic" if len(typed.words) > 2 else "other"
    best = max(scores, key=lambda name: scores[name])
    if best == "ask_parent_howto" and audience == "teen":
        return "ask_steps"
    return best


def _scores(rules: list[Rule], hits: list[Hit], what: str) -> dict[str, float]:
    scores: dict[str, float] = defaultdict(float)
    for number in dict.fromkeys(hit.rule for hit in hits):
        for name in getattr(rules[number], what).split():
            scores[name] += rules[number].weight
    return dict(scores)
