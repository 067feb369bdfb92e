"""Words of others that a person hands over: forwarded messages, thirty in a row as one item; a link; who wrote it."""

from dataclasses import replace

from conversations import limits
from conversations.answers import plain
from conversations.conversation import Forwards, Slot
from conversations.dossier import Author, ChatLine
from conversations.draft import Draft
from conversations.effects import CancelTimer, KeepFact, KeepNote, SetTimer
from conversations.events import Origin, Said
from conversations.findings import Findings
from conversations.telling import Fact

TIMER = "forwards"
SLOT = "message_author"
WORDS_OF_AN_AUTHOR = 12


def gather(draft: Draft, event: Said, origin: Origin) -> None:
    """Adds a forwarded message to those that came just before it; they are kept once no other follows."""
    forwards = draft.conversation.forwards
    line = ChatLine(
        place=len(forwards.lines) + 1,
        author=origin.author or "",
        at=origin.date,
        text=event.text,
        hidden=origin.kind == "hidden_user" or not origin.author,
    )
    forwards = Forwards(
        lines=(*forwards.lines, line),
        messages=(*forwards.messages, event.message),
        kind=origin.kind if len(forwards.lines) == 0 or forwards.kind == origin.kind else "user",
    )
    draft.change(forwards=forwards)
    if len(forwards.lines) >= limits.FORWARDS_TOGETHER:
        keep_forwards(draft)
    else:
        draft.emit(SetTimer, name=TIMER, at=draft.now + limits.FORWARDS_WAIT)


def keep_forwards(draft: Draft) -> None:
    """Keeps what was gathered as one item with its own dates; nothing where nothing was."""
    forwards = draft.conversation.forwards
    if not forwards.lines:
        return
    draft.change(forwards=Forwards())
    draft.emit(CancelTimer, name=TIMER)
    authors = {line.author for line in forwards.lines}
    origin = Origin(
        date=min((line.at for line in forwards.lines if line.at), default=None),
        author=authors.pop() or None if len(authors) == 1 else None,
        kind=forwards.kind,
    )
    messages = tuple(dict.fromkeys(message for message in forwards.messages if message))
    first = messages[0] if messages else ""
    text = "\n".join(written(line) for line in forwards.lines)
    _keep_note(draft, text=text, note="forwarded", origin=origin, message=first)
    fact = Fact(
        told_at=draft.now, words="", tells=("forwarded",), message=first, attached=messages, lines=forwards.lines
    )
    draft.emit(KeepFact, fact=fact)


def keep_link(draft: Draft, event: Said) -> None:
    """An address that comes alone is an item of its own."""
    _keep_note(draft, text=event.text, note="text", message=event.message)


def names_the_author(draft: Draft, text: str, findings: Findings) -> None:
    """The answer to « qui a écrit ce message ? », for the items whose messenger does not say."""
    asked, numbers = draft.conversation.asked, draft.conversation.unsigned
    if asked is None or asked.slot != SLOT or not numbers or len(text.split()) > WORDS_OF_AN_AUTHOR:
        return
    if findings.intent in ("unsure", "no") or "?" in text or _is_a_choice(draft, text):
        return
    author = Author(name=text.strip())
    draft.emit(KeepFact, fact=Fact(told_at=draft.now, words=text, tells=("who",), authors=(author,), exhibits=numbers))
    draft.set_slot(SLOT, Slot(value="told", by="text"))


def _is_a_choice(draft: Draft, text: str) -> bool:
    """« plusieurs » is no name."""
    place = draft.conversation.place
    node = draft.library.flows.node(place) if place else None
    return node is not None and any(plain(text) in choice.typed for choice in node.choices)


def written(line: ChatLine) -> str:
    """One message as it stands in the file that is kept: its moment in UTC, its author, its words."""
    at = line.at.isoformat() if line.at else "?"
    return f"[{at}] {line.author or '?'}: {line.text}"


def _keep_note(draft: Draft, **fields: object) -> None:
    keeping, effect = draft.conversation.keeping, draft.next_id()
    effects, batch = (*keeping.effects, effect), (*keeping.batch, effect)
    draft.change(keeping=replace(keeping, effects=effects, batch=batch))
    draft.emit(KeepNote, **fields)
