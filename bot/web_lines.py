"""The transcript as the page shows it: one row per message, whoever wrote it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from conversations.conversation import Conversation
from conversations.effects import Choice
from storage import conversations, people, transcripts
from storage.people import AddressRow
from storage.transaction import Transaction

ADULTS = frozenset({"parent", "teacher"})


@dataclass(frozen=True, slots=True)
class Row:
    """`id` counts up with time; `choices` are the answers to the question `question`, `alias` the helper who wrote,
    `services` whether numbers of services are shown, `paper` the id of a file that can be collected."""

    id: int
    author: Literal["person", "bot", "helper"]
    text: str
    choices: tuple[Choice, ...] = ()
    question: str = ""
    alias: str = ""
    urgent: bool = False
    services: bool = False
    paper: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What one page shows at one moment. `key` changes when the person has erased everything."""

    rows: Sequence[Row]
    last: int
    register: str
    files_open: bool
    key: str


def view(tx: Transaction, external: str, channel: str, account: str, after: int, now: datetime) -> View | None:
    """What was written after row `after`, and how the page stands now; None where the conversation is gone."""
    address = people.known(tx, channel, account, external)
    if address is None:
        return None
    rows = [row_of(line) for line in transcripts.lines(tx, address, after)]
    conversation = conversations.load_for(tx, address).conversation
    return View(
        rows, rows[-1].id if rows else after, register(conversation), files_open(conversation, now), address.key
    )


def row_of(line: transcripts.Line) -> Row:
    say = line.say
    if say is None:
        return Row(line.seq, "person", line.text)
    author: Literal["bot", "helper"] = "helper" if say.from_helper else "bot"
    return Row(
        line.seq,
        author,
        say.text,
        say.choices,
        say.question,
        say.from_helper,
        say.urgent,
        bool(say.services),
        say.paper,
    )


def label_of(tx: Transaction, address: AddressRow, row: int, choice: str) -> str:
    """The words on the button that was tapped; empty where that row or that button is not there."""
    line = next(iter(transcripts.lines(tx, address, row - 1)), None)
    choices = line.say.choices if line and line.say and line.seq == row else ()
    return next((one.label for one in choices if one.id == choice), "")


def register(conversation: Conversation) -> str:
    """Adults are addressed with « vous », everyone else with « tu »."""
    role = conversation.slots.get("role")
    return "vous" if role and role.value in ADULTS else "tu"


def files_open(conversation: Conversation, now: datetime) -> bool:
    """Whether the picture question was answered "Non" a short while ago: only then may bytes of a file come in."""
    return conversation.nudity_no_until is not None and conversation.nudity_no_until > now
