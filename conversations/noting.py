"""From a message to facts of the case: what was told is kept as it was written, with its dates and its message."""

from dataclasses import replace

from conversations.conversation import Conversation
from conversations.dated import Certainty, Dated
from conversations.dating import Saying
from conversations.draft import Draft
from conversations.effects import KeepEvidence, KeepFact
from conversations.events import FileRef, FileSent, MessageEdited, Said
from conversations.findings import Findings
from conversations.telling import Fact


def note(draft: Draft, text: str, findings: Findings) -> None:
    """Keeps the fact that a message holds, where it holds one. Words of others, and those for a helper, are none."""
    if not text.strip() or not _is_own(draft):
        return
    when = tuple(said.dated for said in draft.library.dating.read(text, saying(draft), findings.lang))
    fact = draft.library.telling.read(text, findings, when, draft.now)
    if fact is not None:
        draft.emit(KeepFact, fact=fact.model_copy(update=_source(draft)))


def read_date(draft: Draft, text: str, numbers: tuple[int, ...]) -> bool:
    """Takes the answer to « quelle date se lit dessus ? » for these exhibits; False where it holds no date.

    One date for all, one for each in their order, several for one. Where their number fits none of these, nothing is
    kept: a date on the wrong picture would be worse than none, and the answer asks for each.
    """
    found = draft.library.dating.read_on_picture(text, saying(draft, "read", past=True), draft.conversation.lang)
    if not found or not numbers:
        return False
    if 1 in (len(found), len(numbers)):
        _keep_reading(draft, text, numbers, found)
    elif len(found) == len(numbers):
        for number, dated in zip(numbers, found, strict=True):
            _keep_reading(draft, text, (number,), (dated,))
    return True


def keep_file(draft: Draft, file: FileRef, caption: str) -> None:
    """Begins to keep one file. Words with it that say when are its date: it is not asked again."""
    keeping, effect = draft.conversation.keeping, draft.next_id()
    says_when = bool(caption) and bool(draft.library.dating.read(caption, saying(draft), draft.conversation.lang))
    dated = (*keeping.dated, effect) if says_when else keeping.dated
    effects, batch = (*keeping.effects, effect), (*keeping.batch, effect)
    draft.change(keeping=replace(keeping, effects=effects, batch=batch, dated=dated))
    draft.emit(KeepEvidence, file=file, caption=caption)


def saying(draft: Draft, certainty: Certainty = "declared", *, past: bool = False) -> Saying:
    """Now, as the person says it, in the zone of their country."""
    return Saying(at=draft.now, zone=draft.zone, country=draft.value("country"), certainty=certainty, past=past)


def _keep_reading(draft: Draft, text: str, numbers: tuple[int, ...], when: tuple[Dated, ...]) -> None:
    fact = Fact(told_at=draft.now, words=text, tells=("reading",), when=when, exhibits=numbers)
    draft.emit(KeepFact, fact=fact.model_copy(update=_source(draft)))


def _source(draft: Draft) -> dict[str, object]:
    match draft.event:
        case Said(message=message):
            return {"message": message}
        case MessageEdited(message=message):
            return {"message": message, "edited": True}
        case FileSent(files=files):
            messages = tuple(dict.fromkeys(file.message for file in files if file.message))
            return {"message": messages[0] if messages else "", "attached": messages}
    return {}


def _is_own(draft: Draft) -> bool:
    conversation: Conversation = draft.conversation
    if conversation.handoff == "human":
        return False
    return not (isinstance(draft.event, Said) and draft.event.origin is not None)
