"""The real channel, client and poller against the double, and a small store of batches in the place of the service."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from telegram_double import TelegramDouble
from telegram_double_person import until

from bot.channels import Parsed, Update
from bot.outage import EmergencyCard
from bot.telegram_channel import TelegramChannel
from bot.telegram_client import BotApi
from bot.telegram_polling import Poller
from conversations.effects import Choice, Say

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
NUMBERS = Say(id="emergency/0", text="112", urgent=True)


def api_of(double: TelegramDouble, **options: Any) -> BotApi:
    return BotApi(double.token, double.api_root, **options)


@asynccontextmanager
async def open_channel(**options: Any) -> AsyncIterator[tuple[TelegramDouble, TelegramChannel]]:
    async with TelegramDouble(**options) as double, TelegramChannel(api_of(double)) as channel:
        yield double, channel


def question(text: str = "Ça va ?", *labels: str, **more: Any) -> Say:
    choices = tuple(Choice(id=label.lower()[:8].replace(" ", "_"), label=label) for label in labels)
    return Say(id="e/1", text=text, choices=choices, **({"question": "q7"} | more))


class Shelf:
    """An `accept` that keeps what it is given; `broken` is raised while it is not None."""

    def __init__(self) -> None:
        self.batches: list[list[Update]] = []
        self.broken: Exception | None = None
        self.refusals = 0

    async def accept(self, updates: Sequence[Update]) -> None:
        await asyncio.sleep(0)
        if self.broken is not None:
            self.refusals += 1
            raise self.broken
        self.batches.append(list(updates))

    @property
    def updates(self) -> list[Update]:
        return [update for batch in self.batches for update in batch]

    @property
    def ids(self) -> list[int]:
        return [int(update.update_id) for update in self.updates]

    @property
    def texts(self) -> list[str]:
        return [text for update in self.updates if (text := _text_of(update.raw))]


def _text_of(raw: bytes) -> str:
    try:
        return str(json.loads(raw)["message"]["text"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""


class Naps:
    """A sleep that is written down instead of slept, until it was asked for often enough."""

    def __init__(self, enough: int = 1000) -> None:
        self.taken: list[float] = []
        self._enough = enough

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0 if len(self.taken) < self._enough else 3600)


def emergency_of(channel: TelegramChannel) -> EmergencyCard:
    return EmergencyCard(lambda: NUMBERS, channel.say, channel.parse)


@asynccontextmanager
async def polling(channel: TelegramChannel, shelf: Shelf, **options: Any) -> AsyncIterator[asyncio.Task[Any]]:
    poller = Poller(channel, shelf.accept, emergency_of(channel), **({"hold": 1, "sleep": Naps()} | options))
    task = asyncio.create_task(poller.run())
    try:
        yield task
    finally:
        task.cancel()
        if not task.done():
            with suppress(asyncio.CancelledError):
                await task


async def read_all(double: TelegramDouble, channel: TelegramChannel, ids: Sequence[int]) -> list[Parsed]:
    """What the channel makes of updates that really crossed the double's polling."""
    shelf = Shelf()
    async with polling(channel, shelf):
        await until(lambda: set(ids) <= set(shelf.ids), what="the updates")
    return [channel.parse(update, NOW) for update in shelf.updates if int(update.update_id) in ids]


async def read(double: TelegramDouble, channel: TelegramChannel, update_id: int) -> Parsed:
    return (await read_all(double, channel, [update_id]))[0]
