"""When a receipt is given: with the last file of a batch, and in a flood once for all of a while (DEL-08)."""

from dataclasses import replace

from conversations import limits
from conversations.conditions import in_danger
from conversations.conversation import Keeping
from conversations.draft import Draft
from conversations.effects import SetTimer
from conversations.walk import go, interrupt

TIMER = "receipt"
PROOF_PROTECTS = frozenset({"sexual_exploitation", "violence_by_others"})


def reported(draft: Draft, effect: str, *, kept: bool) -> None:
    """One file less is on its way. The receipt comes with the last of them."""
    keeping = draft.conversation.keeping
    left = tuple(one for one in keeping.effects if one != effect)
    missing = keeping.missing
    if not kept and effect in keeping.batch:
        missing = (*missing, keeping.batch.index(effect) + 1)
    draft.change(keeping=_counted(draft, replace(keeping, effects=left, missing=missing)))
    if left:
        return
    if draft.conversation.keeping.in_window > limits.FILES_BEFORE_GROUPING:
        _put_off(draft)
    else:
        give(draft)


def give(draft: Draft) -> None:
    """The receipt; while a human speaks, and where a life is at risk, nothing but the receipt."""
    if draft.conversation.handoff == "human":
        go(draft, "files.receipt_only")
    elif _asks_nothing(draft):
        interrupt(draft, "files.receipt_only")
    else:
        interrupt(draft, "files.receipt")


def _asks_nothing(draft: Draft) -> bool:
    """In danger only the date of a capture may be asked, and only where proof protects: blackmail, threats."""
    kinds = set(draft.conversation.danger.kinds)
    proof = bool(draft.conversation.undated) and kinds <= PROOF_PROTECTS
    return in_danger(draft.conversation) and not proof


def timer_fired(draft: Draft) -> None:
    """In a flood: the receipt for all that was kept in the meantime."""
    keeping = draft.conversation.keeping
    draft.change(keeping=replace(keeping, later=False))
    if keeping.kept or keeping.refused:
        give(draft)


def _counted(draft: Draft, keeping: Keeping) -> Keeping:
    begun = keeping.window_at
    if begun is None or draft.now - begun > limits.FILES_WINDOW:
        return replace(keeping, window_at=draft.now, in_window=1)
    return replace(keeping, in_window=keeping.in_window + 1)


def _put_off(draft: Draft) -> None:
    keeping = draft.conversation.keeping
    if not keeping.later:
        draft.change(keeping=replace(keeping, later=True))
        draft.emit(SetTimer, name=TIMER, at=draft.now + limits.RECEIPT_PAUSE)
