"""Everything that is kept of a case in one archive: the facts and items as data, the originals, a signed list."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from storage import cases, custody, evidence, facts, signature
from storage.blobs import Blobs
from storage.evidence import Evidence
from storage.people import AddressRow
from storage.store import Store
from storage.transaction import Transaction

FORMAT = "appui-case-1"
DATA, MANIFEST, SIGNATURE = "case.json", "manifest.json", "manifest.sig"


def write_archive(store: Store, address: AddressRow, file: Path, at: datetime) -> dict[str, int]:
    """Writes the archive; gives the number of items and facts. It is given its name only once it is whole.

    Raises SealBroken and StorageError where an original does not hold.
    """
    data = store.read_now(lambda tx: _data(tx, address, at))
    items = store.read_now(lambda tx: evidence.of_person(tx, address.person, address.key))
    signer = store.write_now(signature.signer_of)
    blobs = Blobs(store.folder / "blobs", store.cipher, store.halves)
    unfinished = file.with_name(f"{file.name}.part")
    try:
        handle = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as written, zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
            entries = [_add(archive, DATA, iter([_json(data)]))]
            entries += [_add(archive, _name(item), blobs.read(item.blob)) for item in items if item.blob]
            manifest = {"format": FORMAT, "case": data["case"], "public_key": signer.public_key.hex(), "files": entries}
            archive.writestr(MANIFEST, _json(manifest))
            archive.writestr(SIGNATURE, signer.sign(_json(manifest)).hex())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return {"items": len(items), "facts": len(data["facts"])}


def _data(tx: Transaction, address: AddressRow, at: datetime) -> dict[str, Any]:
    items = evidence.of_person(tx, address.person, address.key)
    told = facts.of_person(tx, address.person, address.key)
    return {
        "format": FORMAT,
        "case": cases.alias(tx, address),
        "made_at": at.isoformat(),
        "items": [_item(item) for item in items],
        "facts": [one.fact.model_dump(mode="json", exclude_defaults=True) for one in told],
        "custody": [
            {"line": one.number, "at": one.at, "what": one.what, "hash": one.hash.hex()}
            for one in custody.lines(tx, address.person)
        ],
    }


def _item(item: Evidence) -> dict[str, Any]:
    """Where it lies with us, and its id, mean nothing to others."""
    shown = item.model_dump(mode="json", exclude={"id", "blob"}, exclude_defaults=True)
    return {**shown, "file": _name(item) if item.blob else ""}


def _name(item: Evidence) -> str:
    """Nothing of the person: the number and a plain ending."""
    ending = item.mime.partition("/")[2].partition("+")[0] if item.mime else ""
    return f"originals/{item.number:04}.{ending if ending.isalnum() else 'bin'}"


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterator[bytes]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)
            digest.update(piece)
            size += len(piece)
    return {"name": name, "size": size, "sha256": digest.hexdigest()}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, indent=1).encode("ascii")
