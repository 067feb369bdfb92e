"""A messenger of our own inside the test: it takes its time, refuses what it is told to, and remembers every call."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from storage_fixtures import Bench, effects, open_store, parse, think, update

from bot.channels import Pace, Parsed, Update
from bot.dispatch import Dispatch
from conversations.conversation import Conversation, Turn
from conversations.effects import Say
from conversations.events import Event, EvidenceRefused, FileRef
from conversations.library import Library
from conversations.situation import Situation
from storage.blobs import Blobs

FAST = Pace(overall_per_second=1000, per_chat_per_second=1000, overall_burst=1000, per_chat_burst=1000)


@dataclass
class Call:
    """One call as the messenger saw it, on the clock of the event loop."""

    chat: str
    text: str
    began: float
    ended: float = 0.0
    error: Exception | None = None


@dataclass
class Messenger:
    """The channel `test`. `trouble[chat]` are the errors of the next calls to that chat, None for one that passes.

    `files[reference]` are the pieces of a file; an exception among them is raised in its place.
    """

    pace: Pace = FAST
    slowest: float = 0.0
    random: Random = field(default_factory=lambda: Random(1))
    name: str = "test"
    account: str = "bot"
    calls: list[Call] = field(default_factory=list)
    trouble: dict[str, list[Exception | None]] = field(default_factory=lambda: defaultdict(list))
    files: dict[str, list[bytes | Exception]] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    withdrawn: list[tuple[str, str]] = field(default_factory=list)
    held: asyncio.Event | None = None

    def parse(self, update: Update, received_at: datetime) -> Parsed:
        return parse(update, received_at)

    async def say(self, external: str, say: Say) -> None:
        call = Call(external, say.text, _now())
        self.calls.append(call)
        if self.held:
            await self.held.wait()
        await asyncio.sleep(self.random.uniform(0, self.slowest))
        call.ended = _now()
        waiting = self.trouble[external]
        call.error = waiting.pop(0) if waiting else None
        if call.error:
            raise call.error

    async def withdraw(self, external: str, message: str) -> bool:
        self.withdrawn.append((external, message))
        return True

    async def fetch(self, external: str, file: FileRef) -> AsyncIterator[bytes]:
        self.fetched.append(file.reference)
        for piece in self.files[file.reference]:
            await asyncio.sleep(0)
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def heard(self, chat: str) -> list[str]:
        """What got through to that chat, in order."""
        return [call.text for call in self.calls if call.chat == chat and call.ended and not call.error]

    def overlaps(self) -> int:
        """How often two calls of one chat were in flight together."""
        by_chat: dict[str, list[Call]] = defaultdict(list)
        for call in self.calls:
            by_chat[call.chat].append(call)
        return sum(later.began < earlier.ended for calls in by_chat.values() for earlier, later in pairwise(calls))


@dataclass
class Office:
    """A store, a service, a messenger, and the dispatch between them."""

    bench: Bench
    messenger: Messenger
    blobs: Blobs
    events: list[Event] = field(default_factory=list)
    number: int = 0
    random: Random = field(default_factory=lambda: Random(1))

    async def write(self, who: str, *texts: str, urgent: bool = False) -> None:
        """Makes the service queue one message per text for that person, all in one turn."""
        await self.ask(who, *({"kind": "say", "text": text, "urgent": urgent} for text in texts))

    async def send_file(self, who: str, reference: str, **file: Any) -> None:
        """Makes the service queue the keeping of one file."""
        about = {"reference": reference, "kind": "document", **file}
        await self.ask(who, {"kind": "keep_evidence", "file": about, "caption": "regarde"})

    async def ask(self, who: str, *wanted: dict[str, Any]) -> None:
        self.number += 1
        [status] = await self.bench.accept(update(self.number, who, effects(*wanted)))
        assert status == "done"

    def dispatch(self) -> Dispatch:
        bench = self.bench
        made = Dispatch(bench.store, bench.service, self.blobs, [self.messenger], bench.clock, self.random)
        bench.service.on_outbox = made.wake
        return made

    @asynccontextmanager
    async def delivering(self) -> AsyncIterator[Dispatch]:
        dispatch = self.dispatch()
        running = asyncio.create_task(dispatch.run())
        try:
            yield dispatch
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    async def deliver_all(self) -> None:
        """Until nothing is left that is due."""
        async with self.delivering():
            await self.drained()

    async def drained(self) -> None:
        await until(lambda: not self.waiting())

    def waiting(self) -> int:
        """Rows that are due or in flight."""
        now = self.bench.clock().isoformat(timespec="microseconds")
        sql = """SELECT count(*) FROM outbox WHERE state IN ('flight', 'fetching')
            OR (state IN ('head', 'aside') AND due_at <= ?)"""
        return int(self.bench.rows(sql, (now,))[0][0])

    def undelivered(self) -> list[str]:
        return [reason for (reason,) in self.bench.rows("SELECT reason FROM outbox WHERE state = 'undelivered'")]

    def refusals(self) -> list[str]:
        """Why files were not kept, as the engine was told."""
        return [event.reason for event in self.events if isinstance(event, EvidenceRefused)]


@contextmanager
def open_office(folder: Path, **messenger: Any) -> Iterator[Office]:
    events: list[Event] = []

    def think_and_remember(conversation: Conversation, event: Event, situation: Situation, library: Library) -> Turn:
        events.append(event)
        return think(conversation, event, situation, library)

    with open_store(folder) as store:
        bench = Bench(store, think=think_and_remember)
        yield Office(bench, Messenger(**messenger), Blobs(folder / "blobs", store.cipher, store.halves), events)


async def until(condition: Callable[[], object]) -> None:
    """Waits for what another task or thread brings about."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - conditions of tests are of all kinds
            await asyncio.sleep(0.002)


def _now() -> float:
    return asyncio.get_running_loop().time()
