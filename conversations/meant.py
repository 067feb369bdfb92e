"""« Oui, efface », « non la 5 je veux pas »: a choice of the open question, in words that are not its label."""

from conversations.asked_words import Readings, asks_heard
from conversations.choosing import take_choice
from conversations.draft import Draft
from conversations.findings import Findings


def take_meant(draft: Draft, read: Readings, findings: Findings) -> bool:
    """Takes the choice that is meant; False where none of the open question is."""
    place, asked = draft.conversation.place, draft.conversation.asked
    node = draft.library.flows.node(place) if place else None
    if node is None or asked is None or not node.choices:
        return False
    open_ones = {one.id: one for one in node.choices if one.when is None or one.when.holds(draft.view)}
    meant = (name for asks in asks_heard(draft, findings) for name in asks.meant(read))
    choice = next((open_ones[name] for name in meant if name in open_ones), None)
    if choice is None:
        return False
    take_choice(draft, node, choice)
    return True
