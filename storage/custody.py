"""The custody journal of a person's file: only ever added to, each line bound to the one before it.

A line is hashed as it is stored, sealed details included: the chain can be checked without any key, and it still holds
after the key is destroyed. What the chain alone cannot show, a line cut off at the end, shows by the evidence that
then has no line (`storage.evidence.faults`).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.moments import stamp
from storage.transaction import Transaction

What = Literal["received", "removed", "withdrawn"]
FIRST = bytes(32)


@dataclass(frozen=True, slots=True)
class Line:
    """One stored line. `details` is sealed; `evidence` the id of the item it is about."""

    person: int
    number: int
    at: str
    what: str
    evidence: str
    details: bytes
    previous: bytes
    hash: bytes

    def expected(self) -> bytes:
        """The hash that this content, at this place, must have."""
        shown = [self.person, self.number, self.at, self.what, self.evidence, self.details.hex()]
        return hashlib.sha256(self.previous + json.dumps(shown, separators=(",", ":")).encode()).digest()


def add_line(tx: Transaction, person: int, key: str, what: What, evidence: str, details: bytes, at: datetime) -> None:
    """Writes the next line of the journal. `details` are bytes to be sealed under the person's key."""
    last = tx.execute(
        "SELECT line, hash FROM custody WHERE person = ? ORDER BY line DESC LIMIT 1", (person,)
    ).fetchone()
    number, previous = (last[0] + 1, last[1]) if last else (1, FIRST)
    sealed = tx.vault.seal(key, "custody", f"{person}/{number}", details)
    draft = Line(person, number, stamp(at), what, evidence, sealed, previous, b"")
    tx.execute(
        "INSERT INTO custody (person, line, at, what, evidence, details, previous, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (person, number, draft.at, what, evidence, sealed, previous, draft.expected()),
    )


def lines(tx: Transaction, person: int) -> Iterator[Line]:
    """The journal as it is stored, in order."""
    found = tx.execute(
        "SELECT person, line, at, what, evidence, details, previous, hash FROM custody WHERE person = ? ORDER BY line",
        (person,),
    )
    return (Line(*row) for row in found.fetchall())


def details_of(tx: Transaction, key: str, line: Line) -> bytes:
    """What was sealed in a line. Raises SealBroken."""
    return tx.vault.open(key, "custody", f"{line.person}/{line.number}", line.details)


def broken_at(tx: Transaction, person: int) -> int | None:
    """The place (from 1) where the chain no longer holds; None where it does."""
    previous = FIRST
    for place, line in enumerate(lines(tx, person), start=1):
        if line.number != place or line.previous != previous or line.hash != line.expected():
            return place
        previous = line.hash
    return None
