"""What every channel gives to the rest of the edge: a parser, a way to say, a way to fetch.

A channel knows its messenger and nothing else; the service knows no messenger.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from conversations.effects import Say
from conversations.events import Event, FileRef


@dataclass(frozen=True, slots=True)
class Address:
    """(channel, account, external id). `account` tells two bots of one messenger apart; `external` is never logged."""

    channel: str
    account: str
    external: str


@dataclass(frozen=True, slots=True)
class Update:
    """A raw object of a messenger, as bytes, with the id the messenger gave it. Stored before it is acknowledged."""

    channel: str
    account: str
    update_id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Parsed:
    """Who, and what happened. `event` is None where the update is for nobody (it is stored, and nothing follows).

    Updates that share a `group` (an album) are gathered for `GATHER_SECONDS` after the last one, as one FileSent.
    """

    address: Address
    event: Event | None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """What a messenger lets through: calls per second in all, and per chat; bursts up to the number given."""

    overall_per_second: float
    per_chat_per_second: float
    overall_burst: int = 1
    per_chat_burst: int = 1


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file for the person, under a neutral name. `pieces` gives its bytes from the start each time it is asked."""

    id: str
    name: str
    mime: str
    size: int
    pieces: Callable[[], Iterator[bytes]]


class Parser(Protocol):
    def __call__(self, update: Update, received_at: datetime) -> Parsed:
        """Reads one update. Any exception means that it cannot be read: it goes to the dead letters."""


class Channel(Protocol):
    """One bot account on one messenger, or the browser chat, or the terminal."""

    @property
    def name(self) -> str: ...

    @property
    def account(self) -> str: ...

    @property
    def pace(self) -> Pace: ...

    def parse(self, update: Update, received_at: datetime) -> Parsed: ...

    async def say(self, external: str, say: Say) -> None:
        """Delivers one message. Raises ChannelBusy, ChannelRefused, PersonUnreachable."""

    async def withdraw(self, external: str, message: str) -> bool:
        """Asks the messenger to delete one of the person's messages; False where it cannot."""

    @property
    def largest_sent(self) -> int:
        """Bytes of the largest file that `hand_over` can hand over."""

    async def hand_over(self, external: str, effect: str, file: Outgoing) -> bool:
        """Hands over one file; False where it is still to be collected. Raises as `say`."""

    def fetch(self, external: str, file: FileRef) -> AsyncIterator[bytes]:
        """Streams a file in pieces of at most 64 KiB. Raises FileUnavailable, ChannelBusy."""
