"""What a person sent and the association keeps: one row per item, sealed, and one line of custody for each.

The file itself lies beside the database (`storage.blobs`) and is durable before its row exists.
"""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime

from conversations.events import FileKind, Origin
from conversations.records import Record
from storage import custody
from storage.blobs import Blobs
from storage.errors import SealBroken, StorageError
from storage.moments import stamp
from storage.transaction import Transaction

LABEL_LETTERS = 80
# How the file came: as it was made, made smaller by the messenger on its way, or recorded by the messenger itself.
Came = Literal["original", "reencoded", "recorded"]


class Evidence(Record):
    """One kept item. `id` is that of the effect that asked to keep it; `number` counts from 1 within the case.

    `sha256` (hex) and `size` (bytes) are those of the original. `sent_at` and `message` are what the messenger says of
    the message; `caption` the person's own words; `name` only a label, never a path.
    """

    id: str
    number: int
    blob: str
    sha256: str
    size: int
    received_at: AwareDatetime
    kind: FileKind
    mime: str
    came: Came
    channel: str
    sent_at: AwareDatetime | None = None
    message: str = ""
    origin: Origin | None = None
    caption: str = ""
    name: str = ""


def label(name: str) -> str:
    """A file name as it may be shown: one short line of printable letters, no path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter if letter.isprintable() else " " for letter in last).strip()[:LABEL_LETTERS]


def next_number(tx: Transaction, person: int) -> int:
    """The number that the next item of this person will bear."""
    highest = tx.execute("SELECT max(number) FROM evidence WHERE person = ?", (person,)).fetchone()[0]
    return (highest or 0) + 1


def total_size(tx: Transaction, person: int) -> int:
    """Bytes kept for this person."""
    return int(tx.execute("SELECT coalesce(sum(size), 0) FROM evidence WHERE person = ?", (person,)).fetchone()[0])


def keep(tx: Transaction, person: int, key: str, item: Evidence) -> bool:
    """Records an item whose file is durable, with its line of custody. False where its id or number is taken."""
    taken = tx.execute(
        "SELECT 1 FROM evidence WHERE id = ? OR (person = ? AND number = ?)", (item.id, person, item.number)
    ).fetchone()
    if taken:
        return False
    sealed = tx.vault.seal(key, "evidence", item.id, item.model_dump_json().encode())
    tx.execute(
        "INSERT INTO evidence (id, person, number, blob, size, received_at, details) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (item.id, person, item.number, item.blob, item.size, stamp(item.received_at), sealed),
    )
    custody.add_line(tx, person, key, "received", item.id, _fingerprint(item), item.received_at)
    return True


def note_withdrawn(tx: Transaction, person: int, key: str, message: str, at: datetime) -> int:
    """One line of custody for each item that came with this message: its sender took the message back. The item stays.

    Gives the number of lines; a message withdrawn twice is noted once.
    """
    noted = {line.evidence for line in custody.lines(tx, person) if line.what == "withdrawn"}
    items = [item for item in of_person(tx, person, key) if item.message == message and item.id not in noted]
    for item in items:
        custody.add_line(tx, person, key, "withdrawn", item.id, _fingerprint(item), at)
    return len(items)


def is_kept(tx: Transaction, effect: str) -> bool:
    return tx.execute("SELECT 1 FROM evidence WHERE id = ?", (effect,)).fetchone() is not None


def of_person(tx: Transaction, person: int, key: str) -> list[Evidence]:
    """Everything kept for a person, by number. Raises SealBroken."""
    rows = tx.execute("SELECT id, details FROM evidence WHERE person = ? ORDER BY number", (person,)).fetchall()
    return [Evidence.model_validate_json(tx.vault.open(key, "evidence", name, sealed)) for name, sealed in rows]


def known_blobs(tx: Transaction) -> set[str]:
    """The files that rows speak of."""
    return {name for (name,) in tx.execute("SELECT blob FROM evidence")}


def sweep(tx: Transaction, blobs: Blobs) -> int:
    """Removes files that no row speaks of: their process died before it could record them, and it will keep them again.

    To be called at start, before anything is taken in.
    """
    known = known_blobs(tx)
    strays = [name for name in blobs.names() if name not in known]
    for name in strays:
        blobs.remove(name)
    return len(strays)


def faults(tx: Transaction, person: int, key: str, folder: Path | None = None) -> list[str]:
    """What does not hold in a person's file, as short codes with ids; empty where everything does.

    With the `folder` of the sealed files each of them is read again and compared as well.
    """
    # A Blobs of the store would ask the store for its keys, which waits for this very transaction.
    digest_of = Blobs(folder, tx.vault.cipher).digest if folder else None
    place = custody.broken_at(tx, person)
    found = [] if place is None else [f"chain {place}"]
    journal = {line.evidence: line for line in custody.lines(tx, person) if line.what != "withdrawn"}
    rows = tx.execute("SELECT id, number, blob, size, received_at, details FROM evidence WHERE person = ?", (person,))
    kept = rows.fetchall()
    found += [f"item {row[0]}" for row in kept if not _row_holds(tx, key, row, journal.get(row[0]), digest_of)]
    missing = {name for name, line in journal.items() if line.what == "received"} - {row[0] for row in kept}
    return found + [f"missing {name}" for name in sorted(missing)]


def _row_holds(
    tx: Transaction,
    key: str,
    row: tuple[str, int, str, int, str, bytes],
    line: custody.Line | None,
    digest_of: Callable[[str], str] | None,
) -> bool:
    try:
        item = Evidence.model_validate_json(tx.vault.open(key, "evidence", row[0], row[5]))
        shown = (item.id, item.number, item.blob, item.size, stamp(item.received_at))
        recorded = line is not None and custody.details_of(tx, key, line) == _fingerprint(item)
        return shown == row[:5] and recorded and (digest_of is None or digest_of(item.blob) == item.sha256)
    except (SealBroken, StorageError):
        return False


def _fingerprint(item: Evidence) -> bytes:
    shown = {"number": item.number, "sha256": item.sha256, "size": item.size, "at": stamp(item.received_at)}
    return json.dumps(shown, sort_keys=True, separators=(",", ":")).encode()
