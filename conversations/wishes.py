"""What the person wants from the bot, and who they are."""

from collections.abc import Iterable

from conversations.findings import RiskLevel
from conversations.meanings import Meaning
from conversations.normalise import Typed

_STORY = 1.0
ADULTS = ("parent", "teacher")
_LONG_STORY = 60
_TOLD = frozenset({"trouble", "story"})


def audience_of(typed: Typed, rules: list[Meaning]) -> str:
    """The one with most weight; a teenager where somebody writes about themselves, unknown where nothing tells."""
    scores = _scores([(rule.audiences, rule.weight) for rule in rules if rule.audiences])
    if scores:
        return max(scores, key=lambda name: scores[name])
    little = len(typed.words) < 3 and not typed.sms
    return "unknown" if little else "teen"


def intent_of(typed: Typed, rules: list[Meaning], topics: tuple[str, ...], risk: RiskLevel, audience: str) -> str:
    """The best-supported wish; a story where trouble is told and nothing is asked."""
    scores = _scores([(rule.intents, rule.weight) for rule in rules if rule.intents])
    told = bool(topics) or risk != "none" or bool([rule for rule in rules if not _TOLD.isdisjoint(rule.marks)])
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


def _scores(given: Iterable[tuple[tuple[str, ...], float]]) -> dict[str, float]:
    """How much speaks for each name."""
    scores: dict[str, float] = {}
    for names, weight in given:
        for name in names:
            scores[name] = scores.get(name, 0.0) + weight
    return scores
