"""Forwarded messages that come without their author: the date is proof, the name has to be asked for."""

from collections.abc import Iterable

from conversations.conversation import Slot
from conversations.draft import Draft
from conversations.events import FileRef, Origin
from conversations.walk import interrupt

FILES, AUTHOR = "forwarded", "forwarded_author"


def nameless(origin: Origin | None) -> bool:
    return origin is not None and not origin.author


def ask_author(draft: Draft) -> None:
    """Somebody else's words answer none of our questions. More of them may come while this one is open."""
    asked = draft.conversation.asked
    if asked is not None and asked.slot == AUTHOR:
        draft.say(draft.piece("forwarded.noted"))
        return
    draft.forget_slot(AUTHOR)
    interrupt(draft, "forwarded.author")


def note_nameless(draft: Draft, files: Iterable[FileRef]) -> None:
    """Asked for after the receipt, not before: one question at a time."""
    if any(nameless(file.origin) for file in files):
        draft.forget_slot(AUTHOR)
        draft.set_slot(FILES, Slot(value="yes", by="text"))
