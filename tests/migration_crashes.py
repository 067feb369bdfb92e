"""Run as a program: migrates the database of a folder, killed with SIGKILL at statement 1, 2, 3, … until none is left.

Prints one JSON line per kill: {"statement", "killed", "applied", "sound", "people"}, as found by the next opening.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
from pathlib import Path

import sqlite_utils.migrations  # noqa: F401 - before the forks, so that each is fast

from storage.migrations import migrate
from storage.store import FILE


def opened(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / FILE, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def die_at(folder: Path, statement: int) -> bool:
    """Migrates in a child that dies at that statement; False where it came to its end before."""
    child = os.fork()
    if child == 0:
        connection, seen = opened(folder), 0

        def count(_sql: str) -> None:
            nonlocal seen
            seen += 1
            if seen == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        connection.set_trace_callback(count)
        migrate(connection, folder)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def found(folder: Path) -> dict[str, object]:
    connection = opened(folder)
    applied = [name for (name,) in connection.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
    sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
    people = connection.execute("SELECT count(*) FROM people").fetchone()[0]
    resumed = migrate(connection, folder)
    connection.close()
    return {"applied": applied, "sound": sound, "people": people, "resumed": resumed}


def main(source: Path, work: Path) -> None:
    statement, killed = 0, True
    while killed:
        statement += 1
        folder = work / str(statement)
        shutil.copytree(source, folder)
        killed = die_at(folder, statement)
        print(json.dumps({"statement": statement, "killed": killed, **found(folder)}))
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
