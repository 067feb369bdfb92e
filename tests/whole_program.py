"""The whole program as people meet it: `appui start` in a process of its own, Telegram's double, the real store.

    with whole(tmp_path) as program:                 # or door="webhook"
        lea = program.person("Léa")
        program.act(lea, "/start", "[France]")       # a line in brackets is a tap on that button
        program.settled()                            # everything taken in, everything said

Whoever writes here carries a canary in the name and should put it in the words. Leaving `whole` stops the program,
which must end well, and looks for canaries and marked files in everything it left on the disk.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from running_program import Running, running
from storage_fixtures import open_store
from telegram_double import TelegramDouble, double_in_thread
from telegram_double_person import Person
from test_start import free_port

from storage.store import FILE, Store

DOORS = ("polling", "webhook")
CANARY = "canari7f3a"
# Bytes of a test picture that must be found nowhere.
MARK = b"marque-d-une-image-" * 40
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde" + MARK
PATIENCE = 60.0
# Nothing of what is to be delivered or settled is left; what was given up stays for the desk.
OPEN_WORK = """SELECT (SELECT count(*) FROM outbox WHERE state <> 'undelivered')
    + (SELECT count(*) FROM inbox WHERE state IN ('gathering', 'retry'))"""


@dataclass
class Whole:
    """A running program and the Telegram it talks with."""

    folder: Path
    telegram: TelegramDouble
    running: Running
    closing: ExitStack

    @property
    def log(self) -> str:
        return self.running.errors.read_text()

    def person(self, name: str = "Alex") -> Person:
        return self.telegram.person(f"{name} {CANARY}")

    def act(self, person: Person, *lines: str) -> None:
        """One thing after the other, each once everything before it is answered."""
        for line in lines:
            self.settled()
            if line.startswith("["):
                person.tap(line[1:-1])
            else:
                person.write(line)
        self.settled()

    def settled(self) -> None:
        """Waits until every update is acknowledged and every answer was said."""
        wait_for(self._is_settled, "the end of all work")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return rows_of(self.folder, query)

    def _is_settled(self) -> bool:
        every = set(self.telegram.world.updates.every)
        return every <= self.telegram.acknowledged and self.rows(OPEN_WORK) == [(0,)]


@contextmanager
def whole(folder: Path, door: str = "polling", **environ: str) -> Iterator[Whole]:
    """The program, once its pages answer. Stopped at the end, and what it leaves is searched."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    with double_in_thread() as telegram:
        given = settings_of(telegram, door, port) | environ
        with running(folder, "--port", str(port), **given) as program:
            with ExitStack() as closing:
                yield Whole(folder, telegram, program, closing)
            assert program.stop() == 0
    assert_nothing_readable(folder)


def settings_of(telegram: TelegramDouble, door: str, port: int) -> dict[str, str]:
    settings = {"telegram_token": telegram.token, "telegram_api_url": telegram.api_root}
    if door == "webhook":
        settings["telegram_webhook_url"] = f"http://127.0.0.1:{port}/telegram/hook"
    return settings


def typed(folder: Path, *lines: str) -> list[dict[str, Any]]:
    """`appui chat` reads these lines; one answer per line."""
    (folder / "tmp").mkdir(exist_ok=True)
    with (folder / "errors").open("a") as errors:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "chat", "--json", "--data", str(folder / "data")],
            input="\n".join(lines) + "\n",
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            check=True,
            env={**os.environ, "TMPDIR": str(folder / "tmp")},
        )
    return [json.loads(line) for line in done.stdout.splitlines()]


def wait_for(holds: Callable[[], object], what: str, within: float = PATIENCE) -> None:
    """For tests without an event loop: waits until it is true, fails with its name otherwise."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not come within {within} s"
        time.sleep(0.01)


def rows_of(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """A look into the database, beside the program if it runs."""
    with closing(sqlite3.connect(f"file:{folder / 'data' / FILE}?mode=ro", uri=True, timeout=10)) as database:
        return database.execute(query).fetchall()


@contextmanager
def store_of(folder: Path) -> Iterator[Store]:
    """The store of a program that has stopped, under its own master key."""
    with open_store(folder / "data", bytes.fromhex((folder / "data.key").read_text().strip())) as store:
        yield store


def left_on_disk(folder: Path) -> Iterator[Path]:
    """Everything the program wrote: data, temporary files, log."""
    yield folder / "errors"
    for kept in (folder / "data", folder / "tmp"):
        yield from (path for path in kept.rglob("*") if path.is_file())


def assert_nothing_readable(folder: Path) -> None:
    """No word of a person, no name, no byte of a picture, no answer lies anywhere in the clear."""
    for path in left_on_disk(folder):
        content = path.read_bytes()
        for mark in (CANARY.encode(), MARK[:19], b"Tu as bien fait"):
            assert mark not in content, path.name


def shown(person: Person) -> list[tuple[str, list[str]]]:
    """What stands on the person's phone: each message of the bot with its buttons."""
    return [
        (
            message["text"],
            [button["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for button in row],
        )
        for message in person.heard
    ]
