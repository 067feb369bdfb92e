"""Run as a program: a real service with the real packs, started again and again in children that are to be killed.

Reads one line per life on standard input, starts a child that goes on where the last one was killed, prints its process
id, and, once it is gone, `killed` or `finished`. The child writes two files, each line before it goes on:
`acked` (ids of updates, after accept returned) and `delivered` (effect, address; before it is marked done).
"""

import asyncio
import json
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.channels import Address, Parsed, Update
from bot.packs import open_library
from bot.service import Service
from conversations.events import EVENT
from conversations.library import Library
from conversations.situation import Kept, Situation
from storage import outbox
from storage.store import Store
from storage.transaction import Transaction
from storage.vault import Vault

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MASTER = bytes(32)
REDELIVERED = 5
WORDS = (
    "salut",
    "ok",
    "oui",
    "non",
    "14 ans",
    "je suis au collège en belgique",
    "ils ont fait un groupe sur moi sur insta",
    "numéros",
    "je veux parler à quelqu'un",
    "j'ai envie de mourir",
    "suite",
    "efface",
    "je sais pas",
    "stop",
)


def updates(seed: int, people: int, each: int) -> list[Update]:
    """The same story every time: each person's messages in order, the people interleaved."""
    chance = random.Random(seed)
    turns = [person for person in range(people) for _ in range(each)]
    chance.shuffle(turns)
    return [_update(number, f"p{person}", chance.choice(WORDS)) for number, person in enumerate(turns)]


def _update(number: int, who: str, text: str) -> Update:
    return Update("telegram", "bot", f"{number:06}", json.dumps({"who": who, "text": text}).encode())


def parse(update: Update, received_at: datetime) -> Parsed:
    data = json.loads(update.raw)
    name = f"telegram:bot:{update.update_id}"
    event = EVENT.validate_python({"kind": "said", "id": name, "at": NOON, "text": data["text"], "message": name})
    return Parsed(Address("telegram", "bot", data["who"]), event)


def look(tx: Transaction, kept: Kept, now: datetime) -> Situation:
    return Situation(kept=replace(kept, first_at=None))


def service_on(store: Store, library: Library) -> Service:
    return Service(
        store,
        library,
        parsers={"telegram": parse},
        situation=look,
        clock=lambda: NOON,
        replies_per_minute=1_000_000,
    )


class Life:
    """What one process does until it is killed: takes in what the messenger still has, delivers what waits."""

    def __init__(self, folder: Path, library: Library, sent: list[Update]) -> None:
        self.store = Store.open(folder / "data", Vault(MASTER))
        self.service = service_on(self.store, library)
        self.sent = sent
        self.acked = os.open(folder / "acked", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.delivered = os.open(folder / "delivered", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.next = max(0, (folder / "acked").read_text().count("\n") - REDELIVERED)
        self.taken_in = False

    async def run(self) -> None:
        await asyncio.gather(self.take_in(), self.deliver())
        self.store.close()

    async def take_in(self) -> None:
        for batch in _batches(self.sent[self.next :]):
            results = await self.service.accept(batch)
            for update, result in zip(batch, results, strict=True):
                if result.status == "done" or (result.status == "duplicate" and self._is_new(update)):
                    os.write(self.acked, f"{update.update_id}\n".encode())
        self.taken_in = True

    def _is_new(self, update: Update) -> bool:
        """Stored just before a kill, not acknowledged then."""
        return int(update.update_id) >= self.next + REDELIVERED

    async def deliver(self) -> None:
        while True:
            rows = await self.store.write(lambda tx: outbox.claim(tx, NOON, 8))
            if not rows and self.taken_in:
                return
            for row in rows:
                os.write(self.delivered, f"{row.effect_id} {row.address_id}\n".encode())
                await self.store.write(lambda tx, name=row.effect_id: outbox.done(tx, name))
            if not rows:
                await asyncio.sleep(0.001)


def _batches(waiting: list[Update]) -> Iterator[list[Update]]:
    place = 0
    while place < len(waiting):
        size = random.randint(1, 6)
        yield waiting[place : place + size]
        place += size


def main(folder: Path, seed: int, people: int, each: int) -> None:
    library, sent = open_library().load(), updates(seed, people, each)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(Life(folder, library, sent).run())
            os._exit(0)
        print(child, flush=True)
        status = os.waitpid(child, 0)[1]
        print("killed" if os.WIFSIGNALED(status) else f"finished {status}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
