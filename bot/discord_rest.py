"""Calls to Discord's HTTP API through the client of discord.py: its buckets and retries, our budget and our errors."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.discord_api import DiscordApi, told_as_channel_errors
from bot.discord_budget import InvalidBudget
from bot.errors import ChannelBusy

# The longest the library sleeps inside a call; beyond it the delivery waits by itself, and others go on.
LONGEST_SLEEP = 30.0
CALL_SECONDS = 60.0
UPLOAD_SECONDS = 300.0


class Rest:
    """Logs in at the first call, so that opening it needs no network. `me` is the bot as Discord describes it."""

    def __init__(self, api: DiscordApi, budget: InvalidBudget | None = None) -> None:
        self._api = api
        self.budget = budget or InvalidBudget()
        self.me: dict[str, Any] = {}
        self._client: HTTPClient | None = None
        self._entering = asyncio.Lock()
        # One class of the library holds the address for all its clients.
        Route.BASE = api.api_url

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def call(self, method: str, path: str, body: object = None, **places: Any) -> Any:  # noqa: ANN401 - JSON
        """One call; `places` fill the path and tell the bucket, `body` is sent as JSON.

        Raises ChannelBusy, ChannelRefused, PersonUnreachable; `raw_call` what the library raises.
        """
        with told_as_channel_errors():
            return await self.raw_call(method, path, body, **places)

    async def post_file(self, path: str, body: dict[str, Any], file: discord.File, **places: Any) -> None:  # noqa: ANN401
        """One message with one file, which a retry reads again from its start. Raises as `call`."""
        self.budget.check()
        form: list[dict[str, Any]] = [
            {"name": "payload_json", "value": json.dumps(body)},
            {
                "name": "files[0]",
                "value": file.fp,
                "filename": file.filename,
                "content_type": "application/octet-stream",
            },
        ]
        with told_as_channel_errors():
            client = await self._entered()
            async with asyncio.timeout(UPLOAD_SECONDS):
                await client.request(Route("POST", path, **places), form=form, files=[file])

    async def raw_call(self, method: str, path: str, body: object = None, **places: Any) -> Any:  # noqa: ANN401 - JSON
        """As `call`, but with Discord's own refusals: discord.HTTPException and its code."""
        self.budget.check()
        client = await self._entered()
        query = places.pop("query", None)
        more: dict[str, Any] = {} if body is None else {"json": body}
        if query:
            more["params"] = query
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await client.request(Route(method, path, **places), **more)
        except TypeError:
            # The library trusts that an answer of an error is an object, as Discord writes it.
            raise ChannelBusy("discord_unreadable") from None

    async def check_token(self) -> None:
        """Raises discord.LoginFailure for a token Discord does not know, ChannelBusy where it cannot be asked."""
        try:
            await self._entered()
        except discord.LoginFailure:
            raise
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError):
            raise ChannelBusy("discord_unanswered") from None

    async def _entered(self) -> HTTPClient:
        async with self._entering:
            if self._client is None:
                self._client = await self._enter()
            return self._client

    async def _enter(self) -> HTTPClient:
        client = HTTPClient(asyncio.get_running_loop(), http_trace=self.trace(), max_ratelimit_timeout=LONGEST_SLEEP)
        try:
            async with asyncio.timeout(CALL_SECONDS):
                self.me = dict(await client.static_login(self._api.token))
        except BaseException:
            await client.close()
            raise
        return client

    def trace(self) -> aiohttp.TraceConfig:
        """Tells the budget how each request of a session was answered."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._ended)
        return trace

    async def _ended(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        self.budget.answered(ended.response.status)
