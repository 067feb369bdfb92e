"""Steps said a few at a time, each once: what protects at once, what keeps safe now, and what comes after."""

from collections.abc import Sequence

from conversations.draft import Draft
from conversations.following import still_urgent
from conversations.pieces import Piece
from conversations.plan import protective as protective_steps
from conversations.planning import judged_now, ranked_now
from conversations.steps import PHASES
from conversations.titles import bulleted

# What gives way first in a plan.
LEAST = 2
# In turn, for the same words after every message read like a machine's.
NOTED = ("story.noted", "story.noted.read", "story.noted.slow")


def first_protective(draft: Draft) -> tuple[str, ...]:
    """The steps that are said at once after threats, sextortion or images."""
    return tuple(step.key for step in protective_steps(ranked_now(draft)))


def protective(draft: Draft) -> list[Piece]:
    """After sextortion, threats or images the protective steps go on, three titles a turn, each once."""
    return protective_on(draft) or [noted(draft)]


def noted(draft: Draft) -> Piece:
    """That it was read, where nothing new can be advised."""
    key = NOTED[draft.conversation.turns % len(NOTED)]
    return draft.piece(key if draft.speaks(key) else NOTED[0])


def protective_on(draft: Draft) -> list[Piece]:
    """The next three of them, and the emergency number while it presses; nothing where all were said and it is calm."""
    text_key = "plan.next" if draft.conversation.plan else "plan.first"
    return [*batch(draft, text_key, (*first_protective(draft), *every_step(draft))), *still_urgent(draft)]


def safety(draft: Draft) -> list[Piece]:
    """After danger to a life or at home: what protects now. No plan, unless it is for somebody else."""
    situation = judged_now(draft)
    # What gives way first in a plan has nothing to do with a danger.
    steps = [step for step in ranked_now(draft) if step.weight(situation) < LEAST]
    now = [step.key for step in steps if step.phase in ("safe", "believe")]
    if said := batch(draft, "danger.now", now):
        return said
    for_others = situation.concerns == "other" or situation.speaks_as in ("parent", "teacher", "witness")
    phases = PHASES if for_others else ("line", "care")
    return batch(draft, "danger.next", [step.key for step in steps if step.phase in phases])


def every_step(draft: Draft) -> list[str]:
    return [step.key for step in ranked_now(draft)]


def batch(draft: Draft, text_key: str, keys: Sequence[str]) -> list[Piece]:
    """The first three titles not said yet, remembered as said."""
    fresh = [key for key in dict.fromkeys(keys) if key not in draft.conversation.plan]
    piece = bulleted(draft, fresh)
    if piece is None:
        return []
    draft.change(plan=(*draft.conversation.plan, *piece.titles))
    return [Piece(text=draft.text(text_key, titles=piece.text), keys=(text_key,), titles=piece.titles)]
