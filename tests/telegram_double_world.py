"""What exists on the double's side: the bot, people's chats, files, and the queue of updates."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from telegram_double_schema import bot_api

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
BOT_ID = 777001
TOKEN = f"{BOT_ID}:AAdoubleTokenForTestsOnly0123456789abc"

JsonObject = dict[str, Any]


class Refusal(Exception):
    """An answer with `ok: false`."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code, self.description, self.retry_after = code, description, retry_after


@dataclass
class StoredFile:
    """`told_size`: what Telegram says of the size, None to say nothing; `cut_at`: the download breaks off there."""

    file_id: str
    content: bytes
    path: str
    told_size: int | None = None
    gone: bool = False
    cut_at: int | None = None
    downloads: int = 0


@dataclass
class Chat:
    """A private chat of one person with the bot; `messages` are those still on the screen."""

    user: JsonObject
    messages: dict[int, JsonObject] = field(default_factory=dict)
    from_bot: list[JsonObject] = field(default_factory=list)
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    @property
    def id(self) -> int:
        return int(self.user["id"])

    def as_chat(self) -> JsonObject:
        return {"id": self.id, "type": "private", "first_name": self.user["first_name"]}


@dataclass
class Pending:
    update_id: int
    text: str
    repeat: bool = False


class Updates:
    """Updates wait here until an offset or a 2xx of the webhook confirms them."""

    def __init__(self) -> None:
        self._ids = count(500001)
        self.pending: list[Pending] = []
        self.every: dict[int, str] = {}
        self.acknowledged: set[int] = set()
        self.deliveries: list[int] = []
        self.allowed: list[str] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._arrived = asyncio.Event()

    def belongs_to(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def add(self, kind: str, payload: JsonObject) -> int:
        """Id of the new update; it is dropped, as Telegram does, where its kind is not asked for."""
        update_id = next(self._ids)
        text = json.dumps({"update_id": update_id, kind: payload}, ensure_ascii=False)
        faults = bot_api().faults("Update", json.loads(text), "update")
        assert not faults, faults
        if kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT:
            self._append(Pending(update_id, text))
        return update_id

    def add_raw(self, text: str) -> int:
        """Puts any text in the queue, unchecked; `$id` in it becomes the update id."""
        update_id = next(self._ids)
        self._append(Pending(update_id, text.replace("$id", str(update_id))))
        return update_id

    def repeat(self, update_id: int) -> None:
        """Delivers once more an update that may be confirmed already."""
        self._append(Pending(update_id, self.every[update_id], repeat=True))

    def _append(self, pending: Pending) -> None:
        self.every[pending.update_id] = pending.text
        self.pending.append(pending)
        self.wake()

    def wake(self) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._arrived.set)

    def confirm(self, update_id: int) -> None:
        self.acknowledged.add(update_id)
        self.pending = [p for p in self.pending if p.update_id != update_id or p.repeat]

    def confirm_below(self, offset: int) -> None:
        for pending in [p for p in self.pending if p.update_id < offset and not p.repeat]:
            self.confirm(pending.update_id)

    def keep_last(self, number: int) -> None:
        for pending in self.pending[:-number]:
            self.confirm(pending.update_id)

    def take(self, limit: int) -> list[Pending]:
        batch = sorted(self.pending[:limit], key=lambda p: p.update_id)
        self.pending = [p for p in self.pending if not (p.repeat and p in batch)]
        self.deliveries += [p.update_id for p in batch]
        return batch

    async def arrival(self, seconds: float) -> None:
        """Waits until something happens, at most so long."""
        self._arrived.clear()
        # Not asyncio.wait_for: on 3.11 it may swallow a cancellation.
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._arrived.wait()


class World:
    def __init__(self, clock: Callable[[], float] = time.time, file_limit: int | None = 20 << 20) -> None:
        self.clock = clock
        self.file_limit = file_limit
        self.token = TOKEN
        self.bot: JsonObject = {"id": BOT_ID, "is_bot": True, "first_name": "Carnet", "username": "carnet_test_bot"}
        self.updates = Updates()
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.queries: dict[str, float] = {}
        self.answered: list[str] = []
        self.commands: dict[str, list[JsonObject]] = {}
        self.webhook: JsonObject = {"url": ""}
        self._numbers = count(1)

    def number(self) -> int:
        return next(self._numbers)

    def now(self) -> int:
        return int(self.clock())

    def store_file(self, content: bytes, folder: str, name: str, told_size: int | None) -> StoredFile:
        number = self.number()
        path = f"{folder}/file_{number}{name[name.rfind('.') :] if '.' in name else ''}"
        stored = StoredFile(f"AgACdouble{number:06d}", content, path, told_size)
        self.files[stored.file_id] = stored
        return stored

    def chat_for_bot(self, chat_id: int | str) -> Chat:
        """The chat a method names, or the refusal Telegram gives."""
        chat = self.chats.get(int(chat_id)) if str(chat_id).lstrip("-").isdigit() else None
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.deactivated:
            raise Refusal(403, "Forbidden: user is deactivated")
        if chat.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if not chat.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        return chat
