"""The gateway: sessions with growing numbers, replay after RESUME, real zlib-stream, and its faults on demand.

    reconnect()                 opcode 7
    invalidate(resumable=…)     opcode 9
    close(code)                 a close frame with that code: 1000, 1001, 4000, 4009 …
    break_off()                 the connection breaks without a word (1006)
    down = True                 nobody gets in, until it is False again
    mute_acks, frozen           heartbeats stay unanswered; nothing at all is sent
    deny_resumes = n            the next n RESUMEs get opcode 9 false
    resume_window               seconds that a session waits for its RESUME (Discord publishes no number)
    refuse_identify = code      the next IDENTIFY is closed with it, such as 4014
    granted_intents             privileged intents that the portal allows; others end with 4014
    identify_pause              seconds between IDENTIFYs: faster ones get opcode 9 false
    budget                      IDENTIFYs until the token is taken away, as Discord does at 1000 a day
    hold(), release(order)      events wait, and come in the order that `order(events)` gives
    redeliver(id)               the event of that message or interaction again
    inject(name, payload)       any event, unchecked; inject_text(text) any frame
What is known afterwards: `identifies` (times), `resumes`, `heartbeats`, `connections` (paths), `sessions`, `events`.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import WSMsgType, web
from discord_double_link import Link
from discord_double_schema import discord_api
from discord_double_session import MESSAGE_CONTENT, Session, ready_of, whole_guild
from discord_double_world import JsonObject, World

RECONNECT, INVALID_SESSION, HELLO, ACK = 7, 9, 10, 11
PRIVILEGED, EVERY_INTENT = 1 << 1 | 1 << 8 | MESSAGE_CONTENT, (1 << 26) - 1
SENT_PER_MINUTE = 120
Event = tuple[str, JsonObject]


class Gateway:
    def __init__(self, world: World, violations: list[str]) -> None:
        self._world, self._violations = world, violations
        self.base = ""
        self.heartbeat_interval = 41250
        self.frame_size: int | None = None
        self.down = self.mute_acks = self._frozen = False
        self.deny_resumes, self.resume_window = 0, 300.0
        self.refuse_identify: int | None = None
        self.granted_intents = 0
        self.identify_pause, self.budget = 0.0, 1000
        self.identifies: list[float] = []
        self.resumes: list[JsonObject] = []
        self.heartbeats: list[float] = []
        self.connections: list[str] = []
        self.sessions: list[Session] = []
        self.events: list[Event] = []
        self.links: list[Link] = []
        self._held: list[Event] | None = None
        world.emit = self.emit

    # faults
    def reconnect(self) -> None:
        self._say({"op": RECONNECT, "d": None, "s": None, "t": None})

    def invalidate(self, *, resumable: bool) -> None:
        for session in self.sessions if not resumable else ():
            session.alive = False
        self._say({"op": INVALID_SESSION, "d": resumable, "s": None, "t": None})

    def close(self, code: int) -> None:
        for link in list(self.links):
            link.close(code)

    def break_off(self) -> None:
        for link in list(self.links):
            link.abort()

    def hold(self) -> None:
        self._held = []

    def release(self, order: Callable[[list[Event]], Iterable[Event]] = list) -> None:
        held, self._held = self._held or [], None
        for name, payload in order(held):
            self._deliver(name, payload)

    def redeliver(self, event_id: str) -> None:
        kinds = ("MESSAGE_CREATE", "INTERACTION_CREATE")
        name, payload = next(e for e in self.events if e[0] in kinds and e[1]["id"] == event_id)
        self._deliver(name, payload)

    def inject(self, name: str, payload: Any) -> None:
        with self._world.lock:
            for session in self.sessions:
                if session.alive:
                    session.dispatch(name, payload)

    def inject_text(self, text: str) -> None:
        for link in list(self.links):
            link.send(text)

    def _say(self, payload: JsonObject) -> None:
        self.inject_text(json.dumps(payload))

    @property
    def frozen(self) -> bool:
        return self._frozen

    @frozen.setter
    def frozen(self, frozen: bool) -> None:
        self._frozen = frozen
        for link in list(self.links):
            link.freeze(frozen)

    # what is known
    @property
    def connected(self) -> bool:
        """Whether a session that is alive has a connection."""
        return any(session.alive and session.link is not None for session in self.sessions)

    # events
    def emit(self, name: str, payload: JsonObject) -> None:
        faults = discord_api().event_faults(name, payload)
        assert not faults, faults
        with self._world.lock:
            self.events.append((name, payload))
            if self._held is not None:
                self._held.append((name, payload))
            else:
                self._deliver(name, payload)

    def _deliver(self, name: str, payload: JsonObject) -> None:
        with self._world.lock:
            for session in self.sessions:
                if session.alive and session.wants(name, payload):
                    session.dispatch(name, payload)

    # one connection
    async def serve(self, request: web.Request) -> web.StreamResponse:
        if self.down:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=503)
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            self._violations.append(f"gateway: asked for with {dict(request.query)}")
        socket = web.WebSocketResponse(max_msg_size=1 << 16, compress=False, autoclose=True)
        await socket.prepare(request)
        self.connections.append(request.path)
        link = Link(socket, request, request.query.get("compress") == "zlib-stream", self.frame_size)
        link.freeze(self._frozen)
        self.links.append(link)
        try:
            link.tell(HELLO, self._checked("HELLO", {"heartbeat_interval": self.heartbeat_interval}))
            await self._listen(link)
        finally:
            self._leave(link)
            await link.stop()
        return socket

    async def _listen(self, link: Link) -> None:
        times: deque[float] = deque(maxlen=SENT_PER_MINUTE + 1)
        loop = asyncio.get_running_loop()
        async for frame in link.socket:
            times.append(loop.time())
            if len(times) > SENT_PER_MINUTE and times[-1] - times[0] < 60:
                return await link.end(4008)
            code = self._hear(link, frame.data) if frame.type is WSMsgType.TEXT else 4002
            if code:
                return await link.end(code)
        return None

    def _leave(self, link: Link) -> None:
        """A client that says 1000 or 1001 gives its session up."""
        self.links.remove(link)
        for session in self.sessions:
            if session.link is link:
                session.link, session.left_at = None, self._world.clock()
                session.alive = session.alive and not (link.closed_by_client and link.socket.close_code in (1000, 1001))

    def _hear(self, link: Link, text: str) -> int:
        """The code to close with, or 0."""
        try:
            payload = json.loads(text)
            op, data = payload["op"], payload["d"]
        except (ValueError, KeyError, TypeError):
            return 4002
        session = next((known for known in self.sessions if known.link is link), None)
        match op:
            case 1:
                return self._heartbeat(link, data)
            case 2:
                return 4005 if session else self._identify(link, data)
            case 6:
                return 4005 if session else self._resume(link, data)
            case 3 | 4 | 8:
                return 0 if session else 4003
        return 4001

    def _heartbeat(self, link: Link, data: int | None) -> int:
        self._hold_to("HEARTBEAT", data)
        self.heartbeats.append(self._world.clock())
        if not self.mute_acks:
            link.tell(ACK, None)
        return 0

    def _identify(self, link: Link, data: JsonObject) -> int:
        self._hold_to("IDENTIFY", data)
        now, last = self._world.clock(), self.identifies[-1] if self.identifies else 0.0
        self.identifies.append(now)
        if len(self.identifies) > self.budget:
            self._world.token = "taken away by Discord"
        if code := self._refusal(data):
            return code
        if now - last < self.identify_pause:
            link.tell(INVALID_SESSION, False)
            return 0
        with self._world.lock:
            shard = tuple(data.get("shard", (0, 1)))
            session = Session(self._world.new_id(), data["intents"], shard, link=link)
            self.sessions.append(session)
            self._welcome(session)
        return 0

    def _refusal(self, data: JsonObject) -> int:
        code, self.refuse_identify = self.refuse_identify, None
        if code:
            return code
        if data.get("token") != self._world.token:
            return 4004
        if data["intents"] & ~EVERY_INTENT:
            return 4013
        return 4014 if data["intents"] & PRIVILEGED & ~self.granted_intents else 0

    def _welcome(self, session: Session) -> None:
        session.dispatch("READY", self._checked("READY", ready_of(self._world, session, f"{self.base}/resume")))
        for guild in self._world.guilds.values():
            payload = self._checked("GUILD_CREATE", whole_guild(self._world, guild))
            if session.wants("GUILD_CREATE", payload):
                session.dispatch("GUILD_CREATE", payload)

    def _resume(self, link: Link, data: JsonObject) -> int:
        self._hold_to("RESUME", data)
        self.resumes.append(data)
        if data.get("token") != self._world.token:
            return 4004
        session = next((known for known in self.sessions if known.id == data["session_id"]), None)
        denied, self.deny_resumes = self.deny_resumes > 0, max(0, self.deny_resumes - 1)
        if session is not None and session.link is None:
            denied = denied or self._world.clock() - session.left_at > self.resume_window
        if session is None or not session.alive or denied:
            if session is not None:
                session.alive = False
            link.tell(INVALID_SESSION, False)
            return 0
        return 4007 if (data["seq"] or 0) > session.sequence else self._replay(session, link, data["seq"] or 0)

    def _replay(self, session: Session, link: Link, after: int) -> int:
        with self._world.lock:
            if session.link is not None:
                session.link.close(4000)
            session.link = link
            for number, text in session.history:
                if number > after:
                    link.send(text)
            session.dispatch("RESUMED", self._checked("RESUMED", {}))
        return 0

    def _hold_to(self, name: str, data: object) -> None:
        self._violations += discord_api().gateway_faults(name, data)

    def _checked(self, name: str, payload: JsonObject) -> JsonObject:
        self._violations += discord_api().event_faults(name, payload)
        return payload
