"""The browser chat as a channel: what a page sends becomes an update, what is said becomes a line of its transcript."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.channels import Address, Outgoing, Pace, Parsed, Update
from bot.errors import ChannelBusy, ChannelRefused, FileUnavailable
from bot.web_streams import Streams
from conversations.effects import Say
from conversations.events import Chose, CommandGiven, Event, FileAnnounced, FileRef, FileSent, Said
from storage import pending, people, transcripts
from storage.blobs import Blobs
from storage.errors import SealBroken, StorageError
from storage.store import Store
from storage.transaction import Transaction

NAME = ACCOUNT = "web"
# As large as an archive can be (bot/plain_zip.py): nothing of it is held.
LARGEST_SENT = 2**32
PACE = Pace(overall_per_second=1000, per_chat_per_second=100, overall_burst=1000, per_chat_burst=100)
# Longer than dispatch tries to keep a file: what is older than that was refused, or its person has gone.
FORGOTTEN_SECONDS = 25 * 3600


class Sent(BaseModel):
    """What a page sent, as it is stored before it is acknowledged. `external` is the address of the conversation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    external: str
    kind: Literal["said", "chose", "command", "announced", "file"]
    text: str = ""
    question: str = ""
    file: FileRef | None = None

    def update(self, update_id: str) -> Update:
        return Update(
            NAME, ACCOUNT, update_id, json.dumps(self.model_dump(mode="json", exclude_defaults=True)).encode()
        )


def parse(update: Update, received_at: datetime) -> Parsed:
    """Reads one update of the browser chat. Raises pydantic's ValidationError where it is none."""
    sent = Sent.model_validate_json(update.raw)
    event_id = f"{update.channel}:{update.account}:{update.update_id}"
    return Parsed(Address(NAME, ACCOUNT, sent.external), _event(sent, event_id, received_at))


def _event(sent: Sent, event_id: str, at: datetime) -> Event:
    match sent.kind:
        case "said":
            return Said(id=event_id, at=at, text=sent.text, message=event_id)
        case "chose":
            return Chose(id=event_id, at=at, choice=sent.text, question=sent.question)
        case "command":
            return CommandGiven(id=event_id, at=at, name=sent.text)
        case "announced":
            return FileAnnounced(id=event_id, at=at)
        case "file":
            return FileSent(id=event_id, at=at, files=(sent.file,) if sent.file else ())


class WebChannel:
    """Says a message by adding it to the transcript and waking the pages that show it (bot/channels.py)."""

    name = NAME
    account = ACCOUNT
    pace = PACE

    def __init__(self, store: Store, streams: Streams, waiting: Blobs, clock: Callable[[], datetime]) -> None:
        """`waiting` holds what was uploaded and is not evidence yet, in a folder of its own."""
        self._store = store
        self._streams = streams
        self._waiting = waiting
        self._clock = clock
        self._fetched: dict[str, set[str]] = {}

    def parse(self, update: Update, received_at: datetime) -> Parsed:
        return parse(update, received_at)

    async def say(self, external: str, say: Say) -> None:
        """Adds one line, once however often it is repeated. Raises ChannelBusy while nothing can be stored."""
        now = self._clock()
        try:
            known, kept = await self._store.write(lambda tx: _say(tx, external, say, now))
        except StorageError as error:
            raise ChannelBusy("storage") from error
        if not known:
            raise ChannelRefused("address_gone")
        self._streams.wake(external)
        if kept:
            await self._drop_fetched(external)

    @property
    def largest_sent(self) -> int:
        return LARGEST_SENT

    async def hand_over(self, external: str, effect: str, file: Outgoing) -> bool:
        """Adds a line from which the page collects it; it lies ready until then."""
        await self.say(external, Say(id=effect, text=file.name, paper=file.id))
        return False

    async def withdraw(self, external: str, message: str) -> bool:
        """Takes one of the person's own messages out of the transcript; open pages load again."""
        return await self._store.write(lambda tx: _withdraw(tx, external, message))

    async def fetch(self, external: str, file: FileRef) -> AsyncIterator[bytes]:
        """The bytes of a waiting upload."""
        pieces = self._waiting.read(file.reference)
        try:
            while (piece := await asyncio.to_thread(_following, pieces)) is not None:
                yield piece
        except StorageError as error:
            raise FileUnavailable("gone" if error.code == "file_missing" else "unreadable") from error
        except SealBroken:
            raise FileUnavailable("gone") from None
        self._fetched.setdefault(external, set()).add(file.reference)

    def sweep(self) -> int:
        """Removes uploads that nobody will ask for any more; to be called at start, before anything is taken in."""
        oldest = time.time() - FORGOTTEN_SECONDS
        old = [blob for blob in self._waiting.names() if self._is_forgotten(blob, oldest)]
        for blob in old:
            self._waiting.remove(blob)
        return len(old)

    def _is_forgotten(self, blob: str, oldest: float) -> bool:
        """Too old, or kept already: the process that fetched it died before it could take it away."""
        if self._waiting.path(blob).stat().st_mtime < oldest:
            return True
        try:
            key = self._waiting.key_of(blob)
            return not self._store.read_now(lambda tx: pending.upload(tx, key))
        except SealBroken:
            return True

    async def _drop_fetched(self, external: str) -> None:
        """What was fetched is evidence by now, or refused for good: nothing is left to keep for this person."""
        for blob in self._fetched.pop(external, set()):
            await asyncio.to_thread(self._waiting.remove, blob)


def _say(tx: Transaction, external: str, say: Say, now: datetime) -> tuple[bool, bool]:
    """(the address is known, no file of theirs waits to be kept)."""
    address = people.known(tx, NAME, ACCOUNT, external)
    if address is None:
        return False, False
    transcripts.said(tx, address, "out", say, now, say.id)
    return True, not pending.files(tx, address.id)


def _withdraw(tx: Transaction, external: str, message: str) -> bool:
    address = people.known(tx, NAME, ACCOUNT, external)
    return address is not None and transcripts.withdrawn(tx, address.conversation, message)


def _following(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)
