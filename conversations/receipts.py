"""The words of a receipt: what is kept, what is missing and why, and what a picture told when it was looked at."""

from collections.abc import Iterable
from itertools import count, groupby

from conversations import limits
from conversations.conversation import Keeping
from conversations.draft import Draft
from conversations.events import EvidenceLookedAt
from conversations.pieces import Piece, join
from conversations.wording import clock, weekday


def given(draft: Draft) -> None:
    """What was told is forgotten; which pieces were the last stays known, should one have been a mistake."""
    keeping = draft.conversation.keeping
    fresh = Keeping(
        effects=keeping.effects,
        batch=keeping.effects,
        last=keeping.kept or keeping.last,
        later=keeping.later,
        window_at=keeping.window_at,
        in_window=keeping.in_window,
        dated=keeping.dated,
    )
    draft.change(keeping=fresh)


def receipt(draft: Draft) -> list[Piece]:
    """« Gardé. Pièce 4, reçue mardi à 18:04. » Then what is missing, and why."""
    keeping = draft.conversation.keeping
    kept = [_kept(draft, keeping)] if keeping.kept else []
    kept += [_same(draft, keeping)] if keeping.same else []
    refused = [_missing(draft, keeping)] if keeping.missing and len(keeping.batch) > 1 else []
    refused += [draft.piece(f"files.refused.{reason}") for reason in dict.fromkeys(keeping.refused)]
    return [join(pieces) for pieces in (kept, refused[:2], refused[2:]) if pieces][: limits.MESSAGES_A_TURN - 1]


def looked_at(draft: Draft, event: EvidenceLookedAt) -> None:
    """What a picture told when it was looked at, as long as it is still what the person thinks of."""
    if event.at - event.received_at > limits.LOOKED_AT_WITHIN or draft.conversation.handoff == "human":
        return
    if event.gps and "files.gps" not in draft.conversation.said:
        draft.remember_said("files.gps")
        draft.say(draft.piece("files.gps", pieces=str(event.number)))
    if event.fault and "files.no_preview" not in draft.conversation.said:
        draft.remember_said("files.no_preview")
        draft.say(draft.piece("files.no_preview", pieces=str(event.number)))
    if event.near and "files.near" not in draft.conversation.said:
        draft.remember_said("files.near")
        draft.say(draft.piece("files.near", pieces=str(event.number), other=str(event.near[0])))


def numbered(numbers: Iterable[int]) -> str:
    """`3, 5–9, 12`."""
    steps = count()
    runs = [[*run] for _, run in groupby(sorted(set(numbers)), key=lambda number: number - next(steps))]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _kept(draft: Draft, keeping: Keeping) -> Piece:
    local = draft.now.astimezone(draft.zone)
    slots: dict[str, str | int] = {"count": len(keeping.kept), "pieces": numbered(keeping.kept)}
    slots |= {"day": weekday(local, draft.conversation.lang), "hour": clock(local)}
    undo = (draft.choice("was_nude", "files.was_nude"),) if keeping.visible else ()
    return Piece(text=draft.text("files.kept", **slots), keys=("files.kept",), choices=undo)


def _same(draft: Draft, keeping: Keeping) -> Piece:
    slots: dict[str, str | int] = {"count": len(keeping.same), "pieces": numbered(one for one, _ in keeping.same)}
    return draft.piece("files.same", **slots, other=numbered(first for _, first in keeping.same))


def _missing(draft: Draft, keeping: Keeping) -> Piece:
    slots: dict[str, str | int] = {"count": len(keeping.missing), "pieces": numbered(keeping.missing)}
    return draft.piece("files.missing", **slots, total=len(keeping.batch))
