"""The gateway: what it tells is handed on as text before discord.py looks at it, so that nothing in it can be lost to a
parser. The library keeps the connection: its heartbeats, its compression, its way of resuming.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.discord_channel import DiscordChannel, token_refused
from bot.discord_patience import Patience
from bot.discord_session import Session, SessionFile
from bot.errors import SettingsError

# Direct messages with the bot are told whole without the privileged intents (documentation of the gateway).
INTENTS = discord.Intents(dm_messages=True)
CONNECT_SECONDS, GOODBYE_SECONDS, SILENCE_SECONDS = 60.0, 2.0, 60.0
BAD_TOKEN, BAD_SHARD, SHARDS_NEEDED, BAD_VERSION, BAD_INTENTS, FORBIDDEN_INTENTS = 4004, 4010, 4011, 4012, 4013, 4014
# After so many connections that broke at the same event it is not asked for again: it is read back instead.
SAME_PLACE = 3
KEEP_SESSION = 4000

REFUSALS = {
    BAD_SHARD: "Discord refuses the shard of this bot; this program asks for none: is another one running?",
    SHARDS_NEEDED: "Discord asks for shards: the bot is in too many servers; take it out, direct messages need none.",
    BAD_VERSION: "Discord no longer speaks the version of this program: install a newer one.",
    BAD_INTENTS: "Discord refuses the intents of this program: install a newer one.",
    FORBIDDEN_INTENTS: "Discord refuses the intents: on the page Bot of the developer portal, open the bot to direct "
    "messages; this program needs no privileged intent.",
}


class Listener(discord.Client):
    """discord.py's client, of which only the connection is used. `on_text` is given each frame as it came."""

    def __init__(
        self,
        on_text: Callable[[str], None],
        trace: aiohttp.TraceConfig,
        url: str,
        before: Session | None = None,
        silence: float = SILENCE_SECONDS,
    ) -> None:
        """`url` is where a new session begins, `before` the one to resume; `silence` the seconds after which a
        connection that says nothing is given up."""
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        # It would warn at each connection that it cannot know servers, of which we do not want to know.
        logging.getLogger("discord.state").setLevel(logging.ERROR)
        options: dict[str, Any] = {"max_messages": None, "http_trace": trace, "heartbeat_timeout": silence}
        super().__init__(intents=INTENTS, enable_debug_events=True, **options)
        self._on_text, self._url, self._before = on_text, url, before
        # Nothing is parsed: a field that the library does not expect would end the connection.
        self._connection.parsers = {}

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the library gives them
        """The library calls this with the text of a frame before it reads it; no other event is of use."""
        if event == "socket_raw_receive":
            self._on_text(args[0])

    async def connect(self, *, reconnect: bool = True) -> None:
        """One connection, until it ends. Raises ReconnectWebSocket, ConnectionClosed and whatever went wrong."""
        session: dict[str, Any] = {}
        before = self._before
        if before:
            session = {"session": before.id, "sequence": before.sequence, "resume": True}
        gateway = yarl.URL(before.url if before else self._url)
        opening = DiscordWebSocket.from_client(self, initial=True, gateway=gateway, **session)
        self.ws = await asyncio.wait_for(opening, CONNECT_SECONDS)
        while True:
            await self.ws.poll_event()

    async def leave(self) -> None:
        """Ends without giving the session up."""
        with suppress(Exception):
            if self.ws is not None and self.ws.open:
                await asyncio.wait_for(self.ws.close(KEEP_SESSION), GOODBYE_SECONDS)
        with suppress(Exception):
            await self.close()


class Gateway:
    """`run` until cancelled: a new client for each connection, whatever ended the one before."""

    def __init__(
        self,
        channel: DiscordChannel,
        sessions: SessionFile,
        on_text: Callable[[str], None],
        patience: Patience | None = None,
        silence: float = SILENCE_SECONDS,
    ) -> None:
        self._channel, self._sessions, self._on_text, self._silence = channel, sessions, on_text, silence
        self._patience = patience or Patience(channel.rest)
        self._session = sessions.read()
        self._welcome = False
        self._stuck: tuple[int, int] = (0, 0)

    async def run(self) -> NoReturn:
        """Raises SettingsError where Discord refuses this bot at its first connection."""
        while True:
            await self._patience.before(identify=self._session is None)
            began = time.monotonic()
            try:
                await self._connect()
            except ReconnectWebSocket as wish:
                if not wish.resume:
                    self.lose_session()
            except discord.LoginFailure:
                await self._refused(token_refused())
            except discord.ConnectionClosed as closed:
                await self._closed(closed.code)
            except Exception as error:  # noqa: BLE001 - whatever it was, a new client tries again
                self._count_same_place()
                structlog.get_logger().warning("discord_not_reached", channel="discord", reason="network", error=error)
            self._patience.lived(time.monotonic() - began)

    def welcomed(self, session: Session | None) -> None:
        """The gateway said READY."""
        self._welcome, self._session = True, session

    def resumed(self) -> None:
        self._welcome = True

    def heard(self, sequence: int) -> None:
        """This event was taken over; a resumed session begins after it."""
        if self._session is not None:
            self._session = Session(self._session.account, self._session.id, self._session.url, sequence)

    @property
    def session(self) -> Session | None:
        return self._session

    def lose_session(self) -> None:
        self._session = None
        self._sessions.drop()

    async def _connect(self) -> None:
        rest, api = self._channel.rest, self._channel.api
        rest.budget.check()
        client = Listener(self._on_text, rest.trace(), api.gateway_url, self._session, self._silence)
        try:
            await client.login(api.token)
            await client.connect()
        finally:
            await client.leave()

    def _count_same_place(self) -> None:
        here = self._session.sequence if self._session else 0
        place, times = self._stuck
        self._stuck = (here, times + 1 if place == here else 1)
        if self._stuck[1] >= SAME_PLACE:
            self._stuck = (0, 0)
            self.lose_session()

    async def _closed(self, code: int) -> None:
        structlog.get_logger().warning("discord_closed", channel="discord", count=code)
        if code == BAD_TOKEN:
            await self._refused(token_refused())
        elif code in REFUSALS:
            await self._refused(SettingsError([REFUSALS[code]]))

    async def _refused(self, refusal: SettingsError) -> None:
        """At the first connection it is a setting. Later the other messengers must not go down with this one."""
        if not self._welcome:
            raise refusal
        structlog.get_logger().error("discord_refused_us", channel="discord", reason="unauthorized")
        self.lose_session()
        await self._patience.refused()
