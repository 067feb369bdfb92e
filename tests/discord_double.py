"""A Discord of our own: its HTTP API, its gateway and its CDN over real HTTP and WebSocket on loopback.

Every request of the bot, every answer and every event is checked against `tests/data/specs/discord-openapi.json` (and
against discord_double_events for what that does not describe). What does not keep to it is a line of `violations`, and
leaving the double then fails the test.

    async with DiscordDouble() as discord:                # in the test's event loop; discord_fixtures has a fixture
        discord.api_url, discord.gateway_url, discord.token         # Route.BASE, DEFAULT_GATEWAY, Client.start
        lea = discord.person("Léa")
        lea.write("salut")                                # discord_double_person.Person, discord_double_taps.Taps
        await lea.hears()                                 # the next message of the bot, as JSON
        lea.press("Numéros"); lea.choose("Collège"); lea.command("numeros"); lea.submit({"Captures": [Attached(b"…")]})

    with double_in_thread() as discord: …                 # for tests without a loop; use `lea.hears_now()`

Operations have the names of the description: create_message, list_messages, create_interaction_response, create_dm …
What goes wrong on demand, each for the next `times` calls of an operation (any where it is ""):
    refuse(operation, status, code, message, retry_after=…, is_global=…, channel=…)
    drop(operation, after=True)   the connection breaks, before or after the operation did its work
    garble(operation)             a truncated answer
    stall(operation, seconds)     the answer comes late
    cut = True                    every connection breaks, of the gateway too, until it is False again
    gateway                       its own faults: discord_double_gateway
    cdn.life, cdn.files           how long addresses hold; files that are gone, cut, refused: discord_double_cdn
    let_pass(seconds)             time goes by, for Discord alone
    limits=Limits(…)              429 as Discord describes (discord_double_limits); off by default
What is known afterwards: `calls`, `calls_of(operation)`, `refused` (429 answers), `invalid_requests` (401, 403 and 429
of the last ten minutes), `public` (what the bot said in servers), `commands`, `interactions`, `gateway.identifies` …
`python tests/discord_double.py --port 8082 [--limits]` runs it alone and prints the counts at the end.
"""

import argparse
import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from aiohttp import web
from discord_double_api import Api, Call, hang_up
from discord_double_cdn import Cdn
from discord_double_faults import Faults
from discord_double_gateway import Gateway
from discord_double_limits import Gate, Limits
from discord_double_methods import Answer, Request
from discord_double_person import Person
from discord_double_world import GROUP_DM, TOKEN, Account, Channel, Interaction, JsonObject, World


@dataclass
class DiscordDouble:
    """See the module. `clock` gives seconds since 1970."""

    port: int = 0
    limits: Limits | None = None
    clock: Callable[[], float] = time.time
    violations: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._passed = 0.0
        self.world = World(self.now)
        self.gateway = Gateway(self.world, self.violations)
        self.gate, self.faults = Gate(self.limits), Faults()
        self.refuse, self.drop = self.faults.refuse, self.faults.drop
        self.garble, self.stall = self.faults.garble, self.faults.stall
        more = {"get_bot_gateway": self._bot_gateway}
        self.api = Api(self.world, self.gate, self.faults, self.violations, self.now, more)

    def now(self) -> float:
        return self.clock() + self._passed

    def let_pass(self, seconds: float) -> None:
        """For Discord that much time is over: interactions, tokens, addresses and limits end."""
        self._passed += seconds

    # addresses
    @property
    def token(self) -> str:
        return TOKEN

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.root}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    # people, places and faults
    def person(self, name: str = "Alex", user_id: str | None = None) -> Person:
        number = user_id or self.world.new_id()
        user = self.world.make_user(number, name)
        return Person(self.world, self.world.accounts.setdefault(number, Account(user)))

    def server(self, name: str = "4e B", *, bot_is_in: bool = True) -> Channel:
        """The text channel of a server; without the bot, only commands installed by a user appear there."""
        guild_id = self.world.new_id()
        if bot_is_in:
            guild_id = self.world.add_guild(name)["id"]
            return self.world.channels_of(guild_id)[0]
        return self._add(Channel(self.world.new_id(), 0, guild_id=guild_id, name="general", bot_is_in=False))

    def group(self, *people: Person) -> Channel:
        """A private group in which the bot is not."""
        accounts = [self.world.accounts[person.id] for person in people]
        return self._add(Channel(self.world.new_id(), GROUP_DM, accounts, name="entre nous", bot_is_in=False))

    def _add(self, channel: Channel) -> Channel:
        self.world.channels[channel.id] = channel
        return channel

    @property
    def cut(self) -> bool:
        return self.api.cut

    @cut.setter
    def cut(self, cut: bool) -> None:
        self.api.cut = self.gateway.down = cut
        if cut:
            self.gateway.break_off()

    # what is known afterwards
    @property
    def cdn(self) -> Cdn:
        return self.world.cdn

    @property
    def refused(self) -> int:
        return self.gate.refused

    @property
    def invalid_requests(self) -> int:
        return self.gate.invalid_requests(self.now())

    @property
    def public(self) -> list[JsonObject]:
        return self.world.public

    @property
    def commands(self) -> list[JsonObject]:
        return self.world.commands

    @property
    def interactions(self) -> dict[str, Interaction]:
        return self.world.interactions

    @property
    def calls(self) -> list[Call]:
        return self.api.calls

    def calls_of(self, operation: str) -> list[Call]:
        return [call for call in self.calls if call.operation == operation]

    # life
    async def __aenter__(self) -> "DiscordDouble":
        app = web.Application(client_max_size=120 << 20)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/resume", self.gateway.serve)
        app.router.add_get("/attachments/{path:.+}", self._download)
        app.router.add_route("*", "/api/v10/{path:.+}", self.api.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        self.cdn.base, self.gateway.base = self.root, f"ws://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.gateway.frozen = False
        self.gateway.break_off()
        await asyncio.sleep(0)
        await self._runner.cleanup()
        if kind is None:
            assert not self.violations, self.violations

    def _bot_gateway(self, world: World, request: Request) -> Answer:
        left = max(0, self.gateway.budget - len(self.gateway.identifies))
        limit = {"total": self.gateway.budget, "remaining": left, "reset_after": 14400000, "max_concurrency": 1}
        return 200, {"url": self.gateway_url, "shards": 1, "session_start_limit": limit}

    async def _download(self, request: web.Request) -> web.StreamResponse:
        return hang_up(request) if self.cut else await self.cdn.serve(request)


@contextmanager
def double_in_thread(**options: Any) -> Iterator[DiscordDouble]:
    """The double in a thread with its own loop, for tests and programs without one."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    double = DiscordDouble(**options)
    asyncio.run_coroutine_threadsafe(double.__aenter__(), loop).result(10)
    failed: list[BaseException] = []
    try:
        yield double
    except BaseException as error:
        failed.append(error)
        raise
    finally:
        leaving = double.__aexit__(type(failed[0]) if failed else None, None, None)
        try:
            asyncio.run_coroutine_threadsafe(leaving, loop).result(10)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="A Discord of our own on loopback.")
    parser.add_argument("--port", type=int, default=8082)
    parser.add_argument("--limits", action="store_true", help="answer 429 as Discord describes")
    options = parser.parse_args()
    with double_in_thread(port=options.port, limits=Limits() if options.limits else None) as double:
        print(
            f"APPUI_DISCORD_API_URL={double.api_url} APPUI_DISCORD_GATEWAY_URL={double.gateway_url} "
            f"APPUI_DISCORD_TOKEN={double.token}",
            flush=True,
        )
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
        print(json.dumps({"calls": len(double.calls), "refused": double.refused, "violations": double.violations}))


if __name__ == "__main__":
    main()
