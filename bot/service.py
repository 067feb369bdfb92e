"""The one way in. Whatever happens, from a messenger, the desk, a timer or the result of an effect, is stored and
handled here, in one transaction, before anyone is told that it arrived.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import structlog

from bot.channels import Parsed, Parser, Update
from bot.turns import REPLIES_PER_MINUTE, Look, TakeTurn, Turns
from conversations.engine import take_turn as engine_turn
from conversations.errors import EngineError
from conversations.events import EVENT, Event, FileSent, TurnFailed
from conversations.library import Library
from storage import cases, inbox, people
from storage.errors import StorageError
from storage.inbox import Entry, Held
from storage.people import AddressRow
from storage.store import Store
from storage.transaction import Transaction

GATHER_SECONDS: Final = 1.0
# How long after its first and its second failure a turn is tried again; the third failure is the last.
RETRY_SECONDS: Final = (2.0, 10.0)
AT_ONCE: Final = 50
DAILY_KEY_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that comes from inside: a timer, the desk, the result of an effect.

    `guard` runs first; where it says False nothing happens (claimed by another, done before). An `event` that depends
    on what the guard wrote is made after it. `after` runs after the turn, also where the turn failed and waits to be
    tried again. All are part of the transaction.
    """

    conversation: str
    event: Event | Callable[[Transaction], Event]
    guard: Callable[[Transaction], bool] | None = None
    after: Callable[[Transaction], None] | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of one item; whatever the status, it is stored and may be acknowledged."""

    status: Literal["done", "duplicate", "gathering", "refused", "retry", "dead", "ignored"]
    conversation: str = ""


def _nobody_waits() -> None:
    """Stands where no delivery runs."""


class Service:
    """Takes in everything and runs its turns. `on_outbox` is called when effects have been queued and are durable."""

    def __init__(
        self,
        store: Store,
        library: Library,
        *,
        parsers: Mapping[str, Parser],
        situation: Look,
        clock: Callable[[], datetime],
        take_turn: TakeTurn = engine_turn,
        replies_per_minute: int = REPLIES_PER_MINUTE,
    ) -> None:
        """`parsers` by the name of their channel; `situation` looks at the world inside the transaction."""
        self.store = store
        self.on_outbox: Callable[[], None] = _nobody_waits
        self._parsers = parsers
        self._clock = clock
        self._turns = Turns(library, situation, take_turn, replies_per_minute)

    async def accept(self, items: Sequence[Update | Happening]) -> list[Accepted]:
        """Stores and handles a batch, durable when it returns. Raises StorageError: then nothing of it was stored."""
        queued: list[int] = []
        taken = await self.store.write(lambda tx: [self._accept(tx, item, queued) for item in items])
        self._wake(queued)
        return taken

    async def gather(self) -> int:
        """Albums whose last part came `GATHER_SECONDS` ago become one FileSent each; gives their number."""
        return await self._take_up("gathering")

    async def retry_due(self) -> int:
        """Tries again the turns that failed and are due; gives how many were settled."""
        return await self._take_up("retry")

    async def expire(self, notice_hours: int) -> int:
        """Destroys all that was said by people who never went on after the notice, and what could not be read and is
        a week old; gives the number of people."""
        now = self._clock()
        return await self.store.write(lambda tx: _expire(tx, now, notice_hours))

    def _wake(self, queued: list[int]) -> None:
        if any(queued):
            self.on_outbox()

    def _accept(self, tx: Transaction, item: Update | Happening, queued: list[int]) -> Accepted:
        if isinstance(item, Happening):
            return self._accept_happening(tx, item, queued)
        return self._accept_update(tx, item, queued)

    def _accept_update(self, tx: Transaction, update: Update, queued: list[int]) -> Accepted:
        now = self._clock()
        entry = Entry(update.channel, update.account, update.update_id, update.raw)
        try:
            parsed = self._parsers[update.channel](update, now)
        except Exception as error:  # noqa: BLE001 - what cannot be read, for whatever reason, must hold up nobody
            return _bury(tx, entry, now, error)
        if parsed.event is None:
            fresh = inbox.insert_unattributed(tx, entry, now, "ignored")
            return Accepted("ignored" if fresh else "duplicate")
        try:
            with tx.savepoint():
                return self._take_in(tx, entry, parsed, parsed.event, now, queued)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - a turn that fails is kept for later and holds up nobody
            return _set_aside(tx, entry, parsed, now, error)

    def _take_in(
        self, tx: Transaction, entry: Entry, parsed: Parsed, event: Event, now: datetime, queued: list[int]
    ) -> Accepted:
        who = parsed.address
        address = people.known(tx, who.channel, who.account, who.external)
        if address is None:
            if inbox.seen(tx, entry):
                return Accepted("duplicate")
            address = people.first_contact(tx, who.channel, who.account, who.external, now)
        if parsed.group:
            return _gather(tx, entry, address, parsed.group, now)
        if not inbox.insert(tx, entry, address, now):
            return Accepted("duplicate", address.conversation)
        queued.append(self._turns.take(tx, address, event, now, messages=1))
        return Accepted("done", address.conversation)

    def _accept_happening(self, tx: Transaction, happening: Happening, queued: list[int]) -> Accepted:
        now = self._clock()
        address = people.of_conversation(tx, happening.conversation)
        if address is None or not (happening.guard is None or happening.guard(tx)):
            return Accepted("refused", happening.conversation)
        event = happening.event(tx) if callable(happening.event) else happening.event
        accepted = self._turn_from_inside(tx, address, event, now, queued)
        if happening.after:
            happening.after(tx)
        return accepted

    def _turn_from_inside(
        self, tx: Transaction, address: AddressRow, event: Event, now: datetime, queued: list[int]
    ) -> Accepted:
        try:
            with tx.savepoint():
                queued.append(self._turns.take(tx, address, event, now))
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            structlog.get_logger().error("turn_failed", error=error, tries=1, conversation=address.conversation)
            entry = Entry("", "", event.id, event.model_dump_json().encode())
            inbox.insert(tx, entry, address, now, "retry", tries=1, due=_next_try(now, 1))
            return Accepted("retry", address.conversation)
        return Accepted("done", address.conversation)

    async def _take_up(self, state: str) -> int:
        queued: list[int] = []
        settled = await self.store.write(
            lambda tx: [self._again(tx, unit, queued) for unit in inbox.held(tx, state, self._clock(), AT_ONCE)]
        )
        self._wake(queued)
        return sum(settled)

    def _again(self, tx: Transaction, unit: list[Held], queued: list[int]) -> bool:
        now, tries = self._clock(), unit[0].tries + 1
        address = people.of_conversation(tx, unit[0].conversation)
        if address is None:
            return False
        try:
            with tx.savepoint():
                inbox.settle(tx, unit, "done")
                event = self._event_of(unit)
                messages = sum(bool(row.entry.channel) for row in unit)
                queued.append(self._turns.take(tx, address, event, now, messages))
                return True
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            structlog.get_logger().error("turn_failed", error=error, tries=tries, conversation=address.conversation)
        if tries <= len(RETRY_SECONDS):
            inbox.settle(tx, unit, "retry", tries, _next_try(now, tries))
            return False
        inbox.settle(tx, unit, "dead", tries)
        queued.append(self._help(tx, address, unit[0], now))
        return True

    def _help(self, tx: Transaction, address: AddressRow, failed: Held, now: datetime) -> int:
        """The third failure: the person gets the fixed card instead of an answer."""
        entry = failed.entry
        event = TurnFailed(id=f"{entry.channel}:{entry.account}:{entry.update_id}/failed", at=now)
        try:
            with tx.savepoint():
                return self._turns.take_help(tx, address, event, now)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - nothing is left to fall back on; the operator is told
            structlog.get_logger().error("help_card_failed", error=error, conversation=address.conversation)
            return 0

    def _event_of(self, unit: list[Held]) -> Event:
        events = [self._read(row) for row in unit]
        files = tuple(file for event in events if isinstance(event, FileSent) for file in event.files)
        first = events[0]
        if len(events) == 1 or not isinstance(first, FileSent):
            return first
        captions = [event.caption for event in events if isinstance(event, FileSent) and event.caption]
        return first.model_copy(update={"files": files, "caption": "\n".join(captions)})

    def _read(self, row: Held) -> Event:
        entry = row.entry
        if not entry.channel:
            return EVENT.validate_json(entry.raw)
        update = Update(entry.channel, entry.account, entry.update_id, entry.raw)
        event = self._parsers[entry.channel](update, row.received_at).event
        if event is None:
            raise EngineError("update_changed")
        return event


def _gather(tx: Transaction, entry: Entry, address: AddressRow, album: str, now: datetime) -> Accepted:
    due = now + timedelta(seconds=GATHER_SECONDS)
    if not inbox.insert(tx, entry, address, now, "gathering", due=due, album=album):
        return Accepted("duplicate", address.conversation)
    inbox.postpone_album(tx, address.id, album, due)
    return Accepted("gathering", address.conversation)


def _set_aside(tx: Transaction, entry: Entry, parsed: Parsed, now: datetime, error: Exception) -> Accepted:
    structlog.get_logger().error("turn_failed", error=error, tries=1)
    who = parsed.address
    try:
        with tx.savepoint():
            address = people.address_of(tx, who.channel, who.account, who.external, now)
            inbox.insert(tx, entry, address, now, "retry", tries=1, due=_next_try(now, 1))
            return Accepted("retry", address.conversation)
    except StorageError:
        raise
    except Exception as second:  # noqa: BLE001 - not even its sender can be kept: it goes to the dead letters
        return _bury(tx, entry, now, second)


def _bury(tx: Transaction, entry: Entry, now: datetime, error: Exception) -> Accepted:
    fresh = inbox.insert_unattributed(tx, entry, now, "dead")
    if fresh:
        structlog.get_logger().error("update_unreadable", error=error)
    return Accepted("dead" if fresh else "duplicate")


def _expire(tx: Transaction, now: datetime, notice_hours: int) -> int:
    inbox.destroy_daily(tx, (now - timedelta(days=DAILY_KEY_DAYS)).date())
    gone = cases.unnoticed(tx, now, notice_hours, AT_ONCE)
    for conversation in gone:
        address = people.of_conversation(tx, conversation)
        if address:
            cases.forget(tx, address)
    return len(gone)


def _next_try(now: datetime, tries: int) -> datetime:
    return now + timedelta(seconds=RETRY_SECONDS[tries - 1])
