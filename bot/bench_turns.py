"""How many turns a second this machine does: real packs, real understanding, real sealing, through the one way in."""

import asyncio
import gc
import itertools
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from bot.bench_stored import fill
from bot.bench_transport import transport_named
from bot.channels import Update
from bot.errors import SettingsError
from bot.packs import open_library
from bot.service import Service
from conversations.conversation import Conversation, Turn
from conversations.effects import Choice, Say
from conversations.engine import take_turn
from conversations.errors import EngineError
from conversations.events import Event
from conversations.library import Library
from conversations.situation import Kept, Situation
from storage import helpers
from storage.store import Durability, Store
from storage.transaction import Transaction
from storage.vault import KEY_BYTES, Vault

TURNS = 12
WARMING = 10
# Two of the twelve turns are free text, the others taps where there is something to tap, or short words.
FREE = {
    0: ("salut, ils ont fait un groupe sur moi au collège et tout le monde se moque", "on m'insulte tous les jours"),
    6: ("ça dure depuis septembre, sur insta et snap", "c'est des gens de ma classe, je sais pas quoi faire"),
}
SHORT = ("oui", "non", "ok", "14 ans", "je sais pas", "merci")
# A person of the measurement does not leave in the middle.
LEAVING = ("stop", "erase", "efface", "human", "relay", "quit")


@dataclass
class Measured:
    """What was seen while the clock ran: seconds per turn, and in all."""

    each: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0
    replies: int = 0


def bench_turns(
    *,
    conversations: int,
    stored: int = 0,
    in_flight: int = 1,
    backend: Literal["sqlite", "postgres"] = "sqlite",
    durability: Durability = "full",
    transport: Literal["none", "ptb"] = "none",
) -> dict[str, int | float]:
    """The figures of one run on a fresh folder; `stored` conversations lie there already. Raises SettingsError."""
    if backend != "sqlite":
        raise SettingsError(["--backend postgres comes in a later version; this one measures sqlite"])
    with tempfile.TemporaryDirectory(prefix="appui-bench-") as place:
        folder, vault = Path(place) / "data", Vault(random.Random(0).randbytes(KEY_BYTES))  # noqa: S311 - nobody's words
        fill(folder, vault, stored)
        began = time.perf_counter()
        store = Store.open(folder, vault, durability)
        open_ms = (time.perf_counter() - began) * 1000
        try:
            measured = asyncio.run(_People(store, conversations, in_flight, transport).talk())
        finally:
            store.close()
    return {**_figures(measured), "open_ms": round(open_ms, 2)}


@dataclass(frozen=True, slots=True)
class _Step:
    """The next turn of one person: the `place`-th of theirs, under a number that no other update has."""

    name: str
    place: int
    number: int


class _People:
    """So many people, each of them a few turns into a conversation, writing one after the other."""

    def __init__(self, store: Store, people: int, in_flight: int, transport: Literal["none", "ptb"]) -> None:
        self._store, self._in_flight = store, in_flight
        self._transport = transport_named(transport)
        self._chance = random.Random(1)  # noqa: S311 - the same people every time
        self._names = [self._transport.name_of(number) for number in range(WARMING + people)]
        self._numbers = itertools.count()
        # By conversation: the screen the person looks at, and what is still to be carried to them.
        self._screens: dict[str, Say] = {}
        self._unsaid: dict[str, list[Say]] = {}
        self._conversations: dict[str, str] = {}
        self._service = Service(
            store,
            open_library().load(),
            parsers={self._transport.channel: self._transport.parse},
            situation=_look,
            clock=lambda: datetime.now(UTC),
            take_turn=self._think,
        )

    async def talk(self) -> Measured:
        """What is counted comes after a few conversations that are not: a program that has just started is another
        measurement."""
        measured = Measured()
        # As `appui start` does: what was loaded is not searched for garbage again and again.
        gc.collect()
        gc.freeze()
        async with self._transport:
            await self._talk(self._names[:WARMING], Measured())
            await self._talk(self._names[WARMING:], measured)
        return measured

    async def _talk(self, names: list[str], measured: Measured) -> None:
        """Everyone takes their first turn, then everyone their second: no two turns of one person in a row."""
        for place in range(TURNS):
            steps = [_Step(name, place, next(self._numbers)) for name in names]
            # Typing and tapping is the work of people and their messengers: it is done before the clock runs.
            await self._round([(step, self._written(step)) for step in steps], measured)
            self._store.write_now(_empty_outbox)

    async def _round(self, written: list[tuple[_Step, Update]], measured: Measured) -> None:
        waiting = iter(written)
        began, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(self._take(waiting, measured) for _ in range(self._in_flight)))
        measured.seconds += time.perf_counter() - began
        measured.cpu += time.process_time() - cpu

    async def _take(self, waiting: Iterator[tuple[_Step, Update]], measured: Measured) -> None:
        for step, update in waiting:
            began = time.perf_counter()
            [accepted] = await self._service.accept([update])
            if accepted.status != "done":
                raise EngineError("bench_turn", status=accepted.status)
            self._conversations[step.name] = accepted.conversation
            says = self._unsaid.pop(accepted.conversation, [])
            for say in says:
                await self._transport.say(step.name, say)
            measured.replies += len(says)
            measured.each.append(time.perf_counter() - began)

    def _written(self, step: _Step) -> Update:
        screen = self._screens.get(self._conversations.get(step.name, ""))
        if step.place in FREE:
            return self._transport.said(step.name, step.number, self._chance.choice(FREE[step.place]))
        if screen and (offered := [choice for choice in screen.choices if _stays(choice)]):
            return self._transport.tapped(step.name, step.number, screen.question, self._chance.choice(offered).id)
        return self._transport.said(step.name, step.number, self._chance.choice(SHORT))

    def _think(self, conversation: Conversation, event: Event, situation: Situation, library: Library) -> Turn:
        turn = take_turn(conversation, event, situation, library)
        says = [effect for effect in turn.effects if isinstance(effect, Say)]
        self._unsaid[conversation.id] = says
        if says:
            self._screens[conversation.id] = says[-1]
        return turn


def _look(tx: Transaction, kept: Kept, now: datetime) -> Situation:
    return Situation(on_shift=helpers.anyone_present(tx, now), kept=kept)


def _stays(choice: Choice) -> bool:
    return not any(word in choice.id for word in LEAVING)


def _empty_outbox(tx: Transaction) -> None:
    """Delivery is measured elsewhere; here it only must not pile up."""
    tx.execute("DELETE FROM outbox")


def _figures(measured: Measured) -> dict[str, int | float]:
    each = sorted(measured.each)
    turns = len(each)
    return {
        "turns": turns,
        "tps": round(turns / measured.seconds, 1),
        "cpu_us": round(measured.cpu / turns * 1e6, 1),
        "p50_ms": round(statistics.median(each) * 1000, 3),
        "p99_ms": round(each[int(turns * 0.99)] * 1000, 3),
        "rss_mb": round(_peak_memory() / 2**20, 1),
        "replies": measured.replies,
    }


def _peak_memory() -> int:
    """Bytes; Linux counts in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
