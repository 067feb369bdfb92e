"""A meeting with an adult or with somebody known only online: told in pieces, a danger only together."""

from conversations.asked_words import asks_for, readings
from conversations.conditions import in_danger
from conversations.draft import Draft
from conversations.findings import Findings, RiskLevel, risk_rank

MEETS, SOON, ONLINE, OLDER = "meets", "meets_soon", "met_online", "older"
# Each says little alone; with who is older, or known from a screen, it is no meeting among friends.
UNKNOWN = frozenset({"never_seen", "kept_secret"})
CLOSE = UNKNOWN | {"in_love"}
PIECES = frozenset({MEETS, SOON, ONLINE, OLDER, *CLOSE})
BY_STRANGERS = "sexual_exploitation"
TOPIC = "sexual_solicitation_by_adult"


def with_the_meeting(draft: Draft, text: str, findings: Findings) -> Findings:
    """« Il vient en train demain », once « il a 27 ans » and « on s'est connus sur un jeu » were told."""
    asks = asks_for(draft, findings)
    now = PIECES.intersection(asks.situations(readings(draft, text))) if asks is not None else frozenset()
    known = in_danger(draft.conversation) and BY_STRANGERS in draft.conversation.danger.kinds
    if not now or known or draft.value("role") == "author":
        return findings
    told = now | PIECES.intersection(draft.conversation.situations)
    level: RiskLevel = "imminent" if SOON in told else "high"
    if not _is_a_danger(told) or risk_rank(findings.risk) >= risk_rank(level):
        return findings
    return findings._replace(
        risk=level,
        risk_kinds=tuple(dict.fromkeys((BY_STRANGERS, *findings.risk_kinds))),
        topics=tuple(dict.fromkeys((*findings.topics, TOPIC))),
        intent="tell_story",
        doubtful=False,
    )


def _is_a_danger(told: frozenset[str]) -> bool:
    """An adult whom one loves or knows from a screen; somebody from a screen, never seen, or whom nobody is told of."""
    adult = OLDER in told and not told.isdisjoint({ONLINE, *CLOSE})
    unknown = ONLINE in told and not told.isdisjoint(UNKNOWN)
    return MEETS in told and (adult or unknown)
