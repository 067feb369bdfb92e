"""« C'était un nu », said or tapped after a file was kept: it goes at once, and nobody is blamed (FIL-11)."""

import re

from conversations.answers import plain
from conversations.conversation import Keeping, Slot
from conversations.draft import Draft
from conversations.effects import Choice, PurgeEvidence, WithdrawMessage
from conversations.events import EvidencePurged, Said
from conversations.pieces import Piece
from conversations.receipts import numbered

ROW = "was_nude"
SLOT = "nude_piece"
ALL = "all"
MOST_BUTTONS = 3
_SIGNS = re.compile(r"[^\w' ]|\d")
_NUMBER = re.compile(r"\d{1,4}")


def says_nude(draft: Draft, text: str) -> bool:
    """Whether the text says that something sent before was a nude. Numbers in it name the pieces."""
    rows = draft.library.flows.interruptions.rows
    bare = plain(_SIGNS.sub(" ", text.replace("’", "'")))
    return any(row.id == ROW and bare in row.typed for row in rows)


def find_nude(draft: Draft) -> None:
    """Which pieces are meant: those named, or the only one of the last receipt; otherwise it is to be asked."""
    named = _named(draft, draft.event.text) if isinstance(draft.event, Said) else ()
    last = _last(draft)
    draft.forget_slot(SLOT)
    if named or len(last) <= 1:
        draft.set_slot(SLOT, Slot(value=" ".join(map(str, named or last)) or ALL))


def purge_pieces(draft: Draft) -> None:
    """Takes away what was named, or where that is not clear everything that may be meant, with all that waits."""
    slot = draft.value(SLOT)
    numbers = _named(draft, slot) or _last(draft)
    keeping = draft.conversation.keeping
    draft.forget_slot(SLOT)
    if numbers or keeping.effects:
        draft.emit(PurgeEvidence, numbers=numbers, effects=keeping.effects)
    _drop_waiting(draft)
    left = tuple(number for number in keeping.last if number not in numbers)
    draft.change(
        keeping=Keeping(last=left, window_at=keeping.window_at, in_window=keeping.in_window),
        purging=(*draft.conversation.purging, *numbers),
        nudity_no_until=None,
        undated=(),
    )


def purge_at_once(draft: Draft) -> None:
    """In danger nothing is asked and nothing is said of it: the numbers come first."""
    find_nude(draft)
    purge_pieces(draft)


def purged(draft: Draft, event: EvidencePurged) -> None:
    """The files are gone: said only now, when it is true."""
    numbers = draft.conversation.purging
    draft.change(purging=())
    if numbers and draft.conversation.handoff != "human":
        draft.say(draft.piece("files.purged", count=len(numbers), pieces=numbered(numbers)))


def nude_which(draft: Draft) -> list[Piece]:
    """Which of the last pieces was it? One tap, or its number."""
    last = _last(draft)
    buttons = [Choice(id=f"nude_piece.{number}", label=draft.text("files.piece", pieces=number)) for number in last]
    few = tuple(buttons) if len(buttons) <= MOST_BUTTONS else ()
    text = draft.text("files.nude_which", pieces=numbered(last))
    return [Piece(text=text, keys=("files.nude_which",), choices=few)]


def nude_going(draft: Draft) -> list[Piece]:
    """What happens now; where nothing was taken yet, that nothing was."""
    return [draft.piece("files.nude_going" if draft.conversation.purging else "files.nude")]


def _named(draft: Draft, text: str) -> tuple[int, ...]:
    numbers = (int(found) for found in _NUMBER.findall(text))
    return tuple(dict.fromkeys(number for number in numbers if 1 <= number <= draft.conversation.evidence))


def _last(draft: Draft) -> tuple[int, ...]:
    keeping = draft.conversation.keeping
    return keeping.kept or keeping.last


def _drop_waiting(draft: Draft) -> None:
    files = (file for batch in draft.conversation.waiting_files for file in batch.files)
    for message in dict.fromkeys(file.message for file in files if file.message):
        draft.emit(WithdrawMessage, message=message)
    draft.change(waiting_files=())
