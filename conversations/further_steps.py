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
# The same where no plan is wanted.
HEARD = ("story.heard", "story.noted.slow")
# Known of who only wants to talk, until they ask for the plan.
ONLY_TALK = "only_talk"
# Lists that nobody asked for are said so often in a conversation: a list after every message is no answer.
UNASKED = {"plan.next": 2, "plan.more": 1}
PROTECTING = frozenset({"safe", "believe", "keep", "no_reply", "adult", "report", "block", "line"})


def first_protective(draft: Draft) -> tuple[str, ...]:
    """The steps that are said at once after threats, sextortion or images."""
    return tuple(step.key for step in protective_steps(ranked_now(draft)))


def protective_again(draft: Draft) -> list[Piece]:
    """The steps that protect first, though they were said: what was told changes for whom, or how soon."""
    piece = bulleted(draft, first_protective(draft))
    if piece is None:
        return []
    draft.change(plan=tuple(dict.fromkeys((*draft.conversation.plan, *piece.titles))))
    return [Piece(text=draft.text("danger.now", titles=piece.text), keys=("danger.now",), titles=piece.titles)]


def protective(draft: Draft) -> list[Piece]:
    """After sextortion, threats or images the protective steps go on for two turns, three titles each."""
    return protective_on(draft) or [noted(draft)]


def noted(draft: Draft) -> Piece:
    """That it was read, where nothing new can be advised."""
    keys = HEARD if listens_only(draft) else NOTED
    key = keys[draft.conversation.turns % len(keys)]
    return draft.piece(key if draft.speaks(key) else keys[0])


def listens_only(draft: Draft) -> bool:
    """Whether the person wanted to talk, and no plan."""
    return ONLY_TALK in draft.conversation.slots


def protective_on(draft: Draft) -> list[Piece]:
    """The next three of them, and the emergency number while it presses; nothing where all were said and it is calm."""
    first = first_protective(draft)
    # What protects after a danger that is new is said however much was said before.
    new = [key for key in first if key not in draft.conversation.plan]
    text_key = "plan.next" if draft.conversation.plan else "plan.first"
    keys = (*first, *_protecting(draft))
    said = batch(draft, text_key, keys) if new and not listens_only(draft) else unasked(draft, text_key, keys)
    return [*said, *still_urgent(draft)]


def _protecting(draft: Draft) -> list[str]:
    """What protects, who helps at once, and what must not be missing; letters and what comes later are for the plan."""
    situation = judged_now(draft)
    return [step.key for step in ranked_now(draft) if step.phase in PROTECTING or not step.weight(situation)]


def unasked(draft: Draft, text_key: str, keys: Sequence[str]) -> list[Piece]:
    """The next titles, as often as this list may be said without being asked for."""
    times = draft.conversation.times_asked.get(text_key, 0)
    if listens_only(draft) or times >= UNASKED.get(text_key, 1):
        return []
    said = batch(draft, text_key, keys)
    if said:
        draft.count_asked(text_key)
    return said


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
