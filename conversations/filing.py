"""Files: the one question before any picture is fetched, then a receipt once they are really kept (product T6, T10)."""

from dataclasses import replace

from conversations import limits
from conversations.arrival import arrive
from conversations.conversation import Batch, ChatOpen
from conversations.draft import Draft
from conversations.effects import KeepFact, ReadChat
from conversations.events import ChatRead, EvidenceRefused, EvidenceStored, FileAnnounced, FileSent
from conversations.noting import keep_file
from conversations.reporting import reported
from conversations.telling import Fact
from conversations.walk import interrupt

PICTURES = ("image/", "video/")
VISIBLE = (*PICTURES, "application/")
NOT_EVIDENCE = frozenset({"sticker", "animation"})


def files_arrived(draft: Draft, event: FileSent, *, ask: bool) -> None:
    """A voice note is kept at once; pictures and other files wait for the answer, unless it still holds."""
    for file in event.files:
        if file.kind == "voice":
            keep_file(draft, file, event.caption)
    waiting = tuple(file for file in event.files if file.kind not in {"voice", *NOT_EVIDENCE})
    if waiting and _answer_holds(draft):
        for file in waiting:
            keep_file(draft, file, event.caption)
    elif waiting:
        _wait(draft, Batch(files=waiting, caption=event.caption))
        if ask:
            interrupt(draft, "files.question")
    elif any(file.kind == "voice" for file in event.files):
        draft.say(draft.piece("files.voice"))
    elif ask:
        interrupt(draft, "misunderstood.once")


def announced(draft: Draft, event: FileAnnounced) -> None:
    """The browser opens its file field only once the question is answered."""
    arrive(draft)
    interrupt(draft, "files.ready" if _answer_holds(draft) else "files.question")


def take_back(draft: Draft, message: str) -> None:
    """Files of that message which wait for the question wait no longer."""
    batches = (
        replace(batch, files=tuple(file for file in batch.files if file.message != message))
        for batch in draft.conversation.waiting_files
    )
    draft.change(waiting_files=tuple(batch for batch in batches if batch.files))


def stored(draft: Draft, event: EvidenceStored) -> None:
    keeping = draft.conversation.keeping
    draft.change(evidence=max(draft.conversation.evidence, event.number))
    _ask_about(draft, event)
    same = (*keeping.same, (event.number, event.same_as)) if event.same_as else keeping.same
    visible = keeping.visible or event.mime.startswith(VISIBLE)
    kept = (*keeping.kept, event.number)
    draft.change(keeping=replace(keeping, kept=kept, same=same, visible=visible))
    reported(draft, event.effect, kept=True)


def chat_read(draft: Draft, event: ChatRead) -> None:
    """A page is shown; picked messages become facts of the case. While a human speaks nothing is shown."""
    if not event.total or draft.conversation.handoff == "human":
        draft.change(chat=ChatOpen())
        return
    last = event.lines[-1].place if event.lines else 0
    more = last < event.total
    if event.picked:
        if event.lines:
            fact = Fact(told_at=draft.now, words="", tells=("lines",), exhibits=(event.number,), lines=event.lines)
            draft.emit(KeepFact, fact=fact)
        chat = replace(draft.conversation.chat, reading=False)
        draft.change(chat=chat)
        interrupt(draft, "chat.kept" if event.lines else "chat.page")
        return
    draft.change(chat=ChatOpen(number=event.number, total=event.total, next=last + 1, more=more))
    interrupt(draft, "chat.page")


def _ask_about(draft: Draft, event: EvidenceStored) -> None:
    """What the receipt is followed by: a date that only the picture shows, an author the messenger does not give."""
    conversation = draft.conversation
    if event.mime.startswith(PICTURES) and not event.dated and event.effect not in conversation.keeping.dated:
        draft.change(undated=(*conversation.undated, event.number)[-limits.PICTURES_ASKED :])
    if event.chat:
        # One question at a time: those that follow a receipt wait for another one.
        draft.change(chat=ChatOpen(number=event.number, reading=True))
        draft.emit(ReadChat, number=event.number, zone=draft.zone.key)
    if event.unsigned:
        draft.change(unsigned=(*conversation.unsigned, event.number)[-limits.PICTURES_ASKED :])


def refused(draft: Draft, event: EvidenceRefused) -> None:
    keeping = draft.conversation.keeping
    draft.change(keeping=replace(keeping, refused=(*keeping.refused, event.reason)))
    reported(draft, event.effect, kept=False)


def _answer_holds(draft: Draft) -> bool:
    """« Non » of a moment ago; not where these very words speak of an intimate picture."""
    until = draft.conversation.nudity_no_until
    return until is not None and until > draft.now and "intimate_image" not in draft.findings.topics


def _wait(draft: Draft, batch: Batch) -> None:
    draft.change(waiting_files=(*draft.conversation.waiting_files, batch)[-limits.FILES_WAITING :])
