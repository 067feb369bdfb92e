"""A real store in a temporary folder, a clock that is turned by hand, and a small real way of thinking."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.channels import Address, Parsed, Update
from bot.service import Accepted, Happening, Service
from conversations.conversation import Conversation, Turn
from conversations.effects import EFFECT, Effect, Say
from conversations.events import EVENT, Event, FileSent, Said, TurnFailed
from conversations.library import Library
from conversations.situation import Kept, Situation
from storage import people
from storage.outbox import Delivery, claim, done
from storage.people import AddressRow
from storage.store import Store
from storage.transaction import Transaction
from storage.vault import Vault

MASTER = bytes(range(32))
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **step: float) -> datetime:
        self.now += timedelta(**step)
        return self.now


@contextmanager
def open_store(folder: Path, master: bytes = MASTER) -> Iterator[Store]:
    store = Store.open(folder, Vault(master))
    try:
        yield store
    finally:
        store.close()


def parse(update: Update, received_at: datetime) -> Parsed:
    """`{"who", "event", "album"}`: the event as it stands, its id and time filled in; no event: for nobody."""
    data = json.loads(update.raw)
    address = Address(update.channel, update.account, data["who"])
    if data.get("event") is None:
        return Parsed(address, None)
    name = f"{update.channel}:{update.account}:{update.update_id}"
    event = EVENT.validate_python({"id": name, "at": received_at, **data["event"]})
    return Parsed(address, event, data.get("album", ""))


def update(number: int | str, who: str, event: dict[str, Any] | str | None, album: str = "") -> Update:
    """One raw update of the channel `test`; a text stands for a message."""
    if isinstance(event, str):
        event = {"kind": "said", "text": event}
    raw = json.dumps({"who": who, "event": event, "album": album}).encode()
    return Update("test", "bot", str(number), raw)


def look(tx: Transaction, kept: Kept, now: datetime) -> Situation:
    return Situation(kept=kept)


def think(conversation: Conversation, event: Event, situation: Situation, library: Library) -> Turn:
    """Repeats what was said; a text that is a JSON list is the effects to give; `boom` fails."""
    said = event.text if isinstance(event, Said) else _named(event)
    if "boom" in said:
        raise ZeroDivisionError
    texts = (*conversation.said, said)
    effects: list[Effect] = [Say(id=f"{event.id}/0", text=said)]
    if said.startswith("["):
        effects = [
            EFFECT.validate_python({"id": f"{event.id}/{place}", **effect})
            for place, effect in enumerate(json.loads(said))
        ]
    if any(effect.kind == "erase_case" for effect in effects):
        texts = ()
    after = conversation.model_copy(update={"turns": conversation.turns + 1, "said": texts})
    return Turn(conversation=after, effects=tuple(effects))


def _named(event: Event) -> str:
    if isinstance(event, FileSent):
        return f"files {' '.join(file.reference for file in event.files)} {event.caption}".strip()
    return "help" if isinstance(event, TurnFailed) else event.kind


@dataclass
class Bench:
    """A service on a store, with what tests ask of it."""

    store: Store
    clock: Clock = field(default_factory=Clock)
    think: Callable[[Conversation, Event, Situation, Library], Turn] = think

    def __post_init__(self) -> None:
        self.service = Service(
            self.store,
            Library({}),
            parsers={"test": parse},
            situation=look,
            clock=self.clock,
            take_turn=self.think,
        )

    async def accept(self, *items: Update | Happening) -> list[str]:
        return [accepted.status for accepted in await self.service.accept(items)]

    async def accept_one(self, item: Update | Happening) -> Accepted:
        [accepted] = await self.service.accept([item])
        return accepted

    def address(self, who: str) -> AddressRow:
        address = self.store.read_now(lambda tx: people.known(tx, "test", "bot", who))
        assert address is not None
        return address

    def claim(self, limit: int = 100) -> list[Delivery]:
        return self.store.write_now(lambda tx: claim(tx, self.clock(), limit))

    def deliver_all(self) -> list[str]:
        """Performs everything that waits; gives the texts said, in order."""
        said: list[str] = []
        while rows := self.claim():
            said += [row.effect.text for row in rows if isinstance(row.effect, Say)]
            for row in rows:
                self.store.write_now(lambda tx, name=row.effect_id: done(tx, name))
        return said

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.store.read_now(lambda tx: tx.execute(sql, values).fetchall())


def effects(*given: dict[str, Any]) -> str:
    """The message that makes `think` give these effects."""
    return json.dumps(given)


def every_byte(folder: Path) -> bytes:
    """All that lies on the disk."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


async def together(*waiting: Any) -> list[Any]:
    return list(await asyncio.gather(*waiting))
