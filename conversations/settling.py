"""Rules and weights together: rules keep their say, weights raise on strong evidence and lower a lonely weak hit.

In doubt about danger the answer is to ask (low), never silence.
"""

from collections.abc import Mapping

from conversations.danger import Danger
from conversations.findings import RiskLevel, risk_rank
from conversations.signs import Ruled
from conversations.weights import Weighed

_KIND = "kind."
_TOPIC = "topic."
_INTENT = "intent."
_SHORT = 3
_VAGUE = ("other", "off_topic", "tell_story")
_AUDIENCE = "audience."


def settled_danger(danger: Danger, weighed: Weighed, bars: Mapping[str, float]) -> Danger:
    """The level both readings support; kinds by the rules, or by the best weighed one where they named none."""
    level = _level(danger.level, weighed.scores, bars)
    if level == "none":
        return Danger("none", (), "self", False, ())
    kinds, concerns = danger.kinds, danger.concerns
    if not kinds or risk_rank(danger.level) < risk_rank("high") <= risk_rank(level):
        kinds = _kinds(weighed.scores)
    if not danger.kinds:
        concerns = "other" if weighed.scores.get("concerns.other", 0.0) > 0 else "self"
    return Danger(level, kinds, concerns, danger.body, danger.hits)


def _level(ruled: RiskLevel, scores: Mapping[str, float], bars: Mapping[str, float]) -> RiskLevel:
    high, imminent = scores.get("high", 0.0), scores.get("imminent", 0.0)
    if risk_rank(ruled) >= risk_rank("high"):
        if high < bars["veto"]:
            return "low"
        return "imminent" if ruled == "imminent" or imminent >= bars["imminent"] else "high"
    if high >= bars["high"]:
        return "imminent" if imminent >= bars["imminent"] else "high"
    return "low" if ruled == "low" or scores.get("low", 0.0) >= bars["low"] else "none"


def _kinds(scores: Mapping[str, float]) -> tuple[str, ...]:
    """Every kind that is likely, the likeliest first; always one."""
    kinds = sorted((head for head in scores if head.startswith(_KIND)), key=lambda head: -scores[head])
    return tuple(head.removeprefix(_KIND) for number, head in enumerate(kinds) if number == 0 or scores[head] > 0)


def settled_topics(ruled: tuple[str, ...], weighed: Weighed, bars: Mapping[str, float]) -> tuple[str, ...]:
    """What the rules named and the weights do not contradict, then what the weights add."""
    scores = weighed.scores
    kept = [topic for topic in ruled if scores.get(_TOPIC + topic, 0.0) >= bars["topic_veto"]]
    added = [head.removeprefix(_TOPIC) for head in scores if head.startswith(_TOPIC) and scores[head] >= bars["topic"]]
    return tuple(dict.fromkeys([*kept, *added]))


def settled_intent(ruled: Ruled, weighed: Weighed, bars: Mapping[str, float], words: int) -> str:
    """The likeliest wish; what the rules heard keeps a lead, and decides on a word or two."""
    if words <= _SHORT and ruled.intent not in _VAGUE:
        return ruled.intent
    return _likeliest(_INTENT, ruled.intent, weighed.scores, bars["intent_lead"])


def settled_audience(ruled: Ruled, weighed: Weighed, bars: Mapping[str, float]) -> str:
    """The likeliest hand; whom the rules heard keeps a lead."""
    return _likeliest(_AUDIENCE, ruled.audience, weighed.scores, bars["audience_lead"])


def _likeliest(heads: str, ruled: str, scores: Mapping[str, float], lead: float) -> str:
    best, most = ruled, scores.get(heads + ruled, 0.0) + lead
    for head, score in scores.items():
        if score > most and head.startswith(heads):
            best, most = head.removeprefix(heads), score
    return best
