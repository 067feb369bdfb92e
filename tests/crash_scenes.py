"""What the children of `crash_children` do: deliver what is queued in a folder, watched from the moment it begins."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from random import Random

from dispatch_fixtures import Messenger, Office, until
from storage_fixtures import Bench, open_store

from bot import lane
from conversations.effects import Say
from conversations.events import FileRef
from storage.blobs import Blobs

CONTENT = b"%PDF-1.4\n" + Random(9).randbytes(150_000)
CHATS = ("ana", "bob")
TEXTS = ("m0", "m1", "m2")

Scene = Callable[[Path, Callable[[], None]], Awaitable[None]]


class Notebook(Messenger):
    """A messenger whose calls outlive the process: each is a line in a file, written when it arrives there."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def say(self, external: str, say: Say) -> None:
        os.write(self._file, f"{external} {say.text}\n".encode())
        await super().say(external, say)

    async def fetch(self, external: str, file: FileRef) -> AsyncIterator[bytes]:
        for start in range(0, len(CONTENT), 65536):
            yield CONTENT[start : start + 65536]


def written(folder: Path) -> list[tuple[str, str]]:
    """Every call that arrived at the messenger: (chat, text)."""
    path = folder / "notebook"
    lines = path.read_text().splitlines() if path.exists() else []
    return [(chat, text) for chat, text in (line.split(" ", 1) for line in lines)]


async def evidence(folder: Path, watch: Callable[[], None]) -> None:
    """One file to keep, and the answer that says so."""
    await _play(folder, watch, lambda office: office.send_file("ana", "f", kind="photo"))


async def chat(folder: Path, watch: Callable[[], None]) -> None:
    """Three messages in each of two chats."""

    async def queue(office: Office) -> None:
        for who in CHATS:
            await office.write(who, *TEXTS)

    await _play(folder, watch, queue)


async def _play(folder: Path, watch: Callable[[], None], queue: Callable[[Office], Awaitable[None]]) -> None:
    # A machine that is slow at this moment must not make two calls overlap.
    lane.STAGGER = 10.0
    with open_store(folder) as store:
        office = Office(
            Bench(store), Notebook(folder / "notebook"), Blobs(folder / "blobs", store.cipher, store.halves)
        )
        if not office.bench.rows("SELECT 1 FROM addresses"):
            await queue(office)
        office.blobs.sweep()
        watch()
        async with office.delivering():
            await until(lambda: not office.waiting())


SCENES: dict[str, Scene] = {"evidence": evidence, "chat": chat}
