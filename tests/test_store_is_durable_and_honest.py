"""What the store accepted is there; what it could not store, it says; what it cannot trust, it stops writing to."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from storage_fixtures import MASTER, Bench, open_store, update

from storage.errors import StorageError
from storage.halves import beside
from storage.lock import FolderLock
from storage.store import FILE, Store
from storage.transaction import Transaction
from storage.vault import Vault


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "data") as store:
        store.write_now(lambda tx: tx.execute("CREATE TABLE notes (note TEXT UNIQUE)"))
        yield store


def note(text: str) -> object:
    return lambda tx: tx.execute("INSERT INTO notes VALUES (?)", (text,)) and None


def notes(store: Store) -> list[str]:
    return store.read_now(lambda tx: [text for (text,) in tx.execute("SELECT note FROM notes ORDER BY rowid")])


async def test_failed_job_is_undone_alone(store: Store) -> None:
    def half(tx: Transaction) -> None:
        tx.execute("INSERT INTO notes VALUES ('half')")
        raise ZeroDivisionError

    jobs = [note("a"), half, note("b"), note("a")]
    outcomes = await asyncio.gather(*map(store.write, jobs), return_exceptions=True)
    assert [type(outcome).__name__ for outcome in outcomes] == [
        "NoneType",
        "ZeroDivisionError",
        "NoneType",
        "IntegrityError",
    ]
    assert notes(store) == ["a", "b"]


@pytest.mark.parametrize("before", [(), ("before",)])
def test_inner_savepoint_undoes_itself_alone(store: Store, before: tuple[str, ...]) -> None:
    def job(tx: Transaction) -> None:
        for text in before:
            tx.execute("INSERT INTO notes VALUES (?)", (text,))
        for text in ("first", "second"):
            with suppress(ZeroDivisionError), tx.savepoint():
                tx.execute("INSERT INTO notes VALUES (?)", (text,))
                raise ZeroDivisionError
        with tx.savepoint():
            tx.execute("INSERT INTO notes VALUES ('kept')")

    store.write_now(job)
    assert notes(store) == [*before, "kept"]


def test_no_exception_stops_the_writer(store: Store) -> None:
    def leave(tx: Transaction) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        store.write_now(leave)
    store.write_now(note("a"))
    assert notes(store) == ["a"]


async def test_waiting_writes_share_commits(store: Store) -> None:
    before = log_size(store)
    await asyncio.gather(*(store.write(note(str(number))) for number in range(64)))
    together = log_size(store) - before
    for number in range(64, 128):
        await store.write(note(str(number)))
    alone = log_size(store) - before - together
    assert len(notes(store)) == 128
    assert together < alone / 4


def log_size(store: Store) -> int:
    return (store.folder / f"{FILE}-wal").stat().st_size


async def test_reader_sees_what_was_written(store: Store) -> None:
    for number in range(50):
        await store.write(note(str(number)))
        assert await store.read(lambda tx: tx.execute("SELECT count(*) FROM notes").fetchone()[0]) == number + 1


def test_reader_cannot_write(store: Store) -> None:
    with pytest.raises(StorageError, match="read_only"):
        store.read_now(note("x"))


async def test_cancelled_caller_stops_nothing(store: Store) -> None:
    waiting = asyncio.ensure_future(store.write(note("a")))
    await asyncio.sleep(0)
    waiting.cancel()
    await store.write(note("b"))
    assert notes(store) == ["a", "b"]


def test_closing_finishes_what_was_accepted(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.write_now(lambda tx: tx.execute("CREATE TABLE notes (note TEXT UNIQUE)"))
        for number in range(100):
            store.write_now(note(str(number)))
    with pytest.raises(StorageError, match="closed"):
        store.write_now(note("late"))
    with open_store(tmp_path) as again:
        assert len(notes(again)) == 100


def test_full_disk_is_said_and_recovers(store: Store) -> None:
    store.write_now(note("kept"))
    store.write_now(lambda tx: tx.execute("PRAGMA max_page_count = 1").fetchone())
    with pytest.raises(StorageError, match="disk_full"):
        store.write_now(note("x" * 100_000))
    assert notes(store) == ["kept"]
    store.write_now(lambda tx: tx.execute("PRAGMA max_page_count = 100000").fetchone())
    store.write_now(note("y" * 100_000))
    assert len(notes(store)) == 2


def test_locked_database_is_said(store: Store) -> None:
    store.write_now(lambda tx: tx.execute("PRAGMA busy_timeout = 1").fetchone())
    other = sqlite3.connect(store.folder / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="busy"):
        store.write_now(note("x"))
    other.execute("ROLLBACK")
    other.close()
    store.write_now(note("y"))
    assert notes(store) == ["y"]


def test_damaged_header_is_found_at_start(store: Store) -> None:
    store.close()
    damage(store.folder / FILE, 0, 64)
    with pytest.raises(StorageError, match="corrupt"):
        Store.open(store.folder, Vault(MASTER))


async def test_damage_stops_all_writing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await Bench(store).accept(*[update(number, f"p{number}", "words " * 50) for number in range(200)])
    damage(tmp_path / FILE, (tmp_path / FILE).stat().st_size // 2, 1_000_000)
    with open_store(tmp_path) as store:
        with pytest.raises(StorageError, match="corrupt"):
            await Bench(store).accept(*[update(number, f"p{number % 200}", "more") for number in range(200, 400)])
        with pytest.raises(StorageError, match="corrupt"):
            store.write_now(lambda tx: tx.execute("SELECT 1").fetchone())


async def test_damaged_log_ends_before_the_damage(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    with open_store(before) as store:
        for number in range(20):
            await Bench(store).accept(update(number, f"p{number}", "words"))
        shutil.copytree(before, after)
        shutil.copy2(beside(before), beside(after))
    damage(after / f"{FILE}-wal", 400_000, 64)
    with open_store(after) as store:
        bench = Bench(store)
        assert bench.rows("PRAGMA integrity_check") == [("ok",)]
        kept = [name for (name,) in bench.rows("SELECT update_id FROM inbox ORDER BY seq")]
    assert 0 < len(kept) < 20
    assert kept == [str(number) for number in range(len(kept))]


def damage(path: Path, start: int, length: int) -> None:
    content = bytearray(path.read_bytes())
    for index in range(start, min(start + length, len(content))):
        content[index] ^= 0x5A
    path.write_bytes(content)


@pytest.mark.parametrize(("setting", "value"), [("journal_mode", "DELETE"), ("secure_delete", "OFF")])
def test_unsafe_setting_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str) -> None:
    class Careless(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            if sql.startswith(f"PRAGMA {setting} ="):
                sql = f"PRAGMA {setting} = {value}"
            return super().execute(sql, *values)

    opened: list[sqlite3.Connection] = []

    def connect(path: Path, **options: object) -> sqlite3.Connection:
        opened.append(original(path, factory=Careless, **options))
        return opened[-1]

    original = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", connect)
    with pytest.raises(StorageError, match=f"pragma name={setting}"):
        Store.open(tmp_path, Vault(MASTER))


def test_data_is_for_its_owner_only(store: Store) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in store.folder.iterdir()}
    assert set(modes.values()) == {0o600}
    assert store.folder.stat().st_mode & 0o777 == 0o700


def test_second_process_is_told(tmp_path: Path) -> None:
    first = FolderLock.take(tmp_path)
    with pytest.raises(StorageError, match=r"folder_in_use process=\d+"):
        FolderLock.take(tmp_path)
    first.release()
    FolderLock.take(tmp_path).release()
