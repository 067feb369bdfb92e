"""The custody journal of a person's file: only ever added to, each line bound to the one before it.

A line is hashed as it is stored, sealed details included: the chain can be checked without any key, and it still holds
after the key is destroyed. What the chain alone cannot show, lines cut off at the end, shows by its head: the number
and hash of the last line, sealed under the person's key and renewed with every line.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.errors import SealBroken
from storage.moments import stamp
from storage.transaction import Transaction

What = Literal["received", "removed", "told", "withdrawn"]
FIRST = bytes(32)
HEADS = "custody_heads"


@dataclass(frozen=True, slots=True)
class Line:
    """One stored line. `details` is sealed; `evidence` the id of the item or fact it is about."""

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
    _seal_head(tx, person, key, number, draft.expected())


def faults(tx: Transaction, person: int, key: str) -> list[str]:
    """What does not hold in the journal: `chain N` for the first line that breaks it, `chain end` where it was cut."""
    place = broken_at(tx, person)
    if place is not None:
        return [f"chain {place}"]
    last = tx.execute("SELECT max(line) FROM custody WHERE person = ?", (person,)).fetchone()[0]
    return [] if _head_holds(tx, person, key) else [f"chain end after {last or 0}"]


def complete_heads(tx: Transaction) -> None:
    """Seals the head of every journal that was begun before heads were kept; done once in the life of the data."""
    if tx.execute("SELECT 1 FROM meta WHERE name = ?", (HEADS,)).fetchone():
        return
    ends = tx.execute(
        """SELECT c.person, p.key, c.line, c.hash FROM custody c JOIN people p ON p.id = c.person
        WHERE c.line = (SELECT max(line) FROM custody WHERE person = c.person)"""
    ).fetchall()
    for person, key, number, last in ends:
        # A key that is gone is a fault of its own, and must not keep the program from starting.
        with suppress(SealBroken):
            _seal_head(tx, person, key, number, last)
    tx.execute("INSERT INTO meta (name, value) VALUES (?, ?)", (HEADS, tx.vault.master.seal_own("meta", HEADS, b"1")))


def _seal_head(tx: Transaction, person: int, key: str, number: int, last: bytes) -> None:
    sealed = tx.vault.seal(key, "custody.head", str(person), number.to_bytes(8, "big") + last)
    tx.execute(
        "INSERT INTO custody_heads (person, details) VALUES (?, ?)"
        " ON CONFLICT (person) DO UPDATE SET details = excluded.details",
        (person, sealed),
    )


def _head_holds(tx: Transaction, person: int, key: str) -> bool:
    head = tx.execute("SELECT details FROM custody_heads WHERE person = ?", (person,)).fetchone()
    last = tx.execute(
        "SELECT line, hash FROM custody WHERE person = ? ORDER BY line DESC LIMIT 1", (person,)
    ).fetchone()
    if head is None or last is None:
        return head is last
    try:
        known = tx.vault.open(key, "custody.head", str(person), head[0])
    except SealBroken:
        return False
    return bool(known == last[0].to_bytes(8, "big") + last[1])


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
