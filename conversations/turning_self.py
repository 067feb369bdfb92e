"""While another is feared for: « moi aussi j'ai plus envie » is of who writes, « elle a répondu adieu » of them."""

from conversations.conditions import in_danger
from conversations.draft import ADULTS, Draft
from conversations.findings import Findings, RiskLevel, risk_rank
from conversations.following import is_pressing
from conversations.planning import LIFE, OWN_LIFE, of_another
from conversations.turning_home import scenes_for

_GIVES_UP, _WEARY = "self.gives_up", "self.weary"
_FAREWELL, _PUSHED_AWAY = "reply.farewell", "reply.pushed_away"
_KIND = "suicide"


def read_of_whom(draft: Draft, text: str, findings: Findings) -> Findings:
    """The findings, with the danger turned to who writes, or raised by what the other answered."""
    if not in_danger(draft.conversation) or not of_another(draft):
        return findings
    if _is_their_own(draft, text, findings):
        facts = {**findings.facts, OWN_LIFE: "yes"}
        found = findings if not LIFE.isdisjoint(findings.risk_kinds) else findings._replace(risk_kinds=(_KIND,))
        return found._replace(risk=_at_least("high", found), concerns="self", facts=facts, intent="tell_story")
    level = _level_of_the_reply(draft, text, findings)
    if level == "none":
        return findings
    return findings._replace(
        risk=_at_least(level, findings),
        risk_kinds=tuple(dict.fromkeys((_KIND, *findings.risk_kinds))),
        concerns="other",
        body=draft.conversation.danger.body,
        intent="tell_story",
        doubtful=False,
    )


def _is_their_own(draft: Draft, text: str, findings: Findings) -> bool:
    """Said of oneself; being worn out alone turns nobody away from whom it presses for, nor from a child."""
    scenes = scenes_for(draft, findings)
    if scenes.tell(_GIVES_UP, text):
        return True
    return draft.value("role") not in ADULTS and not is_pressing(draft) and scenes.tell(_WEARY, text)


def _level_of_the_reply(draft: Draft, text: str, findings: Findings) -> RiskLevel:
    """« Elle a répondu juste adieu », of somebody who thinks of dying."""
    if LIFE.isdisjoint(draft.conversation.danger.kinds):
        return "none"
    scenes = scenes_for(draft, findings)
    if scenes.tell(_FAREWELL, text):
        return "imminent"
    return "high" if scenes.tell(_PUSHED_AWAY, text) else "none"


def _at_least(level: RiskLevel, findings: Findings) -> RiskLevel:
    return max(level, findings.risk, key=risk_rank)
