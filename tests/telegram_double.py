"""A Telegram of our own: the Bot API over real HTTP on loopback, for the real client and for whole programs.

Every request of the bot and every answer is checked against `tests/data/specs/telegram-bot-api.json`. What does not
keep to it is a line of `violations`, and leaving the double then fails the test.

    async with TelegramDouble() as telegram:              # in the test's event loop
        bot = Bot(telegram.token, base_url=telegram.api_url, base_file_url=telegram.file_url)
        lea = telegram.person("Léa")
        lea.start()                                       # everything a person does: telegram_double_person.Person
        await lea.hears()                                 # the next message of the bot, with its buttons
        lea.tap("Numéros")

    with double_in_thread() as telegram: …                # for tests without a loop; use `lea.hears_now()`

The operator's settings are `telegram.api_root` (APPUI_TELEGRAM_API_URL) and `telegram.token`.

What goes wrong on demand, each for the next `times` calls of a method (any method where it is ""):
    refuse(method, code, description, retry_after=…, chat=…)   an answer with ok: false
    drop(method, after=True)    the connection breaks, before or after the method did its work
    garble(method)              a truncated answer
    stall(method, seconds)      the answer comes late
    cut = True                  every connection breaks until it is False again
    limits=Limits(…)            429 as Telegram describes (telegram_double_limits); off by default
What is known afterwards: `calls` (method, parameters, status, times), `acknowledged` (update ids that the bot confirmed
by offset or 2xx), `deliveries` (ids in the order they were handed out), `refused` (429 answers), `answered` (taps),
`commands`, `files`.
    redeliver(update_id)        the same update again, although confirmed
    inject(text)                any text as an update; `$id` becomes its id; not checked
`python tests/telegram_double.py --port 8081 [--limits]` runs it alone and prints the counts at the end.
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
from telegram_double_faults import Faults
from telegram_double_limits import Gate, Limits
from telegram_double_methods import METHODS, PACED
from telegram_double_person import Person
from telegram_double_schema import bot_api
from telegram_double_updates import deliver_by_webhook, get_updates
from telegram_double_wire import error_answer, read_parameters
from telegram_double_world import Chat, JsonObject, Refusal, StoredFile, World


@dataclass
class Call:
    method: str
    params: JsonObject
    at: float
    status: int = 0
    done_at: float = 0.0


@dataclass
class TelegramDouble:
    """See the module. `clock` gives seconds since 1970; `file_limit` None is a self-hosted server."""

    port: int = 0
    limits: Limits | None = None
    clock: Callable[[], float] = time.time
    file_limit: int | None = 20 << 20
    cut: bool = False
    violations: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world = World(self.clock, self.file_limit)
        self.gate = Gate(self.limits)
        self.poller: object | None = None
        self.faults = Faults()
        self.refuse, self.drop = self.faults.refuse, self.faults.drop
        self.garble, self.stall = self.faults.garble, self.faults.stall

    # addresses
    @property
    def token(self) -> str:
        return self.world.token

    @property
    def api_root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.api_root}/bot"

    @property
    def file_url(self) -> str:
        return f"{self.api_root}/file/bot"

    # people and faults
    def person(self, name: str = "Alex", user_id: int | None = None, language: str = "fr") -> Person:
        number = user_id or 100_000 + self.world.number()
        user = {"id": number, "is_bot": False, "first_name": name, "language_code": language}
        chat = self.world.chats.setdefault(number, Chat(user))
        return Person(self.world, chat)

    def redeliver(self, update_id: int) -> None:
        self.world.updates.repeat(update_id)

    def inject(self, text: str) -> int:
        return self.world.updates.add_raw(text)

    # what is known afterwards
    @property
    def acknowledged(self) -> set[int]:
        return self.world.updates.acknowledged

    @property
    def deliveries(self) -> list[int]:
        return self.world.updates.deliveries

    @property
    def refused(self) -> int:
        return self.gate.refused

    @property
    def answered(self) -> list[str]:
        return self.world.answered

    @property
    def commands(self) -> dict[str, list[JsonObject]]:
        return self.world.commands

    @property
    def files(self) -> dict[str, StoredFile]:
        return self.world.files

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method.lower()]

    # life
    async def __aenter__(self) -> "TelegramDouble":
        self.world.updates.belongs_to(asyncio.get_running_loop())
        app = web.Application(client_max_size=60 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        self._webhook = asyncio.create_task(deliver_by_webhook(self.world))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._webhook.cancel()
        with suppress(asyncio.CancelledError):
            await self._webhook
        self.poller = None
        self.world.updates.wake()
        await self._runner.cleanup()
        if kind is None:
            assert not self.violations, self.violations

    # one request
    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        call = Call(method, {}, self.clock())
        self.calls.append(call)
        try:
            if self.cut:
                return self._hang_up(request)
            result = await self._perform(request, method, call)
        except Refusal as refusal:
            return self._finish(call, refusal.code, error_answer(refusal))
        except ConnectionResetError:
            return self._hang_up(request)
        if self.faults.next("drop_after", method, call.params):
            return self._hang_up(request)
        answer = b'{"ok":true,"result":' + result + b"}"
        if self.faults.next("garble", method, call.params):
            answer = answer[: -len(answer) // 3]
        return self._finish(call, 200, answer)

    async def _perform(self, request: web.Request, method: str, call: Call) -> bytes:
        """The result as JSON text."""
        self._check_address(request, method)
        params, uploads, faults = await read_parameters(request, method)
        call.params = params
        self.violations += faults
        await self.faults.before_the_method(method, params)
        if faults:
            raise Refusal(400, "Bad Request: " + faults[0])
        if method == "getupdates":
            return await get_updates(self, params)
        return self._checked(method, METHODS[method](self.world, self._let_through(method, params), uploads))

    def _check_address(self, request: web.Request, method: str) -> None:
        token = request.match_info["token"]
        if ":" not in token:
            raise Refusal(404, "Not Found")
        if token != self.world.token:
            raise Refusal(401, "Unauthorized")
        if method != "getupdates" and method not in METHODS:
            self.violations.append(f"{method}: the double knows no such method")
            raise Refusal(404, "Not Found: method not found")

    def _let_through(self, method: str, params: JsonObject) -> JsonObject:
        if method in PACED and (wait := self.gate.retry_after(int(params["chat_id"]), self.clock())):
            raise Refusal(429, f"Too Many Requests: retry after {wait}", wait)
        return params

    def _checked(self, method: str, result: object) -> bytes:
        self.violations += bot_api().answer_faults(method, result)
        return json.dumps(result, ensure_ascii=False).encode()

    def _finish(self, call: Call, status: int, body: bytes) -> web.Response:
        call.status, call.done_at = status, self.clock()
        return web.Response(status=status, body=body, content_type="application/json")

    @staticmethod
    def _hang_up(request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _download(self, request: web.Request) -> web.StreamResponse:
        path, token = request.match_info["path"], request.match_info["token"]
        stored = next((f for f in self.world.files.values() if f.path == path), None)
        if self.cut:
            return self._hang_up(request)
        if token != self.world.token or stored is None or stored.gone:
            return web.Response(status=404, body=error_answer(Refusal(404, "Not Found")))
        stored.downloads += 1
        response = web.StreamResponse(headers={"Content-Type": "application/octet-stream"})
        if stored.told_size == len(stored.content):
            response.content_length = len(stored.content)
        await response.prepare(request)
        with suppress(ConnectionResetError):
            for at in range(0, len(stored.content) if stored.cut_at is None else stored.cut_at, 1 << 16):
                await response.write(stored.content[at : at + (1 << 16)])
        return self._hang_up(request) if stored.cut_at is not None else response


@contextmanager
def double_in_thread(**options: Any) -> Iterator[TelegramDouble]:
    """The double in a thread with its own loop, for tests and programs without one."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    double = TelegramDouble(**options)
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
    parser = argparse.ArgumentParser(description="A Telegram of our own on loopback.")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--limits", action="store_true", help="answer 429 as Telegram describes")
    parser.add_argument("--people", type=int, default=0, help="chats 1 … N that have already written to the bot")
    options = parser.parse_args()
    with double_in_thread(port=options.port, limits=Limits() if options.limits else None) as double:
        for number in range(1, options.people + 1):
            double.person(user_id=number).start()
        print(f"APPUI_TELEGRAM_API_URL={double.api_root} APPUI_TELEGRAM_TOKEN={double.token}", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
        print(json.dumps({"calls": len(double.calls), "refused": double.refused, "violations": double.violations}))


if __name__ == "__main__":
    main()
