"""Everything that is kept of a case as one archive in the clear: a dossier for the police or a lawyer, with every row.

It is made by the maker that serves people, so that whoever can verify a dossier can verify it.
"""

import os
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.dossier_assembly import assemble
from bot.dossier_making import Press
from bot.errors import SettingsError
from bot.paper_makers import FOLDER
from conversations.library import Library
from storage import evidence, facts
from storage.blobs import Blobs
from storage.people import AddressRow
from storage.signature import signer_of
from storage.store import Store
from storage.transaction import Transaction


def write_archive(store: Store, library: Library, address: AddressRow, file: Path, at: datetime) -> dict[str, int]:
    """Writes the archive; gives the number of items and facts.

    Raises SealBroken and StorageError where an original does not hold, TypesettingFailed, and SettingsError where the
    file cannot be written.
    """
    content = store.read_now(lambda tx: assemble(tx, address, "complete", at, library))
    kept = store.read_now(lambda tx: _kept(tx, address))
    blobs, outgoing = (Blobs(store.folder / name, store.cipher, store.halves) for name in ("blobs", FOLDER))
    made = Press(blobs, outgoing, library, address.key).printed(content, store.write_now(signer_of), True, kept)
    try:
        _write(outgoing.read(made[-1].sealed.id), file)
    finally:
        for one in made:
            outgoing.remove(one.sealed.id)
    return {name: len(rows) for name, rows in kept.items()}


def _kept(tx: Transaction, address: AddressRow) -> dict[str, list[dict[str, Any]]]:
    """Every row as it is kept: a dossier draws several into one entry, and leaves out what is none. Where an item lies
    with us, and its id, mean nothing to others.
    """
    items, told = (rows.of_person(tx, address.person, address.key) for rows in (evidence, facts))
    return {
        "items": [item.model_dump(mode="json", exclude={"id", "blob"}, exclude_defaults=True) for item in items],
        "facts": [one.fact.model_dump(mode="json", exclude_defaults=True) for one in told],
    }


def _write(pieces: Iterable[bytes], file: Path) -> None:
    """For the one who wrote it alone (mode 0600), and under its name only once it is whole."""
    try:
        handle, name = tempfile.mkstemp(prefix=f"{file.name}.", suffix=".part", dir=file.parent)
    except OSError:
        raise SettingsError([f"{file} cannot be written; does its folder exist?"]) from None
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            for piece in pieces:
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
