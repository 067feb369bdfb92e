"""Who is about to run away, told in pieces: a bag, then tonight, then outside. It is no thought of dying."""

from conversations.conditions import in_danger
from conversations.draft import Draft
from conversations.findings import Findings, RiskLevel, risk_rank
from conversations.planning import LIFE
from conversations.turning_home import rules_hear_dying, scenes_for

# A circumstance of asks.yaml: the first sign.
LEAVING = "leaving"
_SOON, _OUTSIDE = "leaving.soon", "leaving.outside"
AWAY = "runaway"


def read_of_the_leaving(draft: Draft, text: str, findings: Findings) -> Findings:
    """The next sign makes it a danger, and being outside one of now."""
    level = _level(draft, text, findings)
    alarmed = findings.risk if LIFE.isdisjoint(findings.risk_kinds) else "none"
    if level == "none" or risk_rank(alarmed) > risk_rank(level) or _thinks_of_dying(draft, text):
        return findings
    # Who offers a bed is a danger of its own; on the way there the road comes first.
    beside = findings.risk_kinds if alarmed == "high" and level == "high" else ()
    return findings._replace(
        risk=level,
        risk_kinds=tuple(dict.fromkeys((*beside, AWAY))),
        concerns="self",
        body=False,
        intent="tell_story",
        doubtful=False,
    )


def _level(draft: Draft, text: str, findings: Findings) -> RiskLevel:
    known, scenes = draft.conversation, scenes_for(draft, findings)
    if LEAVING not in known.situations or draft.value("role") not in ("", "teen"):
        return "none"
    if scenes.tell(_OUTSIDE, text):
        return "imminent"
    told = in_danger(known) and AWAY in known.danger.kinds
    return "high" if scenes.tell(_SOON, text) and not told else "none"


def _thinks_of_dying(draft: Draft, text: str) -> bool:
    """« Partir » is said of life too: where dying was spoken of, or a rule hears it, nothing is taken from it."""
    here = draft.conversation.danger
    told = in_danger(draft.conversation) and not LIFE.isdisjoint(here.kinds)
    return told or rules_hear_dying(draft, text)
