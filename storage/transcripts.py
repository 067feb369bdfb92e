"""What a chat shows again after a reload or on another device; only for channels that keep no history themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from conversations.effects import Say
from storage.moments import moment, stamp
from storage.people import AddressRow
from storage.transaction import Transaction

Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Line:
    """`seq` grows with time. `text` of what the person wrote, or `say` of what they were told."""

    seq: int
    id: str
    direction: Direction
    at: datetime
    text: str
    say: Say | None = None


def said(
    tx: Transaction, address: AddressRow, direction: Direction, what: Say | str, at: datetime, line_id: str
) -> bool:
    """Adds a line. `line_id` is the id of the effect or of the update: False where that line is there already."""
    body = what.model_dump_json() if isinstance(what, Say) else what
    sealed = tx.vault.seal(address.key, "transcript.body", line_id, body.encode("utf-8", "surrogatepass"))
    return (
        tx.execute(
            """INSERT INTO transcripts (conversation, id, direction, at, body) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (conversation, id) DO NOTHING""",
            (address.conversation, line_id, direction, stamp(at), sealed),
        ).rowcount
        == 1
    )


def lines(tx: Transaction, address: AddressRow, after: int = 0) -> list[Line]:
    """The lines after number `after`, in order."""
    return list(_lines(tx, address, after))


def withdrawn(tx: Transaction, conversation: str, line_id: str) -> bool:
    """Takes one line out; False where there is none."""
    return (
        tx.execute("DELETE FROM transcripts WHERE conversation = ? AND id = ?", (conversation, line_id)).rowcount == 1
    )


def forget(tx: Transaction, conversation: str) -> None:
    tx.execute("DELETE FROM transcripts WHERE conversation = ?", (conversation,))


def _lines(tx: Transaction, address: AddressRow, after: int) -> Iterator[Line]:
    rows = tx.execute(
        "SELECT seq, id, direction, at, body FROM transcripts WHERE conversation = ? AND seq > ? ORDER BY seq",
        (address.conversation, after),
    )
    for seq, line_id, direction, at, sealed in rows:
        body = tx.vault.open(address.key, "transcript.body", line_id, sealed).decode("utf-8", "surrogatepass")
        if direction == "in":
            yield Line(seq, line_id, "in", moment(at), body)
        else:
            say = Say.model_validate_json(body)
            yield Line(seq, line_id, "out", moment(at), say.text, say)
