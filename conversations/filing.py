"""Files: the one question before any picture is fetched, then a receipt once they are really kept (product T6, T10)."""

from conversations import limits
from conversations.arrival import arrive
from conversations.conversation import Batch, Keeping
from conversations.draft import Draft
from conversations.effects import KeepEvidence
from conversations.events import EvidenceRefused, EvidenceStored, FileAnnounced, FileRef, FileSent
from conversations.forwarding import note_nameless
from conversations.walk import go, interrupt

NOT_EVIDENCE = frozenset({"sticker", "animation"})


def files_arrived(draft: Draft, event: FileSent, *, ask: bool) -> None:
    """A voice note is kept at once; pictures and other files wait for the answer, unless it still holds."""
    note_nameless(draft, event.files)
    for file in event.files:
        if file.kind == "voice":
            keep(draft, file, event.caption)
    waiting = tuple(file for file in event.files if file.kind not in {"voice", *NOT_EVIDENCE})
    if waiting and _answer_holds(draft):
        for file in waiting:
            keep(draft, file, event.caption)
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


def keep(draft: Draft, file: FileRef, caption: str) -> None:
    keeping = draft.conversation.keeping
    draft.change(keeping=keeping.model_copy(update={"effects": (*keeping.effects, draft.next_id())}))
    draft.emit(KeepEvidence, file=file, caption=caption)


def take_back(draft: Draft, message: str) -> None:
    """Files of that message which wait for the question wait no longer."""
    batches = (
        batch.model_copy(update={"files": tuple(file for file in batch.files if file.message != message)})
        for batch in draft.conversation.waiting_files
    )
    draft.change(waiting_files=tuple(batch for batch in batches if batch.files))


def stored(draft: Draft, event: EvidenceStored) -> None:
    keeping = draft.conversation.keeping
    draft.change(evidence=max(draft.conversation.evidence, event.number))
    _report(
        draft,
        event.effect,
        Keeping(effects=keeping.effects, kept=(*keeping.kept, event.number), refused=keeping.refused),
    )


def refused(draft: Draft, event: EvidenceRefused) -> None:
    keeping = draft.conversation.keeping
    _report(
        draft,
        event.effect,
        Keeping(effects=keeping.effects, kept=keeping.kept, refused=(*keeping.refused, event.reason)),
    )


def _report(draft: Draft, effect: str, keeping: Keeping) -> None:
    """One receipt for a batch, when its last file is reported."""
    left = tuple(one for one in keeping.effects if one != effect)
    draft.change(keeping=keeping.model_copy(update={"effects": left}))
    if not left:
        if draft.conversation.handoff == "human":
            go(draft, "files.receipt_only")
        else:
            interrupt(draft, "files.receipt")


def _answer_holds(draft: Draft) -> bool:
    until = draft.conversation.nudity_no_until
    return until is not None and until > draft.now


def _wait(draft: Draft, batch: Batch) -> None:
    draft.change(waiting_files=(*draft.conversation.waiting_files, batch)[-limits.FILES_WAITING :])
