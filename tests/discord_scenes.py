"""The real channel, intake, service and delivery on Discord, in one loop, against the double."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from discord_double import DiscordDouble
from discord_double_person import Person, until
from dispatch_fixtures import FAST
from storage_fixtures import open_store

from bot.channels import Parsed, Update
from bot.discord_api import DiscordApi
from bot.discord_channel import DiscordChannel
from bot.discord_frames import read_frame
from bot.discord_gateway import Gateway
from bot.discord_intake import Intake
from bot.discord_menu import publish_menu
from bot.discord_patience import Patience
from bot.discord_session import SessionFile
from bot.dispatch import Dispatch
from bot.last_contact import LastContact
from bot.outage import EmergencyCard
from bot.service import Accepted, Happening, Service
from bot.start_discord import words_of
from conversations.effects import Choice, Say
from conversations.library import Library
from conversations.situation import Situation
from storage.blobs import Blobs
from storage.store import Store

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
NUMBERS = Say(id="emergency", text="112", urgent=True)


def api_of(double: DiscordDouble, token: str = "") -> DiscordApi:
    return DiscordApi(token or double.token, double.api_url, double.gateway_url)


@asynccontextmanager
async def open_channel(library: Library, token: str = "") -> AsyncIterator[tuple[DiscordDouble, DiscordChannel]]:
    async with DiscordDouble() as double, DiscordChannel(api_of(double, token), words_of(library)) as channel:
        yield double, channel


def question(text: str = "Ça va ?", *labels: str, **more: Any) -> Say:
    choices = tuple(Choice(id=f"c{number}", label=label) for number, label in enumerate(labels))
    return Say(text=text, choices=choices, **({"id": "e/1", "question": "q7"} | more))


class Hurry:
    """A sleep that is written down, and lasts at most a moment."""

    def __init__(self, moment: float = 0.01) -> None:
        self.taken: list[float] = []
        self._moment = moment

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(min(seconds, self._moment))


def events_of(double: DiscordDouble, channel: DiscordChannel, since: int = 0) -> list[Parsed]:
    """What the channel makes of what the gateway told, in order; nothing for what nobody needs."""
    told = [{"op": 0, "t": name, "s": 1, "d": payload} for name, payload in double.gateway.events[since:]]
    frames = [read_frame(json.dumps(one), channel) for one in told]
    return [channel.parse(frame.update, NOW) for frame in frames if frame.update is not None]


@dataclass
class Room:
    """One running program on a folder of its own; `closed` ends it in order, `killed` as a crash would."""

    folder: Path
    double: DiscordDouble
    store: Store
    channel: DiscordChannel
    service: Service
    intake: Intake
    dispatch: Dispatch
    sleeps: Hurry
    broken: Exception | None = None
    accepted: list[Accepted] = field(default_factory=list)
    accepted_updates: list[Update] = field(default_factory=list)
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)
    delivery: asyncio.Task[Any] | None = None

    async def accept(self, items: Sequence[Update | Happening]) -> list[Accepted]:
        if self.broken is not None:
            raise self.broken
        accepted = await self.service.accept(items)
        self.accepted += accepted
        self.accepted_updates += [item for item in items if isinstance(item, Update)]
        return accepted

    @property
    def gateway_fell(self) -> BaseException | None:
        return self.tasks[0].exception() if self.tasks[0].done() else None

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        return await self.store.read(lambda tx: tx.execute(query).fetchall())

    async def connected(self) -> None:
        await until(lambda: self.double.gateway.connected, what="a session")

    async def caught_up(self) -> None:
        """Until the newest session is known here, and every chat read back."""
        await until(self._caught_up, 20, "reading back")

    def _caught_up(self) -> bool:
        session, theirs = self.intake.gateway.session, self.double.gateway.sessions
        return bool(theirs and session and theirs[-1].alive and session.id == theirs[-1].id and self.intake.idle)

    async def settled(self) -> None:
        """Until nothing is left to be said or fetched."""
        query = "SELECT count(*) FROM outbox WHERE state <> 'undelivered'"
        for _ in range(2000):
            if self.intake.idle and await self.rows(query) == [(0,)]:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("work is left")


def situation(_tx: object, kept: Any, _now: datetime) -> Situation:
    return Situation(kept=kept)


@asynccontextmanager
async def room(
    folder: Path,
    library: Library,
    double: DiscordDouble,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    listen: bool = True,
    silence: float = 60.0,
    look: Any = situation,
) -> AsyncIterator[Room]:
    with open_store(folder / "data") as store:
        async with DiscordChannel(api_of(double), words_of(library)) as channel:
            made = _furnished(folder, library, double, store, channel, clock, silence, look)
            made.delivery = asyncio.create_task(made.dispatch.run())
            if listen:
                start(made)
            try:
                yield made
            finally:
                await stop(made)


def _furnished(
    folder: Path,
    library: Library,
    double: DiscordDouble,
    store: Store,
    channel: DiscordChannel,
    clock: Callable[[], datetime],
    silence: float,
    look: Any,
) -> Room:
    sleeps = Hurry()
    # The double lets everything through; the pace of the real service is measured elsewhere.
    channel.pace = FAST  # type: ignore[misc]
    service = Service(store, library, parsers={"discord": channel.parse}, situation=look, clock=clock)
    dispatch = Dispatch(store, service, Blobs(folder / "blobs", store.cipher, store.halves), [channel], clock)
    service.on_outbox = dispatch.wake
    sessions, contact = SessionFile(folder / "session", channel.api), LastContact(folder / "contact")
    emergency = EmergencyCard(lambda: NUMBERS, channel.say, channel.parse)

    async def accept(items: Sequence[Update | Happening]) -> list[Accepted]:
        return await made.accept(items)

    intake = Intake(channel, store, accept, emergency, contact, sessions, clock, sleeps)
    intake.gateway = Gateway(channel, sessions, intake.on_text, Patience(channel.rest, sleeps), silence)
    made = Room(folder, double, store, channel, service, intake, dispatch, sleeps)
    return made


def start(made: Room) -> None:
    made.tasks = [asyncio.create_task(made.intake.gateway.run()), asyncio.create_task(made.intake.run())]


async def stop(made: Room) -> None:
    for task in (*made.tasks, made.delivery):
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task


async def with_menu(made: Room) -> None:
    await publish_menu(made.channel, lambda key: f"texte de {key}")


async def told(person: Person, *words: str, within: float = 15.0) -> str:
    """The first message of the bot that holds all these words."""

    def found() -> list[str]:
        return [text for text in person.texts if all(word in text for word in words)]

    await until(lambda: bool(found()), within, f"a message with {words}, only {person.texts}")
    return found()[0]
