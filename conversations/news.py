"""What has changed since the story: somebody knows, the school acts or refuses, they apologise, it is worse."""

from conversations.asked_words import Readings, asks_for
from conversations.asking import first_that_speaks
from conversations.conditions import in_danger
from conversations.draft import Draft
from conversations.findings import Findings
from conversations.walk import interrupt


def told_news(draft: Draft, read: Readings, findings: Findings) -> bool:
    """Whether it was such news; it has its own line and the next step then, each kind once."""
    asks = asks_for(draft, findings)
    if asks is None or not draft.before.told or in_danger(draft.conversation) or findings.risk != "none":
        return False
    fresh = tuple(node for node in asks.news(read) if node not in draft.conversation.said)
    node = first_that_speaks(draft, fresh)
    if not node:
        return False
    draft.change(said=(*draft.conversation.said, node))
    interrupt(draft, node)
    return True
