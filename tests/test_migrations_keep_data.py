"""A migration happens whole or not at all, after a copy that was read back; data stays."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from migration_crashes import opened
from storage_fixtures import Bench, open_store, update

from storage.errors import StorageError
from storage.migrations import COPY, migrate, pending
from storage.schema import MIGRATIONS, Migration

ALL = [migration.name for migration in MIGRATIONS]


@pytest.fixture
def old(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database of the first version, with a thousand people in it."""
    folder = tmp_path / "old"
    folder.mkdir()
    connection = opened(folder)
    assert migrate(connection, folder, MIGRATIONS[:1]) == ALL[:1]
    rows = [(f"key{number}", "2026-01-01") for number in range(1000)]
    connection.executemany("INSERT INTO people (key, first_at) VALUES (?, ?)", rows)
    yield connection
    connection.close()


def test_data_survives_the_way_up(old: sqlite3.Connection, tmp_path: Path) -> None:
    assert migrate(old, tmp_path / "old") == ALL[1:]
    assert old.execute("SELECT count(*) FROM people WHERE key = 'key' || (id - 1)").fetchone() == (1000,)
    assert migrate(old, tmp_path / "old") == []
    assert old.execute("PRAGMA foreign_key_check").fetchall() == []


def test_copy_holds_what_was_there(old: sqlite3.Connection, tmp_path: Path) -> None:
    migrate(old, tmp_path / "old")
    copy = sqlite3.connect(tmp_path / "old" / COPY)
    assert copy.execute("SELECT count(*) FROM people").fetchone() == (1000,)
    assert [migration.name for migration in pending(copy)] == ALL[1:]
    copy.close()


def test_failed_migration_changes_nothing(old: sqlite3.Connection, tmp_path: Path) -> None:
    broken = Migration("9999_broken", ("DELETE FROM people", "CREATE TABLE people (id)"))
    with pytest.raises(sqlite3.OperationalError):
        migrate(old, tmp_path / "old", (*MIGRATIONS, broken))
    assert old.execute("SELECT count(*) FROM people").fetchone() == (1000,)
    assert [migration.name for migration in pending(old)] == ALL[1:]


def test_newer_data_is_refused(old: sqlite3.Connection, tmp_path: Path) -> None:
    migrate(old, tmp_path / "old", (*MIGRATIONS, Migration("9999_later", ("CREATE TABLE later (id)",))))
    with pytest.raises(StorageError, match="newer_data migration=9999_later"):
        pending(old)


async def test_running_data_survives_a_migration(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await Bench(store).accept(update(1, "ana", "one"))
    connection = opened(tmp_path)
    later = Migration("9999_later", ("ALTER TABLE people ADD COLUMN note TEXT NOT NULL DEFAULT ''",))
    assert migrate(connection, tmp_path, (*MIGRATIONS, later)) == ["9999_later"]
    connection.execute("ALTER TABLE people DROP COLUMN note")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = '9999_later'")
    connection.close()
    with open_store(tmp_path) as store:
        bench = Bench(store)
        assert await bench.accept(update(1, "ana", "one"), update(2, "ana", "two")) == ["duplicate", "done"]
        assert bench.deliver_all() == ["one", "two"]


def test_kill_at_each_statement(old: sqlite3.Connection, tmp_path: Path) -> None:
    old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (tmp_path / "work").mkdir()
    ran = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("migration_crashes.py")), tmp_path / "old", tmp_path / "work"],
        capture_output=True,
        check=True,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    outcomes = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(outcomes) > sum(len(migration.statements) for migration in MIGRATIONS[1:])
    assert [outcome["killed"] for outcome in outcomes] == [True] * (len(outcomes) - 1) + [False]
    for outcome in outcomes:
        assert outcome["sound"] == "ok"
        assert outcome["people"] == 1000
        assert outcome["applied"] + outcome["resumed"] == ALL
        assert outcome["applied"] in (ALL[:1], ALL)
