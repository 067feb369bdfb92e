"""What happened, past tense, messenger-neutral. An event carries its own id and time.

Ids are given by the edge and are unique; the ids of effects derive from them. Times are aware, in UTC.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from conversations.dossier import ChatLine
from conversations.records import Record

FileKind = Literal["photo", "document", "video", "audio", "voice", "sticker", "animation", "note"]
OriginKind = Literal["user", "hidden_user", "chat", "channel", "snapshot"]
# How something that was made reaches the person: as a file in this chat, or fetched once with a code.
Way = Literal["here", "code"]


class Origin(Record):
    """Where a forwarded message comes from, as far as the messenger says."""

    date: AwareDatetime | None = None
    author: str | None = None
    kind: OriginKind = "user"


class FileRef(Record):
    """A file that still lies with the messenger. Never its bytes.

    `reference` is what the channel needs to fetch it; `size` is in bytes, None where the messenger did not say.
    """

    reference: str
    kind: FileKind
    size: int | None = None
    mime: str = ""
    name: str = ""
    message: str = ""
    origin: Origin | None = None
    sent_at: AwareDatetime | None = None


class _Event(Record):
    id: str
    at: AwareDatetime


class Said(_Event):
    """The person wrote. `message` is the messenger's own id of that message, unique within the chat."""

    kind: Literal["said"] = "said"
    text: str
    message: str = ""
    origin: Origin | None = None


class Chose(_Event):
    """The person tapped a button. `question` is the token of the message that carried it."""

    kind: Literal["chose"] = "chose"
    choice: str
    question: str = ""


class CommandGiven(_Event):
    """The person used a command of the menu, such as /numeros; `name` without the slash, lowercase."""

    kind: Literal["command_given"] = "command_given"
    name: str
    rest: str = ""


class FileSent(_Event):
    """One or several files came together (an album is one event)."""

    kind: Literal["file_sent"] = "file_sent"
    files: tuple[FileRef, ...]
    caption: str = ""


class FileAnnounced(_Event):
    """The person asked to send a file where the channel lets nothing through before the question of T10."""

    kind: Literal["file_announced"] = "file_announced"


class MessageEdited(_Event):
    """A message was changed afterwards; the record keeps both versions."""

    kind: Literal["message_edited"] = "message_edited"
    message: str
    text: str


class MessageWithdrawn(_Event):
    """The person took one of their messages back; the record keeps what arrived and says that it was withdrawn."""

    kind: Literal["message_withdrawn"] = "message_withdrawn"
    message: str


class TapMissed(_Event):
    """The program was away while a question was open: a tap on its buttons may have had no answer."""

    kind: Literal["tap_missed"] = "tap_missed"


class TimerFired(_Event):
    kind: Literal["timer_fired"] = "timer_fired"
    name: str


class EvidenceStored(_Event):
    """A file is sealed on disk, re-read and recorded. `number` counts from 1 within the case.

    `dated`: the messenger says when what it shows was written, as it does for forwarded messages. `unsigned`: it was
    forwarded, and the messenger does not say by whom it was written. `chat`: it may be an exported chat.
    `same_as` is the number of the first item with the same bytes.
    """

    kind: Literal["evidence_stored"] = "evidence_stored"
    effect: str
    number: int
    sha256: str
    size: int
    received_at: AwareDatetime
    mime: str = ""
    dated: bool = False
    unsigned: bool = False
    chat: bool = False
    same_as: int = 0


class ChatRead(_Event):
    """An exported chat was read. `total` is 0 where the item is none; `lines` are a page of it, or those picked."""

    kind: Literal["chat_read"] = "chat_read"
    effect: str
    number: int
    total: int
    lines: tuple[ChatLine, ...] = ()
    picked: bool = False


class EvidenceRefused(_Event):
    """A file could not be kept; `reason` says who can do something about it."""

    kind: Literal["evidence_refused"] = "evidence_refused"
    effect: str
    reason: Literal["too_big", "too_many_points", "type", "empty", "gone", "full", "unreadable"]


class EvidenceLookedAt(_Event):
    """A kept picture was looked at, after its receipt. `near` are earlier items that look alike; `fault` says why there
    is no preview.
    """

    kind: Literal["evidence_looked_at"] = "evidence_looked_at"
    effect: str
    number: int
    received_at: AwareDatetime
    gps: bool = False
    near: tuple[int, ...] = ()
    fault: Literal["", "too_big", "unreadable", "crashed"] = ""


class EvidencePurged(_Event):
    """The files that PurgeEvidence named are gone, and with them what could read copies of them."""

    kind: Literal["evidence_purged"] = "evidence_purged"
    effect: str


class Paper(Record):
    """A file that was made for the person and lies ready, sealed. `name` is neutral; `size` in bytes."""

    id: str
    name: str
    mime: str
    size: int


class PapersMade(_Event):
    """What was asked for is made. By `code`, `site` is where it is fetched, and `until` when it is taken away."""

    kind: Literal["papers_made"] = "papers_made"
    effect: str
    papers: tuple[Paper, ...]
    way: Way = "here"
    code: str = ""
    site: str = ""
    until: AwareDatetime


class PapersLate(_Event):
    """It takes longer than a moment."""

    kind: Literal["papers_late"] = "papers_late"
    effect: str


class PapersFailed(_Event):
    """It could not be made: there is nothing yet, or it failed for good."""

    kind: Literal["papers_failed"] = "papers_failed"
    effect: str
    reason: Literal["empty", "fault"]


class HandoffTaken(_Event):
    """A helper claimed the request. `alias` is the first name the person reads."""

    kind: Literal["handoff_taken"] = "handoff_taken"
    handoff: str
    alias: str


class HelperReplied(_Event):
    kind: Literal["helper_replied"] = "helper_replied"
    handoff: str
    text: str


class HandoffClosed(_Event):
    """The helper ended the exchange. `by` is who did; an expired lease gives the case back to the queue."""

    kind: Literal["handoff_closed"] = "handoff_closed"
    handoff: str
    by: Literal["helper", "system"] = "helper"


class PersonLeft(_Event):
    """The person blocked the bot or closed the chat."""

    kind: Literal["person_left"] = "person_left"


class PersonCameBack(_Event):
    kind: Literal["person_came_back"] = "person_came_back"


class TurnFailed(_Event):
    """A turn raised three times; the service answers with the fixed help card instead."""

    kind: Literal["turn_failed"] = "turn_failed"


Event = Annotated[
    Said
    | Chose
    | CommandGiven
    | FileSent
    | FileAnnounced
    | MessageEdited
    | MessageWithdrawn
    | TapMissed
    | TimerFired
    | EvidenceStored
    | EvidenceRefused
    | ChatRead
    | EvidenceLookedAt
    | EvidencePurged
    | PapersMade
    | PapersLate
    | PapersFailed
    | HandoffTaken
    | HelperReplied
    | HandoffClosed
    | PersonLeft
    | PersonCameBack
    | TurnFailed,
    Field(discriminator="kind"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
