"""Rules and weights together: rules keep their say, weights raise on strong evidence and lower a lonely weak hit.

In doubt about danger the answer is to ask (low), never silence.
"""

from collections.abc import Mapping, Set

from conversations.danger import Danger
from conversations.findings import RiskLevel, risk_rank
from conversations.signs import Ruled
from conversations.weights import UNWEIGHED, Scores, Weighed
from conversations.wishes import ADULTS

_SHORT = 3
_LIKELY = 1  # hundredths: likelier than not
# In the turns of a conversation few words stand for much: they alarm on stronger signs only.
_A_TURN = 16
_A_FEW = 7
# A long story has more words that could mean danger, and is weighed in several runs.
_A_STORY = 61
# An answer that nobody wrote is worse than a question that is asked again.
_ANSWERS = ("yes", "no", "unsure")
# Marks of a message that says nothing grave, and says nothing else; and of one that may say more.
_PLAIN, _CALM, _LETTER = "plain_talk", "calm_turn", "own_letter"
# Of one that may mean harassment or one's life: asked about, whatever weights make of it.
_ASK, _ASKED_ABOUT = "asks_gently", ("suicide",)
_FAINT = 50
_ANYBODY = ("unknown", "teen")
# Of the other languages too few lines are by adults to tell them by their words alone.
_ADULTS_LEARNED = ("fr",)
_STORY, _OF_PARENTS = "tell_story", "ask_parent_howto"
_NOTHING = "other"
_VAGUE = (_NOTHING, "off_topic", _STORY)
# What cannot be taken back is not guessed, nor what answers a question that may be open.
_GUARDED = ("ask_delete_data", "ask_stop", "ask_letter", *_ANSWERS)
Bars = Mapping[str, int]


def settled_danger(danger: Danger, weighed: Weighed, words: int, bars: Bars, said: Set[str] = frozenset()) -> Danger:
    """The level both readings support; kinds that the rules named, and what else is likely.

    `said`: the marks that stand in the message. Where it holds nothing but a date or such, weights have no say.
    """
    unruled = danger.level == "none"
    plain = _PLAIN in said or (_LETTER in said and words <= _A_TURN)
    if weighed is UNWEIGHED or (unruled and plain):
        return danger
    if unruled and _ASK in said:
        return Danger("low", _ASKED_ABOUT, "self", False, danger.hits)
    level = _level(danger, weighed, bars, _bar(danger.level, words, bars))
    if unruled and level == "low" and _CALM in said:
        return danger
    if level == "none":
        return Danger("none", (), "self", False, ())
    kinds, concerns = danger.kinds, danger.concerns
    if not kinds:
        concerns = "other" if weighed.other > 0 else "self"
    if risk_rank(level) >= risk_rank("high"):
        # A kind left out is worse than one too many: it says who must not be told.
        ruled = kinds if risk_rank(danger.level) >= risk_rank("high") else ()
        likely = weighed.grave.reaching(_LIKELY)
        kinds = tuple(dict.fromkeys([*ruled, *likely])) or _kinds(weighed.grave)
    elif not kinds:
        kinds = _kinds(weighed.kind)
    return Danger(level, kinds, concerns, danger.body, danger.hits)


def _bar(ruled: RiskLevel, words: int, bars: Bars) -> float:
    """What the score of danger has to reach."""
    if words <= _A_FEW and ruled == "none":
        return bars["high_in_few"]
    if words >= _A_STORY:
        return bars["high_in_story"]
    return bars["high_in_turn" if words <= _A_TURN else "high"]


def _level(danger: Danger, weighed: Weighed, bars: Bars, bar: float) -> RiskLevel:
    ruled = danger.level
    if risk_rank(ruled) >= risk_rank("high"):
        # To ask where it cannot wait is the gravest error: there the weights have to be surer.
        veto = bars["veto_imminent" if ruled == "imminent" else "veto"]
        if weighed.high < veto and not any(hit.rule.sure for hit in danger.hits):
            return "low"
        return "imminent" if ruled == "imminent" or weighed.imminent >= bars["imminent_over_high"] else "high"
    if _explained(danger) and weighed.imminent < bars["imminent"]:
        return "low"
    if weighed.high >= bar:
        return "imminent" if weighed.imminent >= bars["imminent"] else "high"
    return "low" if ruled == "low" or weighed.low >= bars["low"] else "none"


def faint(ruled: RiskLevel, level: RiskLevel, weighed: Weighed) -> bool:
    """Whether weights alone, and barely, make it low: too little to interrupt a conversation for."""
    return level == "low" and ruled == "none" and weighed.low < _FAINT


def _explained(danger: Danger) -> bool:
    """Whether a rule says plainly what alarms here and why it is less: « mon chat m'a griffé, ils disent que… »."""
    return danger.level == "low" and any(hit.rule.sure for hit in danger.hits)


def doubtful(ruled: RiskLevel, level: RiskLevel, weighed: Weighed, words: int, bars: Bars) -> bool:
    """Whether weights alone, and barely, make it high: enough for a message that stands alone."""
    if level != "high" or risk_rank(ruled) >= risk_rank("high"):
        return False
    return weighed.high < _bar(ruled, words, bars) + bars["doubt"]


def _kinds(scores: Scores) -> tuple[str, ...]:
    """Every kind that is likely, the likeliest first; always one."""
    kinds = sorted(scores.names, key=scores.of, reverse=True)
    return tuple([kind for number, kind in enumerate(kinds) if number == 0 or scores.of(kind) > 0])


def settled_topics(ruled: tuple[str, ...], weighed: Weighed, words: int, bars: Bars) -> tuple[str, ...]:
    """What the rules named and the weights do not contradict, then what the weights add; in a word or two, if sure.

    Where nothing is sure the likeliest is named, if it is likely: what happened needs some subject to be answered to.
    """
    if weighed is UNWEIGHED:
        return ruled
    topic = weighed.topic
    veto, bar = bars["topic_veto"], bars["topic_in_few" if words <= _SHORT else "topic"]
    named = [name for name in ruled if topic.of(name) >= veto] if ruled else []
    named += topic.reaching(bar)
    if named or words <= _SHORT or not topic.names:
        return tuple(dict.fromkeys(named))
    best = topic.best()
    return (best,) if topic.of(best) >= bars["topic_alone"] else ()


def settled_intent(ruled: Ruled, weighed: Weighed, words: int, bars: Bars, lang: str) -> str:
    """The likeliest wish; what the rules heard gives way only to a clearly likelier one, and in a word or two never."""
    heard = ruled.intent not in _VAGUE
    wishes = weighed.intent
    if not wishes.names or (heard and words <= _SHORT):
        return ruled.intent
    best = wishes.best()
    likely = wishes.of(best)
    if words <= _SHORT and (best in _ANSWERS or likely < 0 or (best == _STORY and ruled.intent == _NOTHING)):
        return ruled.intent
    if best in _GUARDED and best != ruled.intent and likely < bars["end"]:
        return ruled.intent
    if best == _OF_PARENTS and lang not in _ADULTS_LEARNED and ruled.audience not in ADULTS:
        return ruled.intent
    if ruled.intent == _STORY and best != _STORY and likely < bars["wish_in_story"]:
        return _STORY
    if heard and likely < wishes.of(ruled.intent) + bars["intent"]:
        return ruled.intent
    return best


def settled_audience(ruled: Ruled, weighed: Weighed, words: int, bars: Bars, lang: str) -> str:
    """The likeliest writer; one that the rules named gives way to a much likelier one, and never in few words."""
    writers = weighed.audience
    if not writers.names or words <= _SHORT:
        return ruled.audience
    best = writers.best()
    # Careful words alone make nobody a parent: a young person would read « votre enfant ».
    if best in ADULTS and (writers.of(best) < 0 or lang not in _ADULTS_LEARNED):
        return ruled.audience
    named = ruled.audience not in _ANYBODY
    if named and writers.of(best) < writers.of(ruled.audience) + bars["audience"]:
        return ruled.audience
    return best
