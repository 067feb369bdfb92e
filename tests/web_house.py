"""A whole installation for the tests of the pages: store, service, delivery and a real server on the loopback.

    async with open_house(tmp_path) as house:
        await house.client().get("/")          # httpx, over real HTTP
        house.url                              # for a browser

The parts are those of `appui start`; only the clock can be turned (`house.clock.now`).
"""

import asyncio
import contextlib
import itertools
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import httpx
import pyotp
import uvicorn
from argon2 import PasswordHasher

from bot.dispatch import Dispatch
from bot.packs import open_library
from bot.paper_makers import papers_of
from bot.service import Service
from bot.web_app import build_app
from bot.web_channel import WebChannel
from bot.web_parts import Parts
from bot.web_security import Site
from bot.web_streams import Streams
from conversations.conversation import Conversation
from conversations.library import Library
from conversations.situation import Kept, Operator, Situation
from storage import conversations, helpers, people, transcripts
from storage.blobs import Blobs
from storage.store import Store
from storage.transaction import Transaction
from storage.vault import Vault

PASSWORD = "une phrase assez longue"
# The cost of real passwords is one second each; the tests of the desk need many.
CHEAP = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)


@dataclass
class Clock:
    """Time as the program sees it: real, plus what a test adds."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class House:
    """Everything a test may look into."""

    folder: Path
    store: Store
    service: Service
    channel: WebChannel
    waiting: Blobs
    kept: Blobs
    parts: Parts
    clock: Clock
    url: str = ""
    secrets: dict[str, str] = field(default_factory=dict)
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def client(self, **headers: str) -> httpx.AsyncClient:
        """A browser without scripts: keeps cookies, follows nothing, sends what a browser sends for its own forms."""
        given = {"sec-fetch-site": "same-origin", "origin": self.url, **headers}
        client = httpx.AsyncClient(base_url=self.url, headers=given, timeout=20)
        self.clients.append(client)
        return client

    async def helper(self, name: str = "nadia", alias: str = "Nadia") -> None:
        secret = pyotp.random_base32()
        self.secrets[name] = secret
        hashed = CHEAP.hash(PASSWORD)
        await self.store.write(lambda tx: helpers.add(tx, name, alias, hashed, secret, self.clock()))

    def totp(self, name: str, steps: int = 0) -> str:
        """The code of now, or of some steps from now."""
        return pyotp.TOTP(self.secrets[name]).generate_otp(int(self.clock().timestamp()) // 30 + steps)

    async def signed_in(self, name: str = "nadia", alias: str = "Nadia") -> httpx.AsyncClient:
        """A client of a new helper who is in."""
        await self.helper(name, alias)
        client = self.client()
        answer = await client.post("/desk/sign-in", data=self.credentials(name))
        assert answer.status_code == 303, answer.text
        return client

    def credentials(self, of: str, /, **other: str) -> dict[str, str]:
        return {"name": of, "password": PASSWORD, "totp": self.totp(of)} | other

    async def lines(self) -> list[transcripts.Line]:
        """Every line of every transcript, in order."""

        def read(tx: Transaction) -> list[transcripts.Line]:
            found = [row[0] for row in tx.execute("SELECT DISTINCT conversation FROM transcripts")]
            addresses = [people.of_conversation(tx, conversation) for conversation in found]
            return [line for address in addresses if address for line in transcripts.lines(tx, address)]

        return await self.store.read(read)

    async def conversation(self) -> Conversation:
        """The one conversation of the house."""

        def read(tx: Transaction) -> Conversation | None:
            [(conversation,)] = tx.execute("SELECT id FROM conversations").fetchall()
            return conversations.load(tx, conversation)

        found = await self.store.read(read)
        assert found is not None
        return found

    async def change(self, **fields: object) -> None:
        """Puts the one conversation of the house where a test needs it to be."""

        changed = (await self.conversation()).model_copy(update=fields)
        await self.store.write(lambda tx: conversations.save(tx, changed, self.clock()))

    async def count(self, table: str) -> int:
        return int(await self.store.read(lambda tx: tx.execute(f"SELECT count(*) FROM {table}").fetchone()[0]))

    async def until(self, words: str) -> None:
        """Waits until someone has said the words."""

        async def said() -> bool:
            return any(words in line.text for line in await self.lines())

        await eventually(said)

    async def settled(self) -> list[transcripts.Line]:
        """Waits until nothing is left to deliver."""

        async def empty() -> bool:
            return await self.count("outbox") == 0

        await eventually(empty)
        return await self.lines()


async def eventually(true: Callable[[], bool | Awaitable[bool]], seconds: float = 30.0) -> None:
    """Waits until it is; generous, because the machine may be busy with other things."""
    async with asyncio.timeout(seconds):
        for pause in itertools.chain((0.005, 0.01), itertools.repeat(0.02)):
            found = true()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(pause)


@cache
def library() -> Library:
    return open_library().load()


@contextlib.asynccontextmanager
async def open_house(
    folder: Path, *, public_url: str = "", rehearsal: bool = True, on_shift: bool = True
) -> AsyncIterator[House]:
    clock, streams = Clock(), Streams()
    store = Store.open(folder / "data", Vault(secrets.token_bytes(32)))
    waiting, kept = (
        Blobs(folder / "data" / "waiting", store.cipher, store.halves),
        Blobs(folder / "data" / "files", store.cipher, store.halves),
    )
    channel = WebChannel(store, streams, waiting, clock)

    def look(tx: Transaction, held: Kept, now: datetime) -> Situation:
        there = on_shift and helpers.anyone_present(tx, now)
        operator = Operator(mode="rehearsal" if rehearsal else "live", name="Une association")
        return Situation(on_shift=there, operator=operator, kept=held)

    service = Service(store, library(), parsers={"web": channel.parse}, situation=look, clock=clock)
    papers = papers_of(store, service, library(), kept, clock, "https://appui.example")
    dispatch = Dispatch(store, service, kept, [channel], clock, papers=papers)
    service.on_outbox = dispatch.wake
    parts = Parts(store, service.accept, library(), waiting, clock, Site(public_url), streams, rehearsal, papers)
    house = House(folder, store, service, channel, waiting, kept, parts, clock)
    delivering = asyncio.create_task(dispatch.run())
    try:
        async with serving(parts) as url:
            house.url = url
            try:
                yield house
            finally:
                for client in house.clients:
                    await client.aclose()
    finally:
        dispatch.stop()
        delivering.cancel()
        await asyncio.wait([delivering])
        store.close()


@contextlib.asynccontextmanager
async def serving(parts: Parts) -> AsyncIterator[str]:
    """The pages on a free port of the loopback."""
    config = uvicorn.Config(build_app(parts), port=0, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        parts.streams.close()
        server.should_exit = True
        await task
