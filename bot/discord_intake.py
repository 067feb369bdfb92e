"""Takes in what the gateway tells: stored first, then answered, then no longer asked for."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, NoReturn

import structlog
from pydantic import ValidationError

from bot.backoff import Backoff
from bot.channels import Update
from bot.discord_answers import Answers
from bot.discord_channel import DiscordChannel
from bot.discord_frames import HELLO, READY, RESUMED, Frame, read_frame, session_of
from bot.discord_gateway import Gateway
from bot.discord_parse import INTERACTION, Interaction
from bot.discord_readback import ReadBack
from bot.discord_session import SessionFile
from bot.discord_team import claim_of, link_of
from bot.last_contact import LastContact
from bot.outage import EmergencyCard
from bot.service import Accepted, Happening
from bot.team import TeamAct
from storage.errors import StorageError
from storage.store import Store

BATCH = 32
Accept = Callable[[Sequence[Update | Happening]], Awaitable[list[Accepted]]]
log = structlog.get_logger()


class Intake:
    """`on_text` is given each frame, from the event loop; `run` handles them in order until it is cancelled."""

    def __init__(
        self,
        channel: DiscordChannel,
        store: Store,
        accept: Accept,
        emergency: EmergencyCard,
        contact: LastContact,
        sessions: SessionFile,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._channel, self._accept, self._emergency = channel, accept, emergency
        self._contact, self._sessions, self._clock = contact, sessions, clock
        self._storage = Backoff(sleep)
        # Set where the team has a space of its own.
        self.team: Callable[[TeamAct], Coroutine[Any, Any, str]] | None = None
        self._live = self._busy = False
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._answers = Answers(channel)
        self.gateway = Gateway(channel, sessions, self.on_text)
        self.readback = ReadBack(channel, store, self._store, clock, sleep)

    def on_text(self, text: str) -> None:
        self._queue.put_nowait(text)

    @property
    def idle(self) -> bool:
        """Nothing waits to be taken in or read back."""
        return self._queue.empty() and not self._busy and self.readback.done

    async def run(self) -> NoReturn:
        try:
            while True:
                texts = [await self._queue.get()]
                while len(texts) < BATCH and not self._queue.empty():
                    texts.append(self._queue.get_nowait())
                self._busy = True
                await self._take([read_frame(text, self._channel) for text in texts])
                self._busy = False
        finally:
            await self.readback.close()
            await self._answers.close()

    async def _take(self, frames: Sequence[Frame]) -> None:
        waiting: list[Frame] = []
        reached: int | None = None
        for frame in frames:
            if frame.name in (HELLO, READY, RESUMED):
                await self._keep(waiting)
                waiting, reached = [], None
                await self._greeted(frame)
            elif frame.update is not None and not self._is_held(frame, frame.update):
                waiting.append(frame)
            reached = reached if frame.sequence is None else frame.sequence
        await self._keep(waiting)
        self._move(reached)

    def _is_held(self, frame: Frame, update: Update) -> bool:
        """A message of a chat that is being read back waits for its turn; a tap cannot wait."""
        external = frame.data.get("channel_id")
        if frame.name == INTERACTION or not isinstance(external, str) or not self.readback.holds(external):
            return False
        self.readback.hold(external, update)
        return True

    async def _keep(self, frames: Sequence[Frame]) -> None:
        """Stores, and only then tells Discord that an interaction was heard."""
        updates = [frame.update for frame in frames if frame.update is not None]
        if not updates:
            return
        accepted = await self._store(updates)
        for frame, one in zip(frames, accepted, strict=True):
            if frame.name == INTERACTION and one.status != "duplicate":
                self._answer(frame)
            elif self.team and one.status == "ignored" and (found := link_of(frame.name, frame.data)):
                self._answers.write(found[1], self.team(found[0]))

    def _answer(self, frame: Frame) -> None:
        try:
            asked = Interaction.model_validate(frame.data)
        except ValidationError:
            return
        act = claim_of(asked) if self.team else None
        if act and self.team:
            self._answers.whisper(asked, self.team(act))
        else:
            self._answers.answer(asked)

    async def _store(self, items: Sequence[Update | Happening]) -> list[Accepted]:
        """Until it is stored: nothing is told to come again, so it must not be forgotten here."""
        while True:
            try:
                accepted = await self._accept(items)
            except Exception as error:  # noqa: BLE001 - whatever failed, it is kept here and the numbers go out
                if not self._storage.failures:
                    log.error("updates_not_stored", channel="discord", reason="storage", error=error)
                updates = [item for item in items if isinstance(item, Update)]
                await self._emergency.show(updates, self._clock())
                await self._storage.wait()
            else:
                self._storage.failures = 0
                self._emergency.storage_is_back()
                return accepted

    async def _greeted(self, frame: Frame) -> None:
        """A session goes on, or a new one begins and what came in between has to be read back."""
        self._live = frame.name != HELLO
        if frame.name == RESUMED:
            self.gateway.resumed()
        elif frame.name == READY:
            self._sessions.drop()
            await self._begin_reading_back()
            self.gateway.welcomed(session_of(frame, self._channel.account))

    async def _begin_reading_back(self) -> None:
        while True:
            try:
                return await self.readback.begin(self._contact.last())
            except StorageError as error:
                log.error("chats_not_found", channel="discord", reason="storage", error=error)
                await self._storage.wait()

    def _move(self, sequence: int | None) -> None:
        if self._live:
            self._contact.made(self._clock())
        if sequence is not None:
            self.gateway.heard(sequence)
        # While chats are still to be read back, a session to resume would hide that they were not.
        if self.gateway.session is not None and self.readback.done:
            self._sessions.keep(self.gateway.session)
