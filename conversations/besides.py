"""What is more than an answer to the open question: « non, c'est le chat », « non, personne répond »."""

from conversations.asked_words import Readings, asks_for
from conversations.asking import first_that_speaks
from conversations.conditions import in_danger
from conversations.draft import Draft
from conversations.emergency import CANNOT_SPEAK, row_of
from conversations.findings import Findings
from conversations.following import is_pressing
from conversations.walk import interrupt

# No words take a danger back: who says that it was misread is shown the button that does. « Peut-être qu'elle invente »
# is no answer to the question of a report.
BESIDES = ("danger.misread", "help.maybe_false")
CALLS = "calls."
WRITE = "calls.write"
# A step that is not wanted is respected, where nobody may be harmed now.
CALL, RESPECTED = "call_line", "asked.respected"


def besides_the_answer(draft: Draft, read: Readings, findings: Findings) -> bool:
    """Whether the message says such a thing while a danger stands; it is answered then."""
    asks = asks_for(draft, findings)
    if asks is None or not in_danger(draft.conversation):
        return False
    node = first_that_speaks(draft, asks.briefly(read))
    if not (node in BESIDES or node.startswith(CALLS)):
        node = WRITE if _has_just_no_voice(draft) else ""
    if node == WRITE and asks.refused(read) == CALL and not (_has_just_no_voice(draft) or is_pressing(draft)):
        draft.change(open_step=CALL)
        node = RESPECTED
    if node:
        interrupt(draft, node)
    return bool(node)


def _has_just_no_voice(draft: Draft) -> bool:
    """« Mes parents entendent tout », where no line of this danger is written to: somebody else is."""
    told = CANNOT_SPEAK in draft.conversation.slots.keys() - draft.before.slots.keys()
    return told and not is_written_to(draft)


def is_written_to(draft: Draft) -> bool:
    """Whether the danger that stands has a line for who cannot speak."""
    return CANNOT_SPEAK in row_of(draft, draft.conversation.danger).then
