"""What to do, imperative. The id of an effect derives from the id of the event that caused it.

Two families: what the store does in the transaction of the turn (`Inward`), and what dispatch performs afterwards,
at least once, idempotent by id (`Outward`).
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from conversations.events import FileRef
from conversations.findings import RiskLevel
from conversations.records import Record


class Choice(Record):
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
    `urgent` messages take the priority lane.
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


class KeepEvidence(_Effect):
    """Fetch one file, hash it, seal it, and only then report EvidenceStored (or EvidenceRefused)."""

    kind: Literal["keep_evidence"] = "keep_evidence"
    file: FileRef
    caption: str = ""


class WithdrawMessage(_Effect):
    """Ask the messenger to delete one of the person's messages, where it can."""

    kind: Literal["withdraw_message"] = "withdraw_message"
    message: str


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
    | WithdrawMessage
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

Outward = Annotated[Say | KeepEvidence | WithdrawMessage, Field(discriminator="kind")]

EFFECT: TypeAdapter[Effect] = TypeAdapter(Effect)
OUTWARD: TypeAdapter[Outward] = TypeAdapter(Outward)
