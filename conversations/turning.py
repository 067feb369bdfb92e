"""What a message says in its place: after the one before it, after a story, and while a danger stands.

Where a danger is known, silence makes it pressing, and some words that alarm elsewhere are good news or asked about.
"""

from conversations.asked_words import asks_for, readings
from conversations.asking import first_that_speaks
from conversations.besides import CALLS
from conversations.conditions import in_danger
from conversations.draft import ADULTS, Draft
from conversations.findings import Findings, risk_rank
from conversations.following import is_pressing
from conversations.fragile import ashamed_to_live, on_fragile_ground
from conversations.meeting import with_the_meeting
from conversations.own_letters import is_known_letter
from conversations.planning import LIFE
from conversations.together import in_context, with_the_last_words
from conversations.turning_away import read_of_the_away
from conversations.turning_body import read_in_the_body
from conversations.turning_home import read_at_home
from conversations.turning_leaving import read_of_the_leaving
from conversations.turning_self import read_of_whom

# Who thinks of dying, or has gone away, may be dying where no answer comes.
_TO_BE_FOUND = frozenset({"suicide", "self_harm", "runaway"})
# « Ma mère est là »: frightening where the danger is at home, good news where it is not.
_AT_HOME = ("danger_at_home",)
# « Il est rentré ! Il était chez un voisin », of who was away.
_NO_NEWS = frozenset({_AT_HOME, ("runaway",)})
_BY_STRANGERS = ("sexual_exploitation",)
# What is threatened with, where its danger was not seen.
_BLACKMAIL = "sextortion_blackmail"
_HOUR = "images.deadline"
_BED = "danger.bed"
_IN_DANGER = "danger."


def read_in_place(draft: Draft, text: str) -> Findings:
    """A text read by itself, then among what is known."""
    alone = draft.library.understanding.read(text)
    findings = with_the_meeting(draft, text, in_context(draft, with_the_last_words(draft, text, alone)))
    for turn in (read_at_home, read_in_the_body, read_of_the_away, read_of_the_leaving, ashamed_to_live):
        findings = turn(draft, text, findings)
    findings = read_of_whom(draft, text, on_fragile_ground(draft, findings))
    if _is_an_hour(draft, text, findings):
        return _by_images(draft, findings)
    if not in_danger(draft.conversation):
        return findings._replace(risk="none", risk_kinds=()) if is_known_letter(draft, text, findings) else findings
    if _is_silence(draft, text, findings):
        here = draft.conversation.danger
        kinds = tuple(kind for kind in here.kinds if kind in _TO_BE_FOUND) or here.kinds
        return findings._replace(
            risk="imminent", risk_kinds=kinds, concerns="other", body=here.body, intent="tell_story"
        )
    if _is_good_news(draft, text, alone):
        # « Elle répond plus », « elle a répondu »: not one phrase over two messages.
        return alone._replace(risk="none", risk_kinds=())
    if _is_about_calling(draft, text, findings):
        return findings._replace(risk="none", risk_kinds=())
    if _is_a_bed(draft, text, findings):
        # The advice for a stranger on a screen is wrong for one who stands there.
        return findings._replace(risk="none", risk_kinds=(), topics=())
    return findings


def _is_an_hour(draft: Draft, text: str, findings: Findings) -> bool:
    """« Il me reste 2h », in the middle of a blackmail with images; what weights alone take for another danger too."""
    known, danger = draft.conversation, draft.conversation.danger
    blackmailed = (in_danger(known) and _BY_STRANGERS[0] in danger.kinds) or _BLACKMAIL in known.topics
    asks = asks_for(draft, findings)
    if not blackmailed or asks is None or draft.value("role") == "author":
        return False
    if not asks.names(_HOUR, readings(draft, text)):
        return False
    # Once it presses it has an answer of its own, and a danger to life that is said in words comes first.
    alarming = risk_rank(findings.risk) >= risk_rank("high")
    return (alarming or not is_pressing(draft)) and LIFE.isdisjoint(_heard(draft, text))


def _heard(draft: Draft, text: str) -> tuple[str, ...]:
    """The dangers that the rules hear, without the weights."""
    heard = draft.library.understanding.heard(text).danger
    return heard.kinds if risk_rank(heard.level) >= risk_rank("high") else ()


def _by_images(draft: Draft, findings: Findings) -> Findings:
    """The danger that stands, now: by images, to whom it was."""
    here = draft.conversation.danger
    return findings._replace(
        risk="imminent",
        risk_kinds=_BY_STRANGERS,
        concerns=here.concerns if in_danger(draft.conversation) else findings.concerns,
        intent="tell_story",
        doubtful=False,
    )


def says_more_than_no(draft: Draft, text: str, findings: Findings) -> bool:
    """« Non je veux pas d'ambulance », to « es-tu en danger ? »: it refuses help, and does not say that all is well."""
    asks = asks_for(draft, findings)
    if asks is None or not in_danger(draft.conversation):
        return False
    return first_that_speaks(draft, asks.briefly(readings(draft, text))).startswith(_IN_DANGER)


def _is_silence(draft: Draft, text: str, findings: Findings) -> bool:
    """« Elle répond plus », of somebody who spoke of dying. While it presses that is no news."""
    danger = draft.conversation.danger
    another = danger.concerns == "other" or draft.value("role") in ADULTS | {"witness"}
    feared = danger.body or not _TO_BE_FOUND.isdisjoint(danger.kinds)
    if not (another and feared) or is_pressing(draft) or findings.risk == "imminent":
        return False
    asks = asks_for(draft, findings)
    return asks is not None and asks.silent(readings(draft, text))


def _is_good_news(draft: Draft, text: str, findings: Findings) -> bool:
    """Said plainly, and nothing else that alarms."""
    asks = asks_for(draft, findings)
    alarming = risk_rank(findings.risk) >= risk_rank("high")
    if asks is None or (alarming and findings.risk_kinds not in _NO_NEWS):
        return False
    relieved = first_that_speaks(draft, asks.relieved(readings(draft, text)))
    return bool(relieved) and draft.library.understanding.read(asks.besides_relief(text)).risk == "none"


def _is_about_calling(draft: Draft, text: str, findings: Findings) -> bool:
    """« Ça sonne dans le vide », « j'peux pas appeler ils vont entendre »: no new danger, unless a rule hears one."""
    asks = asks_for(draft, findings)
    if asks is None or risk_rank(findings.risk) < risk_rank("high"):
        return False
    named = first_that_speaks(draft, asks.briefly(readings(draft, text))).startswith(CALLS)
    return named and draft.library.understanding.heard(text).danger.level == "none"


def _is_a_bed(draft: Draft, text: str, findings: Findings) -> bool:
    """« Il me propose de dormir chez lui », told by who is outside; what was done already alarms by a rule."""
    asks = asks_for(draft, findings)
    if asks is None or findings.risk == "imminent" or findings.risk_kinds != _BY_STRANGERS:
        return False
    offered = first_that_speaks(draft, asks.briefly(readings(draft, text))) == _BED
    return offered and risk_rank(draft.library.understanding.heard(text).danger.level) < risk_rank("high")
