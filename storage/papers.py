"""What was made for a person and lies ready: one row per file, the file itself sealed in a folder of its own.

A file without a row is debris: it was handed over, came too late, or belonged to someone who erased everything.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from conversations.events import Paper
from storage.blobs import Blobs
from storage.moments import stamp
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Ready:
    """A paper that can be handed over now."""

    paper: Paper
    blob: str
    person: int


def lay_ready(tx: Transaction, person: int, key: str, ready: Ready, until: datetime, code: bytes | None) -> None:
    """Records a paper whose file is durable; one with the same id takes the place of the one before."""
    paper = ready.paper
    details = json.dumps({"name": paper.name, "mime": paper.mime}).encode()
    tx.execute("DELETE FROM papers WHERE id = ?", (paper.id,))
    tx.execute(
        "INSERT INTO papers (id, person, blob, size, until, code, details) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (paper.id, person, ready.blob, paper.size, stamp(until), code, tx.vault.seal(key, "paper", paper.id, details)),
    )


def ready(tx: Transaction, paper_id: str, now: datetime) -> Ready | None:
    """The paper, where it is still there. Raises SealBroken."""
    return _one(tx, "p.id = ?", paper_id, now)


def ready_by_code(tx: Transaction, code: bytes, now: datetime) -> Ready | None:
    """The paper that a one-time code fetches. Slowing down guesses is the caller's."""
    return _one(tx, "p.code = ?", code, now)


def drop(tx: Transaction, paper_id: str) -> None:
    """It was handed over."""
    tx.execute("DELETE FROM papers WHERE id = ?", (paper_id,))


def drop_late(tx: Transaction, now: datetime) -> int:
    """Forgets what nobody came for in time; gives their number."""
    return tx.execute("DELETE FROM papers WHERE until <= ?", (stamp(now),)).rowcount


def debris(tx: Transaction, blobs: Blobs) -> list[str]:
    """Files that no row speaks of. Those that are being made right now are among them: leave the young ones."""
    known = {name for (name,) in tx.execute("SELECT blob FROM papers")}
    return [name for name in blobs.names() if name not in known]


def _one(tx: Transaction, where: str, value: str | bytes, now: datetime) -> Ready | None:
    row = tx.execute(
        f"""SELECT p.id, p.person, p.blob, p.size, p.details, o.key FROM papers p JOIN people o ON o.id = p.person
        WHERE {where} AND p.until > ?""",  # noqa: S608 - constants of this file
        (value, stamp(now)),
    ).fetchone()
    if row is None:
        return None
    paper_id, person, blob, size, sealed, key = row
    details = json.loads(tx.vault.open(key, "paper", paper_id, sealed))
    return Ready(Paper(id=paper_id, size=size, **details), blob, person)
