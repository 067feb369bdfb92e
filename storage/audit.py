"""Who did what to a case from outside its conversation: only ever added to, each line bound to the one before it.

The end of the chain is sealed under the master key, so that lines cut off at the end are missed. A line holds no word
of a person: who acted, what, and the neutral name of a case, which stays when the case is erased.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from storage.errors import SealBroken
from storage.moments import stamp
from storage.transaction import Transaction

FIRST = bytes(32)
HEAD = "audit_head"


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `at` as it is stored, `about` an alias or empty."""

    number: int
    at: str
    who: str
    what: str
    about: str
    previous: bytes
    hash: bytes

    def expected(self) -> bytes:
        """The hash that this content, at this place, must have."""
        shown = json.dumps([self.number, self.at, self.who, self.what, self.about], separators=(",", ":"))
        return hashlib.sha256(self.previous + shown.encode("utf-8", "surrogatepass")).digest()


def add(tx: Transaction, who: str, what: str, about: str, at: datetime) -> None:
    """Writes the next line."""
    last = tx.execute("SELECT line, hash FROM audit ORDER BY line DESC LIMIT 1").fetchone()
    number, previous = (last[0] + 1, last[1]) if last else (1, FIRST)
    draft = Line(number, stamp(at), who, what, about, previous, b"")
    tx.execute(
        "INSERT INTO audit (line, at, who, what, about, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, draft.at, who, what, about, previous, draft.expected()),
    )
    head = tx.vault.master.seal_own("meta", HEAD, number.to_bytes(8, "big") + draft.expected())
    tx.execute(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (HEAD, head),
    )


def lines(tx: Transaction) -> list[Line]:
    """The whole trail, in order."""
    found = tx.execute("SELECT line, at, who, what, about, previous, hash FROM audit ORDER BY line")
    return [Line(*row) for row in found.fetchall()]


def faults(tx: Transaction) -> list[str]:
    """`audit N` for the first line that breaks the chain, `audit end` where lines are missing at its end."""
    previous, number = FIRST, 0
    for place, line in enumerate(lines(tx), start=1):
        if line.number != place or line.previous != previous or line.hash != line.expected():
            return [f"audit {place}"]
        previous, number = line.hash, line.number
    head = tx.execute("SELECT value FROM meta WHERE name = ?", (HEAD,)).fetchone()
    if head is None:
        return [] if number == 0 else ["audit end"]
    try:
        known = tx.vault.master.open_own("meta", HEAD, head[0])
    except SealBroken:
        return ["audit end"]
    return [] if known == number.to_bytes(8, "big") + previous else ["audit end"]
