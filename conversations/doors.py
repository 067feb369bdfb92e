"""Somebody who was taken for another: who says so is believed, and reads what is theirs."""

from conversations.asking import first_that_speaks
from conversations.draft import Draft
from conversations.walk import interrupt

_WRONG = frozenset({"author", "witness"})
_RIGHT = frozenset({"", "teen"})
_DOORS = ("doors.victim_plan", "doors.victim", "doors.asked")


def welcomed_anew(draft: Draft) -> bool:
    """Whether this message changed who they are taken for; it is answered then."""
    before = draft.before.slots.get("role")
    if before is None or before.value not in _WRONG or draft.value("role") not in _RIGHT:
        return False
    node = first_that_speaks(draft, _DOORS)
    if node:
        interrupt(draft, node)
    return bool(node)
