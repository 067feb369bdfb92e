"""One person on any of the four channels, each by its real channel, client and double, on a clock that is turned.

async with stage("discord", library, tmp_path) as lea:
    shown = await lea.does("on m'insulte")        # lines of a dialogue file; what is read after it
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from discord_double import DiscordDouble
from discord_double_components import walk
from discord_double_taps import Attached
from discord_scenes import publish_menu, room
from dispatch_fixtures import FAST
from storage_fixtures import open_store
from telegram_double import TelegramDouble
from telegram_fixtures import api_of, emergency_of

from bot.channels import Channel, Parser
from bot.discord_message import plain
from bot.dispatch import Dispatch
from bot.local_channel import LocalChannel, file_fields
from bot.play_clock import TurnedClock, span
from bot.play_files import draw
from bot.service import Service
from bot.telegram_channel import TelegramChannel
from bot.telegram_polling import Poller
from bot.timers import Timers
from bot.web_channel import Sent, WebChannel
from bot.web_streams import Streams
from conversations.effects import Say
from conversations.events import FileRef
from conversations.library import Library
from conversations.situation import Kept, Situation
from storage import people, timers, transcripts
from storage.blobs import Blobs
from storage.store import Store
from tests.dialogue import FILES, PAUSE

CHANNELS = ("terminal", "web", "telegram", "discord")
MESSENGERS = ("telegram", "discord")
Shown = tuple[str, tuple[str, ...]]
Act = Callable[[str, str], Awaitable[None]]


def as_shown(say: Say) -> Shown:
    return say.text, tuple(choice.label for choice in (*say.choices, *say.fixed))


@dataclass
class Stage:
    """`do(kind, value)` is what a person does there, `heard()` everything they were shown since the start."""

    name: str
    store: Store
    service: Service
    clock: TurnedClock
    folder: Path
    do: Act
    heard: Callable[[], Awaitable[list[Shown]]]
    settle: Callable[[], Awaitable[None]]
    double: Any = None
    person: Any = None
    blobs: Blobs | None = None
    channel: Any = None
    intake: Any = None
    sent: int = 0
    read: int = 0

    async def does(self, line: str) -> list[Shown]:
        """One line of a dialogue file (tests/dialogue.py), and what is read after it."""
        self.clock.advance(PAUSE)
        word, _, rest = line.partition(" ")
        if word == "(attendre":
            await self._wait(rest.rstrip(")"))
        elif word in FILES:
            self.sent += 1
            kind = FILES[word]
            shape = "document" if kind == "document" else "image"
            await self.do(kind, str(draw(self.folder, self.sent, {"kind": shape, "desc": rest})))
        elif line.startswith("["):
            await self.do("tap", line[1:-1])
        else:
            await self.do("command" if line.startswith("/") else "say", line.removeprefix("/"))
        return await self.news()

    async def news(self) -> list[Shown]:
        """What is new on the screen once all work is done."""
        await self.settle()
        heard = await self.heard()
        # The page of the browser is empty once everything is erased.
        before = self.read if len(heard) >= self.read else 0
        fresh, self.read = heard[before:], len(heard)
        return fresh

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        return await self.store.read(lambda tx: tx.execute(query).fetchall())

    async def _wait(self, length: str) -> None:
        end = self.clock.now() + span(length)
        ticking = Timers(self.store, self.service, self.clock.now)
        while (due := await self.store.read(timers.next_at)) is not None and due <= end:
            self.clock.not_before(due)
            await ticking.fire_due()
            await self.settle()
        self.clock.not_before(end)


@asynccontextmanager
async def stage(
    name: str, library: Library, folder: Path, country: str = "FR", present: bool = False
) -> AsyncIterator[Stage]:
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - one person, one machine
    clock = TurnedClock.for_country(library, country)
    opened = {"discord": _on_discord, "telegram": _on_telegram, "web": _on_web, "terminal": _on_terminal}[name]

    def look(_tx: object, kept: Kept, _now: object) -> Situation:
        return Situation(on_shift=present, kept=kept)

    async with opened(library, folder, clock, look) as made:
        yield made


async def _empty(store: Store) -> None:
    for _ in range(3000):
        left = await store.read(
            lambda tx: tx.execute("SELECT count(*) FROM outbox WHERE state <> 'undelivered'").fetchone()
        )
        if left == (0,):
            return
        await asyncio.sleep(0.005)
    raise AssertionError("work is left")


@dataclass
class _House:
    """The parts between a channel and the store, running."""

    store: Store
    service: Service
    blobs: Blobs
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)


@asynccontextmanager
async def _house(
    library: Library, folder: Path, clock: TurnedClock, look: Any, channel: Channel, parse: Parser, store: Store
) -> AsyncIterator[_House]:
    blobs = Blobs(folder / "blobs", store.cipher, store.halves)
    service = Service(store, library, parsers={channel.name: parse}, situation=look, clock=clock.now)
    dispatch = Dispatch(store, service, blobs, [channel], clock.now)
    service.on_outbox = dispatch.wake
    house = _House(store, service, blobs, [asyncio.create_task(dispatch.run())])
    try:
        yield house
    finally:
        for task in house.tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def _on_terminal(library: Library, folder: Path, clock: TurnedClock, look: Any) -> AsyncIterator[Stage]:
    said: list[Say] = []
    channel = LocalChannel("terminal", said.append)
    with open_store(folder / "data") as store:
        async with _house(library, folder, clock, look, channel, channel.parse, store) as house:
            made = Stage(
                "terminal", store, house.service, clock, folder, _nothing, _heard_of(said), lambda: _empty(store)
            )

            async def do(kind: str, value: str) -> None:
                made.sent += 1
                fields: dict[str, Any] = {}
                if kind == "tap":
                    choice, question = find(said, value)
                    kind, fields = "chose", {"choice": choice, "question": question}
                elif kind == "say":
                    kind, fields = "said", {"text": value, "message": str(made.sent)}
                elif kind == "command":
                    kind, fields = "command_given", {"name": value}
                else:
                    file = {**file_fields(Path(value), kind), "message": str(made.sent)}
                    kind, fields = "file_sent", {"files": [file]}
                await house.service.accept([channel.update(str(made.sent), kind, **fields)])

            made.do = do
            yield made


def _heard_of(said: list[Say]) -> Callable[[], Awaitable[list[Shown]]]:
    async def heard() -> list[Shown]:
        return [as_shown(say) for say in said]

    return heard


def find(said: list[Say], label: str) -> tuple[str, str]:
    """(choice, question) of the newest button called so."""
    for say in reversed(said):
        for choice in (*say.choices, *say.fixed):
            if choice.label == label:
                return choice.id, say.question
    raise AssertionError(f"no button is called {label}")


async def _nothing(kind: str, value: str) -> None:
    raise AssertionError("the stage is not ready")


@asynccontextmanager
async def _on_web(library: Library, folder: Path, clock: TurnedClock, look: Any) -> AsyncIterator[Stage]:
    external = "0" * 32
    with open_store(folder / "data") as store:
        waiting = Blobs(folder / "waiting", store.cipher, store.halves)
        channel = WebChannel(store, Streams(), waiting, clock.now)
        async with _house(library, folder, clock, look, channel, channel.parse, store) as house:

            async def said() -> list[Say]:
                def read(tx: Any) -> list[Say]:
                    address = people.known(tx, "web", "web", external)
                    return [line.say for line in transcripts.lines(tx, address) if line.say] if address else []

                return await store.read(read)

            async def heard() -> list[Shown]:
                return [as_shown(say) for say in await said()]

            made = Stage("web", store, house.service, clock, folder, _nothing, heard, lambda: _empty(store))

            async def do(kind: str, value: str) -> None:
                made.sent += 1
                if kind == "tap":
                    choice, question = find(await said(), value)
                    sent = Sent(external=external, kind="chose", text=choice, question=question)
                elif kind in ("say", "command"):
                    sent = Sent(external=external, kind="said" if kind == "say" else "command", text=value)
                else:
                    sent = Sent(
                        external=external,
                        kind="file",
                        file=await _uploaded(store, waiting, Path(value), kind, clock.now()),
                    )
                await house.service.accept([sent.update(str(made.sent))])

            made.do = do
            yield made


async def _uploaded(store: Store, waiting: Blobs, path: Path, kind: str, now: datetime) -> FileRef:
    """As bot/web_uploads.py leaves it: sealed, waiting for the answer to the question."""

    def key(tx: Any) -> str:
        return people.address_of(tx, "web", "web", "0" * 32, now).key

    with waiting.begin(await store.write(key)) as writer:
        writer.write(path.read_bytes())  # noqa: ASYNC240 - as above
        sealed = writer.finish()
    fields = file_fields(path, kind)
    return FileRef.model_validate({**fields, "reference": sealed.id, "message": path.name})


@asynccontextmanager
async def _on_telegram(library: Library, folder: Path, clock: TurnedClock, look: Any) -> AsyncIterator[Stage]:
    async with TelegramDouble() as double, TelegramChannel(api_of(double)) as channel:
        channel.pace = FAST  # type: ignore[misc]
        lea = double.person("Léa")
        with open_store(folder / "data") as store:
            async with _house(library, folder, clock, look, channel, channel.parse, store) as house:
                poller = Poller(channel, house.service.accept, emergency_of(channel), hold=1, clock=clock.now)
                house.tasks.append(asyncio.create_task(poller.run()))

                async def heard() -> list[Shown]:
                    return [_shown_on_telegram(message) for message in lea.heard]

                async def settle() -> None:
                    for _ in range(3000):
                        if set(double.world.updates.every) <= double.acknowledged:
                            break
                        await asyncio.sleep(0.005)
                    await _empty(store)

                acts: dict[str, Callable[[str], object]] = {
                    "say": lea.write,
                    "command": lambda name: lea.write(f"/{name}"),
                    "tap": lea.tap,
                    "photo": lambda path: lea.photo(Path(path).read_bytes()),
                    "document": lambda path: lea.document(Path(path).read_bytes(), Path(path).name, "image/png"),
                    "voice": lambda path: lea.voice(Path(path).read_bytes()),
                }

                async def do(kind: str, value: str) -> None:
                    acts[kind](value)

                yield Stage(
                    "telegram",
                    store,
                    house.service,
                    clock,
                    folder,
                    do,
                    heard,
                    settle,
                    double,
                    lea,
                    house.blobs,
                    channel,
                )


def _shown_on_telegram(message: dict[str, Any]) -> Shown:
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return message["text"], tuple(button["text"] for row in rows for button in row)


@asynccontextmanager
async def _on_discord(library: Library, folder: Path, clock: TurnedClock, look: Any) -> AsyncIterator[Stage]:
    async with DiscordDouble() as double, room(folder, library, double, clock=clock.now, look=look) as made:
        await publish_menu(made.channel, lambda key: library.texts.render(key, "fr", "tu", {}))
        await made.connected()
        lea = double.person("Léa")
        done = [0]

        async def heard() -> list[Shown]:
            return [_shown_on_discord(message, made.channel.words.upload) for message in lea.heard]

        async def settle() -> None:
            for _ in range(3000):
                if len(made.accepted_updates) >= done[0]:
                    break
                await asyncio.sleep(0.005)
            await made.settled()

        known = {command["name"] for command in double.commands}
        acts: dict[str, Callable[[str], object]] = {
            "say": lea.write,
            "command": lambda name: lea.command(name) if name in known else lea.write(f"/{name}"),
            "tap": lea.press,
            "photo": lambda path: lea.photo(Path(path).read_bytes()),
            "document": lambda path: lea.files([Attached(Path(path).read_bytes(), Path(path).name, "application/pdf")]),
            "voice": lambda path: lea.voice(Path(path).read_bytes()),
        }

        async def do(kind: str, value: str) -> None:
            done[0] += 1
            acts[kind](value)

        blobs = Blobs(folder / "blobs", made.store.cipher, made.store.halves)
        yield Stage(
            "discord", made.store, made.service, clock, folder, do, heard, settle, double, lea, blobs,
            made.channel, made.intake,
        )  # fmt: skip


def _shown_on_discord(message: dict[str, Any], upload: str) -> Shown:
    """What stands there without the button of the form, which Discord alone has."""
    labels = [part["label"] for part in walk(message["components"]) if "label" in part]
    return message["content"], tuple(label for label in labels if label != upload)


def as_on(channel: str, said: Shown) -> Shown:
    """The words as that messenger is given them."""
    return (plain(said[0]), said[1]) if channel == "discord" else said
