"""After a session that could not be resumed, every known chat is read back after the last message that was stored.

What the gateway tells of a chat meanwhile waits until that chat is read, so that each person's messages are taken in in
the order in which they were written.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog

from bot.backoff import Backoff
from bot.channels import Update
from bot.discord_channel import MESSAGES, DiscordChannel
from bot.discord_frames import by_a_bot, message_frame, update_of
from bot.discord_message import Json
from bot.errors import ChannelBusy, ChannelError
from bot.service import Happening
from conversations.events import TapMissed
from storage.known_chats import KnownChat, known_chats
from storage.moments import stamp
from storage.store import Store

TOGETHER = 4
PAGE = 100
LETTER = "m"
EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
# Clocks differ: what was taken in already is known by its number.
MARGIN = timedelta(minutes=2)
# Who was in the middle of a question when the connection went, and may still be there.
WAS_THERE, STILL_THERE = timedelta(minutes=10), timedelta(hours=1)

Take = Callable[[Sequence[Update | Happening]], Awaitable[object]]


class ReadBack:
    """`begin` once a new session began; `take` stores a batch and returns when it is durable, whatever it needs."""

    def __init__(
        self,
        channel: DiscordChannel,
        store: Store,
        take: Take,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._channel, self._store, self._take = channel, store, take
        self._clock, self._sleep = clock, sleep
        self._waiting: dict[str, list[Update]] = {}
        # Chats still to be read, or once more: a session may be lost while one is read back after the last one.
        self._unread: set[str] = set()
        self._queue: deque[KnownChat] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._silent_since: datetime | None = None

    @property
    def done(self) -> bool:
        return not self._waiting

    def holds(self, external: str) -> bool:
        return external in self._waiting

    def hold(self, external: str, update: Update) -> None:
        self._waiting[external].append(update)

    async def begin(self, silent_since: datetime | None) -> None:
        """Looks up the chats and begins to read them; one that is being read is read on. Raises StorageError."""
        channel = self._channel
        chats = await self._store.read(lambda tx: known_chats(tx, channel.name, channel.account, LETTER))
        self._silent_since = silent_since
        for chat in chats:
            self._unread.add(chat.external)
            if chat.external not in self._waiting:
                self._waiting[chat.external] = []
                self._queue.append(chat)
        for _ in range(min(TOGETHER, len(self._queue)) - len(self._tasks)):
            task = asyncio.create_task(self._work())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self) -> None:
        while self._queue:
            chat = self._queue.popleft()
            if not await self._catch_up(chat):
                await self._tell_missed_tap(chat)

    async def _catch_up(self, chat: KnownChat) -> int:
        """Reads, then takes in what came meanwhile; gives the number of messages. Then the chat is like any other."""
        taken = 0
        while True:
            if chat.external in self._unread:
                self._unread.discard(chat.external)
                taken += await self._read(chat)
            elif held := self._waiting[chat.external]:
                self._waiting[chat.external] = []
                await self._take(held)
                taken += len(held)
            else:
                # Nothing can come in between the look above and this line.
                del self._waiting[chat.external]
                return taken

    async def _read(self, chat: KnownChat) -> int:
        """Gives how many messages of the person were found."""
        try:
            return await self._pages(chat)
        except ChannelError as error:
            # Nothing can be read there any more: closed, or taken away with its account.
            structlog.get_logger().info("chat_not_read_back", channel="discord", error=error)
            return 0

    async def _pages(self, chat: KnownChat) -> int:
        after, found = chat.last or snowflake(chat.since - MARGIN), 0
        while True:
            page = await self._page(chat.external, after)
            fresh = [update_of(self._channel, message_frame(one)) for one in page if not by_a_bot(one)]
            if fresh:
                await self._take(fresh)
            found += len(fresh)
            if len(page) < PAGE:
                return found
            after = int(page[-1]["id"])

    async def _page(self, external: str, after: int) -> list[Json]:
        """The next messages of a chat, oldest first; asked for until Discord answers."""
        patience = Backoff(self._sleep)
        while True:
            with suppress(ChannelBusy, KeyError, TypeError, ValueError):
                query = {"after": str(after), "limit": str(PAGE)}
                page = await self._channel.rest.call("GET", MESSAGES, channel_id=external, query=query)
                return sorted(page, key=lambda message: int(message["id"]))
            await patience.wait()

    async def _tell_missed_tap(self, chat: KnownChat) -> None:
        """A tap that Discord could not deliver leaves no trace: who was at a question just then is shown it again."""
        now, since = self._clock(), self._silent_since
        if since is None or chat.last_at is None or now - since > STILL_THERE or chat.last_at < since - WAS_THERE:
            return
        event = TapMissed(id=f"missed:{chat.conversation}:{stamp(now)}", at=now)
        await self._take([Happening(chat.conversation, event)])


def snowflake(at: datetime) -> int:
    """The smallest number that Discord gives at that moment."""
    return max(0, int((at - EPOCH) / timedelta(milliseconds=1))) << 22
