"""Taking away for good what turned out to be intimate: the rows in the turn that asks for it, the files right after.

Until its files are gone a purge stands in its table, so that a crash only puts it off; then the person is told.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from storage import evidence
from storage.evidence import Evidence
from storage.people import AddressRow
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Purge:
    """The files of one purge that still lie on the disk. `effect` asked for it, `conversation` is to be told."""

    effect: str
    conversation: str
    blobs: tuple[str, ...]


def purge(tx: Transaction, address: AddressRow, effect: str, numbers: Collection[int], now: datetime) -> list[Evidence]:
    """Leaves the words of these items, gives the items as they were. Nothing can be read or shown from now on."""
    gone = evidence.remove(tx, address.person, address.key, numbers, now)
    files = {item.blob for item in gone}
    for item in gone:
        row = tx.execute("SELECT preview FROM looks WHERE evidence = ?", (item.id,)).fetchone()
        files.update(name for name in row or () if name)
        tx.execute(
            "UPDATE looks SET state = 'none', preview = '', details = NULL, same = x'' WHERE evidence = ?", (item.id,)
        )
    # What was printed from them and not handed over yet shows them too.
    for (printed,) in tx.execute("DELETE FROM papers WHERE person = ? RETURNING blob", (address.person,)).fetchall():
        files.add(printed)
    # An entry without a file stands for a purge that finds nothing: the person is told all the same.
    also(tx, address, effect, files or {""})
    return gone


def also(tx: Transaction, address: AddressRow, effect: str, files: Collection[str]) -> None:
    """These files go with the same purge."""
    for name in files:
        tx.execute(
            "INSERT INTO purged (blob, conversation, effect) VALUES (?, ?, ?)", (name, address.conversation, effect)
        )


def pending(tx: Transaction) -> list[Purge]:
    """The purges whose files are still to be taken away, or whose person is still to be told."""
    found: dict[tuple[str, str], list[str]] = {}
    for blob, conversation, effect in tx.execute("SELECT blob, conversation, effect FROM purged ORDER BY effect"):
        found.setdefault((effect, conversation), []).append(blob)
    return [Purge(*names, tuple(filter(None, blobs))) for names, blobs in found.items()]


def done(tx: Transaction, effect: str) -> bool:
    """The files are gone. False where that was known already."""
    return tx.execute("DELETE FROM purged WHERE effect = ?", (effect,)).rowcount > 0
