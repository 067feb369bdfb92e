"""Destroying a key darkens every copy of the data folder made before, although the master key lives on."""

import errno
import os
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from dispatch_fixtures import open_office
from storage_fixtures import MASTER, NOON, Bench, effects, open_store, update

from storage import cases, conversations, evidence, people
from storage.blobs import FIRST_MARK, NONCE, Blobs
from storage.errors import SealBroken, StorageError
from storage.halves import SLOT, Halves, beside
from storage.store import FILE, Store
from storage.vault import Vault

PICTURE = b"%PDF-1.4\n" + b"a page that somebody sent " * 9000
ERASE = effects({"kind": "say", "text": "erased"}, {"kind": "erase_case"})


def copied(folder: Path, to: Path) -> Path:
    """The data folder as a backup would take it, in the middle of everything."""
    return Path(shutil.copytree(folder, to))


def opened(copy: Path, folder: Path) -> Store:
    """A copy, read with the living master key and the living file of halves."""
    return Store.open(copy, Vault(MASTER), halves_file=beside(folder))


async def test_erased_person_is_dark_in_copies(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with open_office(data) as office:
        office.messenger.files["f1"] = [PICTURE]
        await office.send_file("ana", "f1")
        await office.bench.accept(update("b1", "bob", "something of bob"))
        await office.deliver_all()
        before = office.bench.address("ana")
        [item] = office.bench.store.read_now(lambda tx: evidence.of_person(tx, before.person, before.key))
        copy = copied(data, tmp_path / "backup")
        await office.bench.accept(update("e", "ana", ERASE))
    store = opened(copy, data)
    with pytest.raises(SealBroken, match="key_gone"):
        store.read_now(lambda tx: people.known(tx, "test", "bot", "ana") and conversations.load_for(tx, before))
    with pytest.raises(SealBroken):
        b"".join(Blobs(copy / "blobs", store.cipher, store.halves).read(item.blob))
    bob = store.read_now(lambda tx: people.known(tx, "test", "bot", "bob"))
    assert bob is not None
    assert "something of bob" in store.read_now(lambda tx: conversations.load_for(tx, bob)).conversation.said
    store.close()


async def test_removed_file_is_dark_in_copies(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with open_office(data) as office:
        for name in ("f1", "f2"):
            office.messenger.files[name] = [PICTURE + name.encode()]
            await office.send_file("ana", name)
        await office.deliver_all()
        address = office.bench.address("ana")
        one, other = office.bench.store.read_now(lambda tx: evidence.of_person(tx, address.person, address.key))
        copy = copied(data, tmp_path / "backup")
        office.blobs.remove(one.blob)
    store = opened(copy, data)
    blobs = Blobs(copy / "blobs", store.cipher, store.halves)
    with pytest.raises(SealBroken, match="key_gone"):
        b"".join(blobs.read(one.blob))
    assert b"".join(blobs.read(other.blob)) == PICTURE + b"f2"
    store.close()


async def test_crash_after_erasing_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies between the commit and the overwriting: the next start overwrites."""
    with open_store(tmp_path / "data") as store:
        bench = Bench(store)
        await bench.accept(update(1, "ana", "words"))
        before = bench.address("ana")
        copy = copied(tmp_path / "data", tmp_path / "backup")
        monkeypatch.setattr(Halves, "destroy", lambda *_: (_ for _ in ()).throw(StorageError("disk_error")))
        await bench.accept(update(2, "ana", ERASE))
        assert bench.rows("SELECT count(*) FROM doomed") == [(1,)]
        monkeypatch.undo()
    with open_store(tmp_path / "data") as again:
        assert again.read_now(lambda tx: tx.execute("SELECT count(*) FROM doomed").fetchone()) == (0,)
    store = opened(copy, tmp_path / "data")
    with pytest.raises(SealBroken, match="key_gone"):
        store.cipher(before.key)
    store.close()


async def test_no_half_means_no_key(tmp_path: Path) -> None:
    with open_store(tmp_path / "data") as store:
        await Bench(store).accept(update(1, "ana", "words"))
    beside(tmp_path / "data").unlink()
    with pytest.raises(StorageError, match="halves_missing"):
        Store.open(tmp_path / "data", Vault(MASTER))


async def test_half_that_is_not_durable_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(tmp_path / "data") as store:
        bench = Bench(store)

        def broken(handle: int) -> None:
            raise OSError(errno.EIO, "injected")

        monkeypatch.setattr(os, "fdatasync", broken)
        with pytest.raises(StorageError, match="sync_failed"):
            await bench.accept(update(1, "ana", "words"))
        monkeypatch.undo()
    with open_store(tmp_path / "data") as store:
        assert Bench(store).rows("SELECT count(*) FROM people") == [(0,)]


async def test_whole_keys_are_split_at_start(tmp_path: Path) -> None:
    """A database from before there were halves: what it sealed stays readable, and its keys become two halves."""
    data = tmp_path / "data"
    with open_store(data) as store:
        await Bench(store).accept(update(1, "ana", "words of before"))
        before = Bench(store).address("ana")
        whole = store.read_now(lambda tx: _whole_key(tx.vault, before.key))
    database = sqlite3.connect(data / FILE)
    database.execute("UPDATE keys SET slot = 0, wrapped = ?", (Vault(MASTER).wrap(before.key, whole),))
    database.execute("DELETE FROM meta WHERE name = 'halves'")
    database.commit()
    database.close()
    with open_store(data) as store:
        address = Bench(store).address("ana")
        loaded = store.read_now(lambda tx: conversations.load_for(tx, address))
        assert "words of before" in loaded.conversation.said
        copy = copied(data, tmp_path / "backup")
        store.write_now(lambda tx: cases.erase(tx, address, NOON))
    dark = opened(copy, data)
    with pytest.raises(SealBroken, match="key_gone"):
        dark.cipher(before.key)
    dark.close()


def _whole_key(ring: object, key_id: str) -> bytes:
    from storage.halves import joined
    from storage.vault import Ring

    assert isinstance(ring, Ring)
    wrapped, slot = ring._connection.execute("SELECT wrapped, slot FROM keys WHERE id = ?", (key_id,)).fetchone()
    return joined(ring.master.unwrap(key_id, wrapped), ring.halves.get(slot, key_id))


def test_files_of_the_first_format_open(tmp_path: Path) -> None:
    cipher, name = AESGCM(b"k" * 32), "0" * 32
    blobs = Blobs(tmp_path / "files", lambda key: cipher, Halves(tmp_path / "halves"))
    bound = FIRST_MARK + f"person-1|{name}|0|last".encode()
    sealed = b"n" * NONCE + cipher.encrypt(b"n" * NONCE, b"kept long ago", bound)
    blobs.path(name).write_bytes(FIRST_MARK + b"\x08person-1" + sealed)
    assert b"".join(blobs.read(name)) == b"kept long ago"
    assert blobs.key_of(name) == "person-1"
    blobs.remove(name)
    assert list(blobs.names()) == []


def test_slots_are_given_once(tmp_path: Path) -> None:
    halves = Halves(tmp_path / "halves")
    found: dict[int, tuple[str, bytes]] = {}

    def add(thread: int) -> None:
        for number in range(200):
            slot, half = halves.add(f"{thread}-{number}")
            found[slot] = (f"{thread}-{number}", half)

    threads = [threading.Thread(target=add, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1600
    other = Halves(tmp_path / "halves")
    assert all(other.get(slot, name) == half for slot, (name, half) in found.items())
    other.close()
    halves.close()


def test_half_of_another_is_left_alone(tmp_path: Path) -> None:
    halves = Halves(tmp_path / "halves")
    (slot, half), (gone, _) = halves.add("one"), halves.add("two")
    halves.destroy([(slot, "two"), (gone, "two"), (99, "three"), (0, "")])
    assert halves.get(slot, "one") == half
    assert (tmp_path / "halves").read_bytes()[gone * SLOT :] == bytes(SLOT)
    for place in ((gone, "two"), (slot, "two"), (0, ""), (99, "three")):
        with pytest.raises(SealBroken, match="key_gone"):
            halves.get(*place)
    halves.close()


def test_torn_tail_is_passed_over(tmp_path: Path) -> None:
    halves = Halves(tmp_path / "halves")
    halves.add("one")
    halves.close()
    with (tmp_path / "halves").open("ab") as file:
        file.write(b"half a slot")
    halves = Halves(tmp_path / "halves")
    slot, half = halves.add("two")
    assert (slot, halves.get(slot, "two")) == (3, half)
    halves.close()


def test_other_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "halves").write_bytes(b"0" * 64)
    with pytest.raises(StorageError, match="halves_format"):
        Halves(tmp_path / "halves")
