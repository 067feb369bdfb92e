"""What a person sent and the association keeps: one row per item, sealed, and one line of custody for each.

The file itself lies beside the database (`storage.blobs`) and is durable before its row exists.
"""

import json
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime

from conversations.events import FileKind, Origin
from conversations.records import Record
from storage import custody, looks
from storage.blobs import Blobs
from storage.errors import SealBroken, StorageError
from storage.moments import stamp
from storage.transaction import Transaction

LABEL_LETTERS = 80
# Of these a preview is made.
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/heic"})

_Row = tuple[str, int, str, int, str, bytes]
# How it came: as it was made, made smaller by the messenger on its way, recorded by the messenger itself, written here,
# or forwarded by the person as words.
Came = Literal["original", "reencoded", "recorded", "text", "forwarded"]


class Evidence(Record):
    """One kept item. `id` is that of the effect that asked to keep it; `number` counts from 1 within the case.

    `sha256` (hex) and `size` (bytes) are those of the original. `sent_at` and `message` are what the messenger says of
    the message; `caption` the person's own words; `name` only a label, never a path. `same_as` is the number of the
    first item with the same bytes, whose file it shares. `removed` says why the file is gone; blob, hash and name are
    then empty.
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
    same_as: int = 0
    removed: Literal["", "intimate"] = ""


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
    distinct = "SELECT DISTINCT blob, size FROM evidence WHERE person = ?"
    return int(tx.execute(f"SELECT coalesce(sum(size), 0) FROM ({distinct})", (person,)).fetchone()[0])  # noqa: S608


def keep(tx: Transaction, person: int, key: str, item: Evidence) -> bool:
    """Records an item whose file is durable, with its line of custody. False where its id or number is taken."""
    sealed = _sealed(tx, key, item)
    added = tx.execute(
        "INSERT INTO evidence (id, person, number, blob, size, received_at, details) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (item.id, person, item.number, item.blob, item.size, stamp(item.received_at), sealed),
    )
    if not added.rowcount:
        return False
    custody.add_line(tx, person, key, "received", item.id, _fingerprint(item), item.received_at)
    looks.expect(tx, person, item.id, item.sha256, picture=item.mime in PICTURES)
    return True


def remove(tx: Transaction, person: int, key: str, numbers: Collection[int], now: datetime) -> list[Evidence]:
    """Leaves of these items, and of those that share their files, the words alone; gives them as they were.

    Their files and previews are the caller's to take away: no row speaks of them any more.
    """
    kept = [item for item in of_person(tx, person, key) if item.blob]
    blobs = {item.blob for item in kept if item.number in numbers}
    going = [item for item in kept if item.blob in blobs]
    for item in going:
        left = item.model_copy(update={**dict.fromkeys(("blob", "sha256", "mime", "name"), ""), "size": 0})
        sealed = _sealed(tx, key, left.model_copy(update={"removed": "intimate"}))
        tx.execute("UPDATE evidence SET blob = '', size = 0, details = ? WHERE id = ?", (sealed, item.id))
        custody.add_line(tx, person, key, "removed", item.id, b'{"reason":"intimate"}', now)
    return going


def note_withdrawn(tx: Transaction, person: int, key: str, message: str, at: datetime) -> int:
    """One line of custody for each item that came with this message: its sender took the message back. The item stays.

    Gives the number of lines; a message withdrawn twice is noted once.
    """
    noted = {line.evidence for line in custody.lines(tx, person) if line.what == "withdrawn"}
    items = [item for item in of_person(tx, person, key) if item.message == message and item.id not in noted]
    for item in items:
        custody.add_line(tx, person, key, "withdrawn", item.id, _fingerprint(item), at)
    return len(items)


def is_file_of(tx: Transaction, effect: str, blob: str) -> bool:
    """Whether the item that this effect asked to keep has this file."""
    row = tx.execute("SELECT 1 FROM evidence WHERE id = ? AND blob = ?", (effect, blob)).fetchone()
    return row is not None


def of_person(tx: Transaction, person: int, key: str) -> list[Evidence]:
    """Everything kept for a person, by number. Raises SealBroken."""
    rows = tx.execute("SELECT id, details FROM evidence WHERE person = ? ORDER BY number", (person,)).fetchall()
    return [Evidence.model_validate_json(tx.vault.open(key, "evidence", name, sealed)) for name, sealed in rows]


def get(tx: Transaction, key: str, evidence: str) -> Evidence:
    """One item that exists. Raises SealBroken."""
    [sealed] = tx.execute("SELECT details FROM evidence WHERE id = ?", (evidence,)).fetchone()
    return Evidence.model_validate_json(tx.vault.open(key, "evidence", evidence, sealed))


def known_blobs(tx: Transaction) -> set[str]:
    """The files that rows speak of, previews and those still to be taken away included."""
    rows = tx.execute("SELECT blob FROM evidence UNION SELECT preview FROM looks UNION SELECT blob FROM purged")
    return {name for (name,) in rows}


def files_of(tx: Transaction, person: int, key: str) -> list[tuple[str, str]]:
    """The sealed files of a person, each once, with the SHA-256 (hex) of what it holds; empty for previews, whose seal
    alone says that they are whole. Items that cannot be opened are left out: `faults` names them. Raises SealBroken.
    """
    found: dict[str, str] = {}
    for name, sealed in tx.execute("SELECT id, details FROM evidence WHERE person = ?", (person,)).fetchall():
        with suppress(SealBroken):
            item = Evidence.model_validate_json(tx.vault.open(key, "evidence", name, sealed))
            found |= {item.blob: item.sha256} if item.blob else {}
    previews = tx.execute("SELECT preview FROM looks WHERE person = ? AND preview <> ''", (person,))
    return [*found.items(), *((preview, "") for (preview,) in previews)]


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
    digest_of = Blobs(folder, tx.vault.cipher, tx.vault.halves).digest if folder else None
    found = custody.faults(tx, person, key)
    journal = {line.evidence: line for line in custody.lines(tx, person) if line.what == "received"}
    removed = {line.evidence for line in custody.lines(tx, person) if line.what == "removed"}
    rows = tx.execute("SELECT id, number, blob, size, received_at, details FROM evidence WHERE person = ?", (person,))
    kept = rows.fetchall()
    for row in kept:
        holds = _removal_holds(tx, key, row) if row[0] in removed else _row_holds(tx, key, row, journal, digest_of)
        found += [] if holds else [f"item {row[0]}"]
    missing = journal.keys() - {row[0] for row in kept}
    return found + [f"missing {name}" for name in sorted(missing)]


def _row_holds(
    tx: Transaction,
    key: str,
    row: _Row,
    journal: Mapping[str, custody.Line],
    digest_of: Callable[[str], str] | None,
) -> bool:
    line = journal.get(row[0])
    try:
        item = Evidence.model_validate_json(tx.vault.open(key, "evidence", row[0], row[5]))
        shown = (item.id, item.number, item.blob, item.size, stamp(item.received_at))
        recorded = line is not None and custody.details_of(tx, key, line) == _fingerprint(item)
        return shown == row[:5] and recorded and (digest_of is None or digest_of(item.blob) == item.sha256)
    except (SealBroken, StorageError):
        return False


def _removal_holds(tx: Transaction, key: str, row: _Row) -> bool:
    try:
        item = Evidence.model_validate_json(tx.vault.open(key, "evidence", row[0], row[5]))
    except SealBroken:
        return False
    shown = (item.id, item.number, "", 0, stamp(item.received_at))
    return shown == row[:5] and item.removed != "" and not item.blob


def _sealed(tx: Transaction, key: str, item: Evidence) -> bytes:
    return tx.vault.seal(key, "evidence", item.id, item.model_dump_json().encode())


def _fingerprint(item: Evidence) -> bytes:
    shown = {"number": item.number, "sha256": item.sha256, "size": item.size, "at": stamp(item.received_at)}
    return json.dumps(shown, sort_keys=True, separators=(",", ":")).encode()
