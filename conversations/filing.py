"""Files: the one question before any picture is fetched, then a receipt once they are really kept (product T6, T10)."""

from conversations import limits
from conversations.arrival import arrive
from conversations.conversation import Batch, Keeping
from conversations.draft import Draft
from conversations.events import EvidenceRefused, EvidenceStored, FileAnnounced, FileSent
from conversations.noting import keep_file
from conversations.walk import go, interrupt

PICTURES = ("image/", "video/")
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


def stored(draft: Draft, event: EvidenceStored) -> None:
    keeping = draft.conversation.keeping
    draft.change(evidence=max(draft.conversation.evidence, event.number))
    if event.mime.startswith(PICTURES) and not event.dated and event.effect not in keeping.dated:
        draft.change(undated=(*draft.conversation.undated, event.number)[-limits.PICTURES_ASKED :])
    if event.unsigned:
        draft.change(unsigned=(*draft.conversation.unsigned, event.number)[-limits.PICTURES_ASKED :])
    _report(draft, event.effect, keeping.model_copy(update={"kept": (*keeping.kept, event.number)}))


def refused(draft: Draft, event: EvidenceRefused) -> None:
    keeping = draft.conversation.keeping
    _report(draft, event.effect, keeping.model_copy(update={"refused": (*keeping.refused, event.reason)}))


def _report(draft: Draft, effect: str, keeping: Keeping) -> None:
    """One receipt for a batch, when its last file is reported."""
    left = tuple(one for one in keeping.effects if one != effect)
    dated = tuple(one for one in keeping.dated if one != effect)
    draft.change(keeping=keeping.model_copy(update={"effects": left, "dated": dated}))
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
