"""What to do, imperative. The id of an effect derives from the id of the event that caused it.

Two families: what the store does in the transaction of the turn (`Inward`), and what dispatch performs afterwards,
at least once, idempotent by id (`Outward`).
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from conversations.dossier import Profile
from conversations.events import FileRef, Origin, Way
from conversations.findings import RiskLevel
from conversations.records import Record
from conversations.telling import Fact


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be tapped. `id` is at most 40 bytes of [a-z0-9_.:-]; `label` at most 24 characters."""

    id: str
    label: str


class _Effect(Record):
    id: str


class Say(_Effect):
    """One message to the person, complete.

    `text` is plain text; a channel adds no formatting. `choices` are the answers to the question, `fixed` the row that
    stands on every screen. `question` is the token a tap gives back. `slot` is the slot asked for, in the words of
    vocabularies.json. `services` and `steps` are the ids shown, as data; `keys` those of the catalogue.
    `urgent` messages take the priority lane. `paper` is the id of a file that goes with it, where a page shows it.
    """

    kind: Literal["say"] = "say"
    text: str
    keys: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    fixed: tuple[Choice, ...] = ()
    question: str = ""
    slot: str = ""
    services: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    titles: dict[str, str] = Field(default_factory=dict)
    human_offered: bool = False
    urgent: bool = False
    from_helper: str = ""
    paper: str = ""


class KeepEvidence(_Effect):
    """Fetch one file, hash it, seal it, and only then report EvidenceStored (or EvidenceRefused)."""

    kind: Literal["keep_evidence"] = "keep_evidence"
    file: FileRef
    caption: str = ""


class ReadChat(_Effect):
    """Read an exported chat that is kept, and report ChatRead: a page from `first` on, or from the day `on` (ISO).

    `places` are messages to be given whole, because the person picked them. `zone` is that of the phone.
    """

    kind: Literal["read_chat"] = "read_chat"
    number: int
    zone: str
    first: int = 1
    on: str = ""
    places: tuple[int, ...] = ()


class KeepFact(_Effect):
    """Add one fact to the case, sealed, with its line of custody."""

    kind: Literal["keep_fact"] = "keep_fact"
    fact: Fact


class KeepNote(_Effect):
    """Keep words as a piece of their own: seal them, and only then report EvidenceStored.

    `note` says what they are: a sheet filled in in place of a picture, the person's own text, forwarded messages
    (thirty in a row are one piece), or the chosen lines of an exported chat. `origin`, `sent_at` and `message` are what
    the messenger says, where it is one message.
    """

    kind: Literal["keep_note"] = "keep_note"
    text: str
    note: Literal["sheet", "text", "forwarded", "chat"]
    origin: Origin | None = None
    sent_at: AwareDatetime | None = None
    message: str = ""
    caption: str = ""


class PurgeEvidence(_Effect):
    """Take these pieces away at once, previews and copies included: they were intimate. `effects` are those still on
    their way. Their messages are withdrawn; the words about them stay.
    """

    kind: Literal["purge_evidence"] = "purge_evidence"
    numbers: tuple[int, ...] = ()
    effects: tuple[str, ...] = ()


class WithdrawMessage(_Effect):
    """Ask the messenger to delete one of the person's messages, where it can."""

    kind: Literal["withdraw_message"] = "withdraw_message"
    message: str


class MakeDossier(_Effect):
    """Make the dossier for one reader; report PapersMade, PapersLate where it takes a while, PapersFailed.

    Without `pictures` neither pictures nor originals are in it. `way`: into this chat, or by a one-time code.
    """

    kind: Literal["make_dossier"] = "make_dossier"
    profile: Profile
    pictures: bool = True
    way: Way = "here"


class SendFile(_Effect):
    """Hand over one paper that was made, under a neutral name. `mime` and `size` (bytes) are those of the file."""

    kind: Literal["send_file"] = "send_file"
    paper: str
    name: str
    mime: str
    size: int


class NoteWithdrawal(_Effect):
    """Write beside what is kept of one of the person's messages that they took it back."""

    kind: Literal["note_withdrawal"] = "note_withdrawal"
    message: str


class SetTimer(_Effect):
    kind: Literal["set_timer"] = "set_timer"
    name: str
    at: AwareDatetime


class CancelTimer(_Effect):
    kind: Literal["cancel_timer"] = "cancel_timer"
    name: str


class MakeLetter(_Effect):
    """Fill this letter from the case and these answers, and give it as pages and as text to copy."""

    kind: Literal["make_letter"] = "make_letter"
    letter: str
    answers: dict[str, str] = Field(default_factory=dict)


class OpenCase(_Effect):
    """The person went on after the notice: what they said and will send is now kept under the retention rule."""

    kind: Literal["open_case"] = "open_case"


class EraseCase(_Effect):
    """Destroy the key, then everything it sealed. What is said in the same turn is sealed under a new key."""

    kind: Literal["erase_case"] = "erase_case"


class OpenHandoff(_Effect):
    """Put the person in the queue of the desk. The helper will see `risk` and what is written after the claim."""

    kind: Literal["open_handoff"] = "open_handoff"
    handoff: str
    risk: RiskLevel


class RelayToHelper(_Effect):
    """Show the person's words to the helper who holds the handoff."""

    kind: Literal["relay_to_helper"] = "relay_to_helper"
    handoff: str
    text: str
    risk: RiskLevel


class EndHandoff(_Effect):
    """The person went away from the queue or from the helper."""

    kind: Literal["end_handoff"] = "end_handoff"
    handoff: str


Effect = Annotated[
    Say
    | KeepEvidence
    | KeepFact
    | KeepNote
    | ReadChat
    | PurgeEvidence
    | WithdrawMessage
    | MakeLetter
    | MakeDossier
    | SendFile
    | NoteWithdrawal
    | SetTimer
    | CancelTimer
    | OpenCase
    | EraseCase
    | OpenHandoff
    | RelayToHelper
    | EndHandoff,
    Field(discriminator="kind"),
]

Outward = Annotated[
    Say | KeepEvidence | KeepNote | ReadChat | WithdrawMessage | MakeDossier | MakeLetter | SendFile,
    Field(discriminator="kind"),
]

EFFECT: TypeAdapter[Effect] = TypeAdapter(Effect)
OUTWARD: TypeAdapter[Outward] = TypeAdapter(Outward)
