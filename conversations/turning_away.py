"""A child that is looked for, told in pieces: late, then no answer, then nobody has seen it."""

from conversations.draft import Draft
from conversations.findings import Findings
from conversations.turning_home import scenes_for

# A circumstance of asks.yaml: the first sign.
AWAY = "child_away"
_SIGN = "away.sign"
# A pupil may wait for anybody; who looks for a child is somebody else.
_ALONE = frozenset({"teen", "author"})


def read_of_the_away(draft: Draft, text: str, findings: Findings) -> Findings:
    """The second sign makes it a missing child, and an emergency."""
    known = draft.conversation
    if AWAY not in known.situations or draft.value("role") in _ALONE or findings.risk == "imminent":
        return findings
    if "runaway" in known.danger.kinds or not scenes_for(draft, findings).tell(_SIGN, text):
        return findings
    return findings._replace(
        risk="imminent", risk_kinds=("runaway",), concerns="other", intent="tell_story", doubtful=False
    )
