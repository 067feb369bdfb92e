"""`appui case`, `appui audit`, `appui fsck`: short visits to the store, beside a running `appui start`.

Cases are named by their neutral alias, never by an id of a messenger. Every use leaves a line in the audit trail.
"""

import getpass
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.case_archive import write_archive
from bot.errors import SettingsError
from bot.master_key import read_master_key
from bot.packs import open_library
from bot.settings import Settings
from storage import audit, cases, custody, evidence, facts, fsck, people
from storage.blobs import Blobs
from storage.cases import Listed
from storage.errors import StorageError
from storage.fsck import Finding
from storage.lock import FolderLock
from storage.people import AddressRow
from storage.store import Store
from storage.transaction import Transaction
from storage.vault import Vault


def list_cases(settings: Settings) -> list[dict[str, Any]]:
    """Every case: alias, channel, days and counts."""
    with _opened(settings) as store:
        _note(store, "case_list")
        return [_shown(one) for one in store.read_now(cases.everyone)]


def show_case(settings: Settings, alias: str) -> dict[str, Any]:
    """One case: its items and its journal, without a word of the person."""
    with _case(settings, alias, "case_show") as (store, listed, address):
        return store.read_now(partial(_detailed, listed=listed, address=address))


def export_case(settings: Settings, alias: str, file: Path) -> dict[str, Any]:
    """Writes everything that is kept of a case as a dossier in the clear; gives its counts. Raises SettingsError."""
    if file.exists():
        raise SettingsError([f"{file} exists already; give another name."])
    with _case(settings, alias, "case_export") as (store, listed, address):
        counts = write_archive(store, open_library(), address, file, datetime.now(UTC))
    return {"case": listed.alias, "file": str(file), **counts}


def verify_case(settings: Settings, alias: str) -> dict[str, Any]:
    """Checks the journal, every item, fact and file of a case: `ok`, and what does not hold."""
    with _case(settings, alias, "case_verify") as (store, listed, address):
        blobs = Blobs(settings.data / "blobs", store.cipher, store.halves)
        found = store.read_now(lambda tx: fsck.of_person(tx, blobs.folder, address.person, address.key, listed.alias))
        kept = store.read_now(lambda tx: len(list(custody.lines(tx, address.person))))
    return {"case": listed.alias, "ok": not found, "lines": kept, "faults": [_finding(one) for one in found]}


def erase_case(settings: Settings, alias: str) -> dict[str, Any]:
    """Destroys the key of a case and all it sealed, as if the person had asked; nobody can take it back."""
    with _case(settings, alias, "case_erase") as (store, listed, address):
        store.write_now(lambda tx: cases.erase(tx, address, datetime.now(UTC)))
        blobs = Blobs(settings.data / "blobs", store.cipher, store.halves)
        names = store.read_now(cases.debris)
        for name in names:
            blobs.remove(name)
            store.write_now(partial(cases.swept, blob=name))
    return {"case": listed.alias, "erased": True}


def audit_trail(settings: Settings) -> dict[str, Any]:
    """The whole trail, and whether its chain holds. Reading it is no use of a case and leaves no line."""
    with _opened(settings) as store:
        lines, faults = store.read_now(audit.lines), store.read_now(audit.faults)
    shown = [{"line": one.number, "at": one.at, "who": one.who, "what": one.what, "case": one.about} for one in lines]
    return {"ok": not faults, "faults": faults, "lines": shown}


def check_store(settings: Settings, *, repair: bool) -> dict[str, Any]:
    """Everything that does not hold in the data folder; `repair` moves files aside and deletes nothing."""
    with _opened(settings) as store:
        blobs = settings.data / "blobs"
        running = _is_running(settings.data)
        found = store.read_now(lambda tx: fsck.examine(tx, blobs, running=running))
        moved = fsck.quarantine(settings.data, found, blobs) if repair and found else []
        if repair:
            _note(store, "fsck_repair")
    return {"ok": not found, "faults": [_finding(one) for one in found], "quarantined": moved}


@contextmanager
def _case(settings: Settings, alias: str, what: str) -> Iterator[tuple[Store, Listed, AddressRow]]:
    """The one case of this name. The line of audit is durable before anything is looked at."""
    with _opened(settings) as store:
        listed = _one(store.read_now(lambda tx: cases.find(tx, alias)), alias)
        address = store.read_now(lambda tx: people.of_conversation(tx, listed.conversation))
        if address is None:
            raise SettingsError([f"There is no case {alias}."])
        _note(store, what, listed.alias)
        yield store, listed, address


def _one(found: Sequence[Listed], alias: str) -> Listed:
    if not found:
        raise SettingsError([f"There is no case {alias}; appui case list names them all."])
    if len(found) > 1:
        longer = ", ".join(f"{one.opened_at[:4]}-{one.case.upper()}" for one in found)
        raise SettingsError([f"{alias} can be one of these: {longer}"])
    return found[0]


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    store = Store.open(settings.data, Vault(read_master_key(settings).key), halves_file=settings.halves)
    try:
        yield store
    finally:
        store.close()


def _note(store: Store, what: str, about: str = "") -> None:
    store.write_now(lambda tx: audit.add(tx, _operator(), what, about, datetime.now(UTC)))


def _operator() -> str:
    """Who gave the command, as the system knows them."""
    try:
        return f"{getpass.getuser()} (uid {os.getuid()})"
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def _is_running(folder: Path) -> bool:
    try:
        FolderLock.take(folder).release()
    except StorageError:
        return True
    return False


def _shown(one: Listed) -> dict[str, Any]:
    return {
        "case": one.alias,
        "channel": one.channel,
        "opened": one.opened_at[:10],
        "last": one.last_at[:10],
        "messages": one.messages,
        "evidence": one.evidence,
        "facts": one.facts,
        "bytes": one.size,
    }


def _detailed(tx: Transaction, listed: Listed, address: AddressRow) -> dict[str, Any]:
    items = evidence.of_person(tx, address.person, address.key)
    number_of = {item.id: item.number for item in items}
    shown = [
        {
            "number": item.number,
            "mime": item.mime,
            "bytes": item.size,
            "sha256": item.sha256,
            "came": item.came,
            "received": item.received_at.isoformat(timespec="seconds"),
            "removed": item.removed,
        }
        for item in items
    ]
    journal = [
        {"line": one.number, "at": one.at, "what": one.what, "item": number_of.get(one.evidence, 0)}
        for one in custody.lines(tx, address.person)
    ]
    told = facts.of_person(tx, address.person, address.key)
    kinds = sorted({kind for one in told for kind in one.fact.tells})
    return {**_shown(listed), "items": shown, "tells": kinds, "journal": journal}


def _finding(one: Finding) -> dict[str, str]:
    return {"kind": one.kind, "about": one.about, "case": one.case}
