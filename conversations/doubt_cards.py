"""« What holds you back? »: the five questions about one line, and each answer with its source or without one."""

from conversations import limits
from conversations.doubts import QUESTIONS
from conversations.draft import Draft
from conversations.effects import Choice
from conversations.lines import line, shown
from conversations.pieces import Piece, join
from conversations.services import Service

BUTTON = "doubts"
LINES_EXPLAINED = 2


def invitation(draft: Draft) -> tuple[Choice, ...]:
    """The button that asks, where a line of this country has a card."""
    lines = draft.library.doubts.line_for(draft.conversation.lines_shown, draft.value("country"))
    spoken = draft.speaks("doubts.button")
    return (Choice(id=BUTTON, label=draft.text("doubts.button")),) if lines and spoken else ()


def questions(draft: Draft) -> list[Piece]:
    """The five questions as buttons, about the line that was named last."""
    service = _line(draft)
    if service is None:
        return [draft.piece("doubts.none")]
    choices = [Choice(id=f"doubt.{name}", label=draft.text(f"doubts.{name}")) for name in QUESTIONS]
    first, rest = choices[: limits.CHOICES_A_MESSAGE - 1], choices[limits.CHOICES_A_MESSAGE - 1 :]
    intro = draft.text("doubts.intro", number=service.contact)
    return [
        Piece(text=intro, keys=("doubts.intro",), services=(service.id,), choices=tuple(first)),
        Piece(text=draft.text("doubts.more"), keys=("doubts.more",), choices=tuple(rest)),
    ]


def answer(draft: Draft) -> list[Piece]:
    """The answer to the open question; that nobody knows, where no source says it."""
    service = _line(draft)
    if service is None:
        return [draft.piece("doubts.none")]
    found = draft.library.doubts.answer(service.id, draft.conversation.open_doubt)
    key = found.text if found else "doubt.unknown"
    text = draft.text(key, number=service.contact, address=_written_to(service))
    return [Piece(text=text, keys=(key,), services=(service.id,))]


def about(draft: Draft) -> list[Piece]:
    """What each line that was named is for, whether it answers now, and the doubt that came with it."""
    here = draft.conversation
    named = here.lines_shown if here.doubt_line in here.lines_shown else (here.doubt_line,)
    services = [draft.library.directory.get(one) for one in named[:LINES_EXPLAINED]]
    return [
        *(_about(draft, one) for one in services),
        *(answer(draft) if here.open_doubt and services[0].number else []),
    ]


def _about(draft: Draft, service: Service) -> Piece:
    key = f"about.{service.id}"
    text = draft.text(key, name=service.name, number=service.contact)
    return join([Piece(text=text, keys=(key,)), line(draft, shown(draft, service))])


def _line(draft: Draft) -> Service | None:
    """The line that was named last, kept while its questions are asked."""
    here = draft.conversation
    if here.lines_shown == (here.doubt_line,):
        # The person named it: that nobody knows is said of this line, not of another one.
        return draft.library.directory.get(here.doubt_line)
    candidates = (*here.lines_shown, here.doubt_line)
    found = draft.library.doubts.line_for(candidates, draft.value("country"))
    draft.change(doubt_line=found)
    return draft.library.directory.get(found) if found else None


def _written_to(service: Service) -> str:
    """Where one writes instead of calling: the address of its chat, else its mail."""
    if service.chat is not None and service.chat.available:
        return service.chat.address
    return service.email
