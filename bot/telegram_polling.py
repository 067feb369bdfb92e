"""Long polling that stores before it moves the offset.

Moving the offset is how Telegram is told that an update may be forgotten; stock pollers do it as soon as an update is
read, and lose what they held when they die.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import NoReturn
from urllib.parse import urlencode

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.backoff import FIRST_PAUSE, Backoff
from bot.channels import Update
from bot.outage import EmergencyCard
from bot.telegram_channel import TelegramChannel, token_refused
from bot.telegram_client import CONFLICT_SECONDS, UPDATE_KINDS, quiet_request, seconds_to_wait
from bot.telegram_parse import update_id_of

Accept = Callable[[Sequence[Update]], Awaitable[object]]

HOLD_SECONDS = 50
BATCH = 100
# A broken answer is the network's doing until the same bytes have come so many times.
SURELY_BROKEN = 3
UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,15})\b')
log = structlog.get_logger()


class Poller:
    """`run` until cancelled. `accept` stores a batch and returns once that is durable; whatever it raises, the offset
    stays and the same updates come again. `on_contact` is told of each answer of Telegram.
    """

    def __init__(
        self,
        channel: TelegramChannel,
        accept: Accept,
        emergency: EmergencyCard,
        *,
        on_contact: Callable[[datetime], None] = lambda at: None,
        hold: int = HOLD_SECONDS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._channel, self._accept, self._emergency = channel, accept, emergency
        self._on_contact, self._hold, self._clock, self._sleep = on_contact, hold, clock, sleep
        self._network, self._storage = Backoff(sleep), Backoff(sleep)
        self._request = quiet_request(1)
        self._offset: int | None = None
        self._one_by_one = 0
        self._broken: Counter[str] = Counter()
        self._conflict_told = False

    async def run(self) -> NoReturn:
        """Raises SettingsError where Telegram does not know the token."""
        await self._request.initialize()
        try:
            await self._until_done(self._leave_webhook)
            while True:
                await self._until_done(self._poll)
        finally:
            await self._request.shutdown()

    async def _leave_webhook(self) -> None:
        await self._channel.client.delete_webhook()

    async def _until_done(self, step: Callable[[], Awaitable[None]]) -> None:
        """One step, with every way in which Telegram can be absent."""
        while True:
            try:
                return await step()
            except InvalidToken:
                raise token_refused() from None
            except Conflict:
                await self._make_way()
            except RetryAfter as error:
                await self._sleep(seconds_to_wait(error))
            except TelegramError as error:
                if not self._network.failures:
                    log.warning("telegram_not_reached", channel="telegram", reason="network", error=error)
                await self._network.wait()

    async def _make_way(self) -> None:
        if not self._conflict_told:
            log.error("another_program_uses_this_token", channel="telegram", reason="conflict")
        self._conflict_told = True
        await self._sleep(CONFLICT_SECONDS)

    async def _poll(self) -> None:
        updates = self._split(await self._ask())
        self._on_contact(self._clock())
        self._network.failures = 0
        self._conflict_told = False
        if updates and await self._store(updates):
            await self._move(updates)

    async def _ask(self) -> bytes:
        query: dict[str, object] = {"timeout": self._hold, "limit": 1 if self._one_by_one else BATCH}
        query["allowed_updates"] = json.dumps(UPDATE_KINDS)
        if self._offset is not None:
            query["offset"] = self._offset
        url = f"{self._channel.api.calls}{self._channel.api.token}/getUpdates?{urlencode(query)}"
        return await self._request.retrieve(url, read_timeout=self._hold + 10)

    def _split(self, answer: bytes) -> list[Update]:
        """Each update as bytes of its own, read no further than that. Raises TelegramError for an answer that cannot
        be cut: it is asked for again, one update at a time, and the one that is really broken is kept as it came.
        """
        try:
            found = json.loads(answer)["result"]
            cut = [(update_id_of(item), json.dumps(item, separators=(",", ":")).encode()) for item in found]
        except (ValueError, RecursionError, KeyError, TypeError):
            return [self._surely_broken(answer)]
        self._one_by_one = max(0, self._one_by_one - len(cut))
        return [self._update(number, raw) for number, raw in cut]

    def _surely_broken(self, answer: bytes) -> Update:
        name, number = sha256(answer).hexdigest(), UPDATE_ID.search(answer)
        self._broken[name] += self._one_by_one > 0
        self._one_by_one = self._one_by_one or BATCH
        cut_short = not answer.rstrip().endswith(b"]}")
        if cut_short or number is None or self._broken[name] < SURELY_BROKEN:
            raise TelegramError("Invalid server response")
        self._broken.clear()
        return self._update(int(number[1]), answer)

    def _update(self, number: int | None, raw: bytes) -> Update:
        name = sha256(raw).hexdigest() if number is None else str(number)
        return Update(self._channel.name, self._channel.account, name, raw)

    async def _store(self, updates: Sequence[Update]) -> bool:
        try:
            await self._accept(updates)
        except Exception as error:  # noqa: BLE001 whatever failed, nothing is acknowledged and the numbers go out
            if not self._storage.failures:
                log.error("updates_not_stored", channel="telegram", reason="storage", error=error)
            await self._emergency.show(updates, self._clock())
            await self._storage.wait()
            return False
        self._storage.failures = 0
        self._emergency.storage_is_back()
        return True

    async def _move(self, updates: Sequence[Update]) -> None:
        """Only here is Telegram told, by the next call, that it may forget them."""
        numbers = [int(update.update_id) for update in updates if update.update_id.isdecimal()]
        if numbers:
            self._offset = max(numbers) + 1
        else:
            # Nothing in it has an id to confirm: it comes again, and must not be asked for in a hot loop. Who writes
            # next must not wait for it either.
            await self._sleep(FIRST_PAUSE)
        self._channel.answer_taps(updates)
