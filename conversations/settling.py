"""Rules and weights together: rules keep their say, weights raise on strong evidence and lower a lonely weak hit.

In doubt about danger the answer is to ask (low), never silence.
"""

from collections.abc import Mapping

from conversations.danger import Danger
from conversations.findings import RiskLevel, risk_rank
from conversations.signs import Ruled
from conversations.weights import UNWEIGHED, Weighed

_SHORT = 3
_VAGUE = ("other", "off_topic", "tell_story")
Bars = Mapping[str, int]


def settled_danger(danger: Danger, weighed: Weighed, bars: Bars) -> Danger:
    """The level both readings support; kinds by the rules, or by the likeliest where they named none."""
    if weighed is UNWEIGHED:
        return danger
    level = _level(danger.level, weighed, bars)
    if level == "none":
        return Danger("none", (), "self", False, ())
    kinds, concerns = danger.kinds, danger.concerns
    if not kinds:
        concerns = "other" if weighed.other > 0 else "self"
    if not kinds or risk_rank(danger.level) < risk_rank("high") <= risk_rank(level):
        kinds = _kinds(weighed.kind)
    return Danger(level, kinds, concerns, danger.body, danger.hits)


def _level(ruled: RiskLevel, weighed: Weighed, bars: Bars) -> RiskLevel:
    if risk_rank(ruled) >= risk_rank("high"):
        if weighed.high < bars["veto"]:
            return "low"
        return "imminent" if ruled == "imminent" or weighed.imminent >= bars["imminent"] else "high"
    if weighed.high >= bars["high_over_low" if ruled == "low" else "high"]:
        return "imminent" if weighed.imminent >= bars["imminent"] else "high"
    return "low" if ruled == "low" or weighed.low >= bars["low"] else "none"


def _kinds(scores: Mapping[str, int]) -> tuple[str, ...]:
    """Every kind that is likely, the likeliest first; always one."""
    kinds = sorted(scores, key=lambda kind: -scores[kind])
    return tuple(kind for number, kind in enumerate(kinds) if number == 0 or scores[kind] > 0)


def settled_topics(ruled: tuple[str, ...], weighed: Weighed, bars: Bars) -> tuple[str, ...]:
    """What the rules named and the weights do not contradict, then what the weights add."""
    if weighed is UNWEIGHED:
        return ruled
    veto, bar = bars["topic_veto"], bars["topic"]
    kept = [topic for topic in ruled if weighed.topic.get(topic, 0) >= veto]
    return tuple(dict.fromkeys([*kept, *(topic for topic, score in weighed.topic.items() if score >= bar)]))


def settled_intent(ruled: Ruled, weighed: Weighed, words: int) -> str:
    """The likeliest wish; on a word or two, what the rules heard."""
    if not weighed.intent or (words <= _SHORT and ruled.intent not in _VAGUE):
        return ruled.intent
    return max(weighed.intent, key=weighed.intent.__getitem__)


def settled_audience(ruled: Ruled, weighed: Weighed) -> str:
    return max(weighed.audience, key=weighed.audience.__getitem__) if weighed.audience else ruled.audience
