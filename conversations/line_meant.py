"""Of which line a question about a call speaks, and for how long after it was named."""

from conversations.conditions import in_danger
from conversations.draft import Draft
from conversations.emergency import row_of, service_for

# Wanting to write instead of calling can only be about a line, whenever it was named.
WRITING = "chat"
PRICE, PARENTS = "bill", "parents"
# « Il peut me localiser ? » is about them then.
BY_OTHERS = frozenset({"sexual_exploitation", "violence_by_others", "violence_to_others"})
TURNS_A_LINE_HOLDS = 2
TURNS_A_PRICE_HOLDS = 6


def line_of_danger(draft: Draft) -> str:
    """The line that was said first for the danger that stands, "" where there is none."""
    danger = draft.conversation.danger
    return service_for(draft, row_of(draft, danger).first).id if in_danger(draft.conversation) else ""


def still_about_a_line(draft: Draft, doubt: str) -> bool:
    """For a few turns; longer what can hardly mean anything else, above all while no other person is the danger."""
    turns = draft.before.turns - draft.conversation.lines_at
    if doubt == WRITING or turns <= TURNS_A_LINE_HOLDS:
        return True
    if doubt == PRICE and turns <= TURNS_A_PRICE_HOLDS:
        return True
    danger = draft.conversation.danger
    return in_danger(draft.conversation) and doubt != PARENTS and BY_OTHERS.isdisjoint(danger.kinds)
