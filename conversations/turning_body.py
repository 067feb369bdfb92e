"""Where a body was in danger, a pain or a sickness that comes later cannot wait; nor can what was taken by who thinks
of dying, or a body that lies still after blows."""

from conversations.conditions import in_danger
from conversations.draft import Draft
from conversations.findings import Findings
from conversations.following import is_pressing
from conversations.planning import LIFE
from conversations.turning_home import BY_OTHERS, scenes_for

_SYMPTOM, _TAKEN, _STILL = "body.symptom", "body.taken", "body.still"
# A circumstance of asks.yaml: a blow to the head, or having fainted from one.
HEAD = "head_blow"
_HURT = ("violence_by_others",)


def read_in_the_body(draft: Draft, text: str, findings: Findings) -> Findings:
    """The findings, with what was swallowed, or a blow to the head, made a danger of now by what it does."""
    here = draft.conversation.danger
    if _takes_something(draft, text, findings):
        return findings._replace(risk="imminent", risk_kinds=here.kinds, body=True, intent="tell_story", doubtful=False)
    if _lies_still(draft, text):
        kinds = tuple(kind for kind in here.kinds if kind in BY_OTHERS)
        return findings._replace(
            risk="imminent", risk_kinds=kinds, concerns="other", body=True, intent="tell_story", doubtful=False
        )
    swallowed = in_danger(draft.conversation) and here.body
    if not (swallowed or HEAD in draft.conversation.situations) or findings.risk == "imminent" or is_pressing(draft):
        return findings
    if not scenes_for(draft, findings).tell(_SYMPTOM, text):
        return findings
    kinds = here.kinds if swallowed else _HURT
    concerns = here.concerns if swallowed else findings.concerns
    return findings._replace(risk="imminent", risk_kinds=kinds, concerns=concerns, body=True, intent="tell_story")


def _takes_something(draft: Draft, text: str, findings: Findings) -> bool:
    """« Elle a pris un truc pour dormir », where dying was spoken of."""
    here = draft.conversation.danger
    known = in_danger(draft.conversation) and "suicide" in here.kinds and not here.body
    return known and findings.risk != "imminent" and scenes_for(draft, findings).tell(_TAKEN, text)


def _lies_still(draft: Draft, text: str) -> bool:
    """« Elle bouge plus », after blows: the attack presses already, the body now does too."""
    here = draft.conversation.danger
    hurt = not BY_OTHERS.isdisjoint(here.kinds) and LIFE.isdisjoint(here.acute)
    return hurt and in_danger(draft.conversation) and scenes_for(draft, draft.findings).tell(_STILL, text)
