"""What is known of a kept item by looking at it: how it may be shown, and what it resembles.

One row per item, written with the item itself: `waiting` until the picture was looked at, which a crash only puts off;
then `made`, or `none` where there is nothing to show. Likeness is for people to judge: nothing is merged by itself.
"""

from dataclasses import dataclass
from typing import Literal

from conversations.records import Record
from storage.transaction import Transaction

State = Literal["waiting", "made", "none"]
# So many of the 256 bits of two pictures may differ where one is the other, compressed again.
NEAR_BITS = 20
# A picture of one colour has no edges, and resembles every other one.
LEAST_EDGES = 12


class Look(Record):
    """`preview` is a sealed file: a plain JPEG. Sizes are those of the original as it is held, in points.

    `gps`: the original names a position. `taken` is ISO 8601 in the words of the file, its offset only where it says
    one. `near` are the numbers of earlier items that look alike. `fault` says why there is no preview.
    """

    state: State = "waiting"
    preview: str = ""
    mime: str = "image/jpeg"
    width: int = 0
    height: int = 0
    gps: bool = False
    taken: str = ""
    dhash: str = ""
    near: tuple[int, ...] = ()
    fault: Literal["", "too_big", "unreadable", "crashed"] = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item that was not looked at yet. `tries` counts the attempts before this one."""

    evidence: str
    number: int
    person: int
    key: str
    conversation: str
    blob: str
    tries: int
    received_at: str


def expect(tx: Transaction, person: int, evidence: str, sha256: str, *, picture: bool) -> None:
    """Notes a new item; a picture will be looked at."""
    tx.execute(
        "INSERT INTO looks (evidence, person, same, state) VALUES (?, ?, ?, ?)",
        (evidence, person, _same(tx, person, sha256), "waiting" if picture else "none"),
    )


def same_as(tx: Transaction, person: int, sha256: str) -> tuple[int, str] | None:
    """(number, file) of the first item of this person with the same bytes."""
    row = tx.execute(
        """SELECT e.number, e.blob FROM looks l JOIN evidence e ON e.id = l.evidence
        WHERE l.person = ? AND l.same = ? AND e.blob <> '' ORDER BY e.number LIMIT 1""",
        (person, _same(tx, person, sha256)),
    ).fetchone()
    return row and (row[0], row[1])


def waiting(tx: Transaction, limit: int = 1) -> list[Waiting]:
    """Items to be looked at, those first that were tried least."""
    rows = tx.execute(
        """SELECT l.evidence, e.number, e.person, p.key, c.id, e.blob, l.tries, e.received_at
        FROM looks l JOIN evidence e ON e.id = l.evidence JOIN people p ON p.id = e.person
        JOIN addresses a ON a.person = p.id JOIN conversations c ON c.address = a.id
        WHERE l.state = 'waiting' ORDER BY l.tries, e.received_at LIMIT ?""",
        (limit,),
    )
    return [Waiting(*row) for row in rows.fetchall()]


def begin(tx: Transaction, evidence: str) -> None:
    """Counts an attempt before it is made: what brings the process down does not do so for ever."""
    tx.execute("UPDATE looks SET tries = tries + 1 WHERE evidence = ?", (evidence,))


def settle(tx: Transaction, key: str, evidence: str, look: Look) -> bool:
    """Records the outcome. False where another one was first, or the item is gone."""
    sealed = tx.vault.seal(key, "look", evidence, look.model_dump_json().encode())
    changed = tx.execute(
        "UPDATE looks SET state = ?, preview = ?, details = ? WHERE evidence = ? AND state = 'waiting'",
        (look.state, look.preview, sealed, evidence),
    )
    return changed.rowcount == 1


def twin(tx: Transaction, key: str, evidence: str) -> Look | None:
    """What is known of another item with the same bytes, so that they are looked at once."""
    row = tx.execute(
        """SELECT t.evidence, t.details FROM looks l JOIN looks t ON t.person = l.person AND t.same = l.same
        WHERE l.evidence = ? AND t.state = 'made' LIMIT 1""",
        (evidence,),
    ).fetchone()
    return row and _opened(tx, key, *row)


def look_of(tx: Transaction, key: str, evidence: str) -> Look | None:
    """What is known of one item; None where there is no such item. Raises SealBroken."""
    row = tx.execute("SELECT state, details FROM looks WHERE evidence = ?", (evidence,)).fetchone()
    if row is None:
        return None
    return Look(state=row[0]) if row[1] is None else _opened(tx, key, evidence, row[1])


def near(tx: Transaction, person: int, key: str, dhash: str) -> tuple[int, ...]:
    """The numbers of the items of this person that look like this one."""
    ours = int(dhash, 16)
    if not LEAST_EDGES <= ours.bit_count() <= 256 - LEAST_EDGES:
        return ()
    rows = tx.execute(
        """SELECT e.number, l.evidence, l.details FROM looks l JOIN evidence e ON e.id = l.evidence
        WHERE l.person = ? AND l.state = 'made' ORDER BY e.number""",
        (person,),
    ).fetchall()
    hashes = ((number, _opened(tx, key, evidence, details).dhash) for number, evidence, details in rows)
    return tuple(number for number, other in hashes if (int(other, 16) ^ ours).bit_count() <= NEAR_BITS)


def _same(tx: Transaction, person: int, sha256: str) -> bytes:
    return tx.vault.lookup("content", str(person), sha256)


def _opened(tx: Transaction, key: str, evidence: str, details: bytes) -> Look:
    return Look.model_validate_json(tx.vault.open(key, "look", evidence, details))
