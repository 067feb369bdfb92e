"""Whether everything that is kept still holds: rows, sealed files, chains. Only `quarantine` moves anything."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from storage import audit, cases, evidence, facts
from storage.blobs import Blobs
from storage.errors import SealBroken, StorageError
from storage.transaction import Transaction

FOLDER = "quarantine"
# A file that a running program has just named may wait that long for its row.
COMING_IN_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind`: database, key, file_missing, file_stray, file_altered, item, fact, missing, chain, audit. `about` is a
    technical id, `case` the neutral name of the case where it belongs to one.
    """

    kind: str
    about: str
    case: str = ""


def examine(tx: Transaction, folder: Path, *, running: bool) -> list[Finding]:
    """Everything that does not hold. `running`: another process takes in files at this moment."""
    blobs = Blobs(folder, tx.vault.cipher, tx.vault.halves)
    found = [Finding("database", row[0]) for row in tx.execute("PRAGMA quick_check") if row[0] != "ok"]
    found += [Finding("database", f"{row[0]} {row[1]}") for row in tx.execute("PRAGMA foreign_key_check")]
    found += [Finding("audit", fault) for fault in audit.faults(tx)]
    for person, key, alias in _people(tx):
        found += of_person(tx, folder, person, key, alias)
    return found + list(_strays(tx, blobs, running=running))


def of_person(tx: Transaction, folder: Path, person: int, key: str, alias: str) -> list[Finding]:
    """What does not hold in one case: its journal, items, facts, and the sealed files in `folder`."""
    blobs = Blobs(folder, tx.vault.cipher, tx.vault.halves)
    try:
        faults = [*evidence.faults(tx, person, key), *facts.faults(tx, person, key)]
        files = evidence.files_of(tx, person, key)
    except SealBroken:
        return [Finding("key", key, alias)]
    found = [Finding(fault.split()[0], fault.partition(" ")[2], alias) for fault in dict.fromkeys(faults)]
    for name, digest in files:
        if (kind := _file_fault(blobs, name, digest)) is not None:
            found.append(Finding(kind, name, alias))
    return found


def quarantine(folder: Path, findings: list[Finding], blobs: Path) -> list[str]:
    """Moves the files that belong to nothing, or that cannot be read, aside; gives their names. Nothing is deleted."""
    names = [one.about for one in findings if one.kind in ("file_stray", "file_altered")]
    aside = folder / FOLDER
    for name in names:
        aside.mkdir(mode=0o700, exist_ok=True)
        (blobs / name).rename(aside / name)
    return names


def _people(tx: Transaction) -> Iterator[tuple[int, str, str]]:
    rows = tx.execute(
        """SELECT p.id, p.key, coalesce(c.id, p.key), coalesce(c.opened_at, p.first_at)
        FROM people p LEFT JOIN cases c ON c.person = p.id ORDER BY p.id"""
    ).fetchall()
    return ((person, key, cases.alias_of(case, at)) for person, key, case, at in rows)


def _file_fault(blobs: Blobs, name: str, digest: str) -> str | None:
    """`digest` is empty where only its seal says what the file should hold."""
    try:
        found = blobs.digest(name)
    except SealBroken:
        return "file_altered"
    except StorageError as error:
        return "file_missing" if error.code == "file_missing" else "file_altered"
    return None if digest in ("", found) else "file_altered"


def _strays(tx: Transaction, blobs: Blobs, *, running: bool) -> Iterator[Finding]:
    known = evidence.known_blobs(tx) | set(cases.debris(tx, limit=-1))
    for name in sorted(blobs.names()):
        young = running and time.time() - (blobs.folder / name).stat().st_mtime < COMING_IN_SECONDS
        if name not in known and not young:
            yield Finding("file_stray", name)
