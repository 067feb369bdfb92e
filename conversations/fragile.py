"""What says little by itself, and much on fragile ground: giving up, a letter, « j'ai refait ».

The signs stand in `languages/<lang>/understanding/farewell.yaml`. Alone they ask at most; where somebody is known to
think of dying or to hurt themselves they are danger.
"""

from collections.abc import Sequence
from typing import Literal

from conversations.conditions import in_danger
from conversations.draft import Draft
from conversations.findings import Findings, Reason, RiskLevel, risk_rank
from conversations.planning import LIFE, of_another
from conversations.turning_home import scenes_for

# Rules that speak of taking leave, and those that count only where the ground is known to be fragile.
_FAREWELL = "farewell."
_GIVING_UP = "farewell.giving_up"
_SIGNS = frozenset({_GIVING_UP, "farewell.dark", "farewell.giving_away", "farewell.gone", "farewell.letter_other"})
_LETTER = frozenset({"farewell.letter"})
_OF_ANOTHER = frozenset({"farewell.letter_other"})
_AGAIN = frozenset({"relapse.again"})
# A leave that is taken of life is none of this program, nor is a thank-you that stands in somebody's story.
_LEAVE = frozenset({"ask_stop", "thanks"})
_STORY = "tell_story"
_ASHAMED = "life.ashamed"


def on_fragile_ground(draft: Draft, findings: Findings) -> Findings:
    """The findings with what their signs mean beside the danger that is known."""
    heard = frozenset(reason.what for reason in findings.reasons)
    if findings.intent in _LEAVE and _takes_leave(findings.reasons):
        findings = findings._replace(intent=_STORY)
    level, kind = _level(draft, heard)
    if risk_rank(level) <= risk_rank(findings.risk):
        return findings
    concerns: Literal["self", "other"] = "other" if of_another(draft) else "self"
    kinds = tuple(dict.fromkeys((kind, *findings.risk_kinds)))
    return findings._replace(risk=level, risk_kinds=kinds, concerns=concerns, intent=_STORY, doubtful=False)


def ashamed_to_live(draft: Draft, text: str, findings: Findings) -> Findings:
    """The findings with the wish to vanish that shame hides, once something was told here."""
    told = draft.before.told or in_danger(draft.conversation)
    if not told or not LIFE.isdisjoint(findings.risk_kinds) or not scenes_for(draft, findings).tell(_ASHAMED, text):
        return findings
    level = max("high", findings.risk, key=risk_rank)
    return findings._replace(risk=level, risk_kinds=("suicide",), concerns="self", intent=_STORY, doubtful=False)


def gives_up(findings: Findings) -> bool:
    """« J'ai plus envie », whatever is being asked."""
    return any(reason.what == _GIVING_UP for reason in findings.reasons)


def _takes_leave(reasons: Sequence[Reason]) -> bool:
    return any(reason.what.startswith(_FAREWELL) for reason in reasons)


def _level(draft: Draft, heard: frozenset[str]) -> tuple[RiskLevel, str]:
    """The level that these signs have here, and of what."""
    danger = draft.conversation.danger
    if danger.level == "none":
        return "none", ""
    if "self_harm" in danger.kinds and not _AGAIN.isdisjoint(heard):
        return "high", "self_harm"
    if not LIFE.isdisjoint(danger.kinds) and not _letters(draft).isdisjoint(heard):
        return ("imminent" if in_danger(draft.conversation) else "high"), "suicide"
    return ("high", "suicide") if not _SIGNS.isdisjoint(heard) else ("none", "")


def _letters(draft: Draft) -> frozenset[str]:
    """A letter that is written here is for the school or the police."""
    if draft.conversation.letter is not None:
        return frozenset()
    return _OF_ANOTHER if of_another(draft) else _LETTER
