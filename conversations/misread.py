"""« Non, c'est le chat », to a danger that was misread: more than a no, and no words take a danger back."""

from conversations.asking import Readings, asks_for, first_that_speaks
from conversations.conditions import in_danger
from conversations.draft import Draft
from conversations.findings import Findings
from conversations.walk import interrupt

MISREAD = "danger.misread"


def misread(draft: Draft, read: Readings, findings: Findings) -> bool:
    """Whether the message says so; the button that takes the danger back is shown again then."""
    asks = asks_for(draft, findings)
    if asks is None or not in_danger(draft.conversation):
        return False
    if first_that_speaks(draft, asks.briefly(read)) != MISREAD:
        return False
    interrupt(draft, MISREAD)
    return True
