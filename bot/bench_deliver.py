"""`appui bench deliver`: messages of a file through the real outbox, dispatch and Telegram channel."""

import asyncio
import importlib
import json
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from bot.channels import Outgoing, Parsed, Update
from bot.dispatch import Dispatch
from bot.errors import ChannelBusy, ChannelError
from bot.service import Accepted, Happening
from bot.telegram_channel import TelegramChannel
from bot.telegram_client import BotApi
from conversations.effects import Say
from conversations.events import FileRef
from storage import outbox, people
from storage.blobs import Blobs
from storage.people import AddressRow
from storage.store import Store
from storage.transaction import Transaction
from storage.vault import Vault

LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Job:
    """One message. `at` is in seconds after the start."""

    number: int
    chat: str
    text: str
    at: float


class Counted:
    """The Telegram channel, counting what got through and what was refused for being too much."""

    def __init__(self, channel: TelegramChannel) -> None:
        self.name, self.account, self.pace = channel.name, channel.account, channel.pace
        self._channel = channel
        self.sent = 0
        self.refused = 0
        self.last_at = 0.0

    def parse(self, update: Update, received_at: datetime) -> Parsed:
        return self._channel.parse(update, received_at)

    async def say(self, external: str, say: Say) -> None:
        try:
            await self._channel.say(external, say)
        except ChannelError as error:
            self.refused += isinstance(error, ChannelBusy) and error.flood
            raise
        self.sent += 1
        self.last_at = time.monotonic()

    @property
    def largest_sent(self) -> int:
        return self._channel.largest_sent

    async def hand_over(self, external: str, effect: str, file: Outgoing) -> bool:
        return await self._channel.hand_over(external, effect, file)

    async def withdraw(self, external: str, message: str) -> bool:
        return await self._channel.withdraw(external, message)

    def fetch(self, external: str, file: FileRef) -> AsyncIterator[bytes]:
        return self._channel.fetch(external, file)


class WithoutTurns:
    """Stands for the service: what a delivery reports is written, but there is no conversation to answer in."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def accept(self, items: Sequence[Happening]) -> list[Accepted]:
        await self._store.write(lambda tx: [item.after(tx) for item in items if item.after])
        return [Accepted("done", item.conversation) for item in items]


def bench_deliver(api_url: str, token: str, jobs: Path) -> dict[str, object]:
    """Delivers every line `{"chat_id", "text", "at"}` of `jobs`, `at` in seconds after the start or an ISO moment.

    `started_at` is in seconds since 1970; `seconds` lasts until the last message was accepted; `lost` counts those
    that were never accepted, `refused` the answers that asked us to wait.
    """
    with tempfile.TemporaryDirectory(prefix="appui-bench-") as folder:
        store = Store.open(Path(folder) / "data", Vault(secrets.token_bytes(32)))
        try:
            return asyncio.run(_deliver(store, BotApi(token, api_url), _read(jobs)))
        finally:
            store.close()


def _read(jobs: Path) -> list[Job]:
    lines = [json.loads(line) for line in jobs.read_text(encoding="utf-8").splitlines() if line.strip()]
    moments = [_seconds(line.get("at", 0)) for line in lines]
    # Moments of the calendar count from the first of them.
    first = min(moments, default=0.0) if any(isinstance(line.get("at"), str) for line in lines) else 0.0
    found = [
        Job(number, str(line["chat_id"]), line["text"], at - first)
        for number, (line, at) in enumerate(zip(lines, moments, strict=True))
    ]
    return sorted(found, key=lambda job: job.at)


def _seconds(at: float | str) -> float:
    return datetime.fromisoformat(at).timestamp() if isinstance(at, str) else float(at)


async def _deliver(store: Store, api: BotApi, jobs: list[Job]) -> dict[str, object]:
    # The client imports this at its first call, which a running bot has made long before.
    importlib.import_module("anyio._backends._asyncio")
    async with TelegramChannel(api) as telegram:
        channel = Counted(telegram)
        dispatch = Dispatch(
            store, WithoutTurns(store), Blobs(store.folder / "files", store.cipher, store.halves), [channel], _utc
        )
        running = asyncio.create_task(dispatch.run())
        await store.write(lambda tx: [_address(tx, channel, job) for job in jobs])
        started_at, started = time.time(), time.monotonic()
        await _queue(store, dispatch, channel, jobs, started)
        while await store.read(_left):  # noqa: ASYNC110 - what is left is known by the database alone
            await asyncio.sleep(LOOK_SECONDS)
        dispatch.stop()
        await running
    seconds = round(max(channel.last_at - started, 0.0), 3)
    lost = len(jobs) - channel.sent
    return {
        "started_at": started_at,
        "sent": channel.sent,
        "lost": lost,
        "refused": channel.refused,
        "seconds": seconds,
    }


async def _queue(store: Store, dispatch: Dispatch, channel: Counted, jobs: list[Job], started: float) -> None:
    for at, together in groupby(jobs, key=lambda job: job.at):
        await asyncio.sleep(max(started + at - time.monotonic(), 0))
        batch = list(together)
        await store.write(lambda tx, batch=batch: _add(tx, channel, batch))  # type: ignore[misc]
        dispatch.wake()


def _add(tx: Transaction, channel: Counted, batch: list[Job]) -> None:
    for job in batch:
        outbox.add(tx, _address(tx, channel, job), [Say(id=f"bench:{job.number}/0", text=job.text)], _utc())


def _address(tx: Transaction, channel: Counted, job: Job) -> AddressRow:
    return people.address_of(tx, channel.name, channel.account, job.chat, _utc())


def _left(tx: Transaction) -> int:
    return int(tx.execute("SELECT count(*) FROM outbox WHERE state <> 'undelivered'").fetchone()[0])


def _utc() -> datetime:
    return datetime.now(UTC)
