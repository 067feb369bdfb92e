"""An exported chat, shown in pages: the person says by their numbers which messages count, or goes to a day."""

import re
from dataclasses import replace

from conversations import limits
from conversations.conversation import ChatOpen
from conversations.dossier import ChatLine
from conversations.draft import Draft
from conversations.effects import ReadChat
from conversations.events import ChatRead, Said
from conversations.noting import saying
from conversations.pieces import Piece

_RUN = re.compile(r"(?<![\d/.:h])(\d{1,6})(?:\s*(?:-|–|à|a)\s*(\d{1,6}))?(?![\d/:h]|\.\d)")
_ONLY_NUMBERS = re.compile(r"[\d\s,;.–àaet&-]+", re.IGNORECASE)
_CUT = "…"
# Letters that may stand beside a date that is an answer: « le », « va au ».
LEFT_OVER = 6


def more(draft: Draft) -> None:
    _read(draft, first=draft.conversation.chat.next)


def pick(draft: Draft) -> None:
    """« 2, 5-8 » picks, « 31/10 » goes to that day; anything else asks nothing of the chat."""
    text = draft.event.text if isinstance(draft.event, Said) else ""
    if places := picked(text, draft.conversation.chat.total):
        _read(draft, places=places)
        return
    days = [said.dated.day for said in draft.library.dating.read(text, saying(draft), draft.conversation.lang)]
    if days and days[0] is not None:
        _read(draft, on=days[0].isoformat())


def close(draft: Draft) -> None:
    draft.change(chat=ChatOpen())


def is_answer(draft: Draft, text: str) -> bool:
    """Whether a message beside the pages of a chat picks messages or names a day, and says nothing else."""
    place, chat = draft.conversation.place, draft.conversation.chat
    if place is None or place.flow != "chat" or not chat.number:
        return False
    if picked(text, chat.total):
        return True
    found = draft.library.dating.read(text, saying(draft), draft.conversation.lang)
    return len(found) == 1 and found[0].end - found[0].start >= len(text.strip(" .!")) - LEFT_OVER


def picked(text: str, total: int) -> tuple[int, ...]:
    """The numbers of a message that holds nothing else, in their order, each once and none beyond `total`."""
    if not _ONLY_NUMBERS.fullmatch(text.strip()):
        return ()
    found: dict[int, None] = {}
    for match in _RUN.finditer(text):
        first, last = int(match[1]), int(match[2] or match[1])
        found |= dict.fromkeys(range(first, min(last, total, first + limits.CHAT_LINES_PICKED) + 1))
    return tuple(place for place in found if 1 <= place <= total)[: limits.CHAT_LINES_PICKED]


def page(draft: Draft) -> list[Piece]:
    """The question, and the page that was just read."""
    chat, event = draft.conversation.chat, draft.event
    lines = event.lines if isinstance(event, ChatRead) and not event.picked else ()
    if not lines:
        return [draft.piece("chat.how")]
    shown = Piece(text="\n".join(_shown(draft, line) for line in lines))
    if lines[0].place > 1:
        return [shown]
    return [draft.piece("chat.found", total=chat.total), shown]


def kept(draft: Draft) -> list[Piece]:
    """How many messages were noted, and beside which item."""
    event = draft.event
    count = len(event.lines) if isinstance(event, ChatRead) else 0
    return [draft.piece("chat.kept", count=count, pieces=draft.conversation.chat.number)]


def _read(draft: Draft, **what: object) -> None:
    chat = draft.conversation.chat
    if chat.number:
        draft.change(chat=replace(chat, reading=True))
        draft.emit(ReadChat, number=chat.number, zone=draft.zone.key, **what)


def _shown(draft: Draft, line: ChatLine) -> str:
    """`12. 31/10 18:04 Léa : sale thon`, cut to what a small screen takes."""
    at = f"{line.at.astimezone(draft.zone):%d/%m %H:%M} " if line.at else ""
    author = f"{line.author}\u00a0: " if line.author else ""
    whole = f"{line.place}. {at}{author}{' '.join(line.text.split())}"
    return whole if len(whole) <= limits.CHARACTERS_A_CHAT_LINE else whole[: limits.CHARACTERS_A_CHAT_LINE - 1] + _CUT
