"""Where a body was in danger, a pain or a sickness that comes later cannot wait."""

from conversations.conditions import in_danger
from conversations.draft import Draft
from conversations.findings import Findings
from conversations.following import is_pressing
from conversations.turning_home import scenes_for

_SYMPTOM = "body.symptom"
# A circumstance of asks.yaml: a blow to the head, or having fainted from one.
HEAD = "head_blow"
_HURT = ("violence_by_others",)


def read_in_the_body(draft: Draft, text: str, findings: Findings) -> Findings:
    """The findings, with what was swallowed, or a blow to the head, made a danger of now by what it does."""
    here = draft.conversation.danger
    swallowed = in_danger(draft.conversation) and here.body
    if not (swallowed or HEAD in draft.conversation.situations) or findings.risk == "imminent" or is_pressing(draft):
        return findings
    if not scenes_for(draft, findings).tell(_SYMPTOM, text):
        return findings
    kinds = here.kinds if swallowed else _HURT
    concerns = here.concerns if swallowed else findings.concerns
    return findings._replace(risk="imminent", risk_kinds=kinds, concerns=concerns, body=True, intent="tell_story")
