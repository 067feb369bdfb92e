"""The HTTP side of the double: one request after the other, checked on its way in and on its way out."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web
from discord_double_answers import ANSWER_METHODS
from discord_double_faults import Faults
from discord_double_limits import Gate
from discord_double_methods import METHODS, Answer, Method, Request
from discord_double_schema import Operation, discord_api
from discord_double_wire import is_open, read_request, refusal_body, refusal_headers
from discord_double_world import JsonObject, Refusal, World

NOTHING = b""
JSON = {"Content-Type": "application/json"}
NO_CONTENT = {"Content-Type": "text/html; charset=utf-8"}
UNKNOWN = b'{"message": "404: Not Found", "code": 0}'


@dataclass
class Call:
    """One request; `params` are those of its address, its query and its body together."""

    operation: str
    params: JsonObject
    at: float
    status: int = 0
    done_at: float = 0.0


@dataclass
class Api:
    """`cut` breaks every connection. `more` are operations beside those of messages."""

    world: World
    gate: Gate
    faults: Faults
    violations: list[str]
    clock: Callable[[], float]
    more: dict[str, Method]
    cut: bool = False
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._methods: dict[str, Method] = METHODS | ANSWER_METHODS | self.more

    async def handle(self, request: web.Request) -> web.StreamResponse:
        found = discord_api().find(request.method, "/" + request.match_info["path"])
        if found is None or found[0].name not in self._methods:
            self.violations.append(f"{request.method} {request.path}: the double knows no such operation")
            return web.Response(status=404, body=UNKNOWN, headers=JSON)
        operation, place = found
        call = Call(operation.name, dict(place), self.clock())
        self.calls.append(call)
        try:
            return await self._answer(request, operation, call)
        except Refusal as refusal:
            return self._say_no(operation, call, refusal)
        except ConnectionResetError:
            return hang_up(request)

    async def _answer(self, request: web.Request, operation: Operation, call: Call) -> web.StreamResponse:
        """Raises Refusal, or ConnectionResetError for a connection that breaks."""
        if self.cut:
            raise ConnectionResetError
        (status, body), headers = await self._perform(request, operation, call)
        if self.faults.next("drop_after", operation.name, call.params.get("channel_id")):
            raise ConnectionResetError
        self.violations += discord_api().answer_faults(operation, status, body)
        text = NOTHING if body is None else json.dumps(body, ensure_ascii=False).encode()
        if self.faults.next("garble", operation.name, call.params.get("channel_id")):
            text = text[: -len(text) // 3]
        return self._finish(call, status, text, headers)

    async def _perform(self, request: web.Request, operation: Operation, call: Call) -> tuple[Answer, dict[str, str]]:
        heard, faults = await read_request(request, operation, call.params)
        told = heard.body if isinstance(heard.body, dict) else {"body": heard.body} if heard.body else {}
        call.params = {**told, **heard.query, **heard.place}
        self.violations += faults
        await self.faults.before_the_operation(operation.name, call.params.get("channel_id"))
        if not is_open(operation) and request.headers.get("Authorization") != f"Bot {self.world.token}":
            raise Refusal(401, 0, "401: Unauthorized")
        headers = self.gate.pass_through(operation.name, major_of(heard), self.clock())
        if faults:
            raise Refusal(
                400, 50035, "Invalid Form Body", errors={"_errors": [{"code": "INVALID", "message": faults[0]}]}
            )
        return self._do(operation, heard), headers

    def _do(self, operation: Operation, request: Request) -> Answer:
        try:
            with self.world.lock:
                return self._methods[operation.name](self.world, request)
        except (AssertionError, LookupError, TypeError, ValueError) as error:
            self.violations.append(f"{operation.name}: the double failed with {error!r}")
            raise Refusal(500) from error

    def _say_no(self, operation: Operation, call: Call, refusal: Refusal) -> web.Response:
        body = refusal_body(refusal)
        if not refusal.by_cloudflare:
            self.violations += discord_api().answer_faults(operation, refusal.status, body)
        text = b"<html>error 1015</html>" if refusal.by_cloudflare else json.dumps(body).encode()
        return self._finish(call, refusal.status, text, refusal_headers(refusal))

    def _finish(self, call: Call, status: int, body: bytes, headers: dict[str, str]) -> web.Response:
        """The content type is exactly `application/json`: discord.py takes a charset for text."""
        call.status, call.done_at = status, self.clock()
        self.gate.answered(status, call.done_at)
        return web.Response(status=status, body=body, headers=(JSON if body else NO_CONTENT) | headers)


def hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def major_of(request: Request) -> str:
    """The part of the address that has a bucket of its own."""
    majors = ("channel_id", "guild_id", "webhook_id", "webhook_token")
    return "/".join(request.place[name] for name in majors if name in request.place)
