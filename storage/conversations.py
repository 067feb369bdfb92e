"""The state of every conversation, sealed under the key of its person."""

from dataclasses import dataclass
from datetime import datetime

from conversations.conversation import Conversation
from conversations.situation import Kept
from storage.moments import moment, stamp
from storage.people import AddressRow, of_conversation
from storage.transaction import Transaction

_LOAD = """SELECT c.state, c.messages, p.first_at, c.minute, c.in_minute,
    (SELECT count(*) FROM evidence e WHERE e.person = p.id AND e.blob <> ''),
    (SELECT count(*) FROM handoffs h WHERE h.conversation = c.id)
    FROM conversations c JOIN people p ON p.id = ? WHERE c.address = ?"""
_SAVE = """UPDATE conversations SET state = ?, messages = messages + ?, last_at = coalesce(?, last_at),
    minute = ?, in_minute = ? WHERE address = ?"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A conversation, what is kept of its person, and how many messages came in the minute named."""

    conversation: Conversation
    kept: Kept
    minute: str
    in_minute: int

    def count_with(self, messages: int, now: datetime) -> int:
        """How many came in the minute of `now`, with these."""
        return messages + (self.in_minute if self.minute == minute_of(stamp(now)) else 0)


def load_for(tx: Transaction, address: AddressRow) -> Loaded:
    """The conversation at an address; a blank one before its first turn."""
    state, messages, first_at, minute, in_minute, evidence, handoffs = tx.execute(
        _LOAD, (address.person, address.id)
    ).fetchone()
    kept = Kept(messages=messages, evidence=evidence, handoffs=handoffs, first_at=moment(first_at))
    return Loaded(_opened(tx, address, state), kept, minute, in_minute)


def save_for(
    tx: Transaction, address: AddressRow, conversation: Conversation, now: datetime, messages: int, in_minute: int
) -> None:
    """Stores the state. `messages`: how many of theirs came with this turn; `in_minute`: how many in this minute."""
    # Defaults are not written: reading them back was the dearest part of a turn. A default that changes needs a
    # migration of the states.
    written = conversation.model_dump_json(exclude_defaults=True).encode()
    state = tx.vault.seal(address.key, "conversation.state", address.conversation, written)
    at = stamp(now)
    tx.execute(_SAVE, (state, messages, at if messages else None, minute_of(at), in_minute, address.id))


def load(tx: Transaction, conversation: str) -> Conversation | None:
    """A conversation by its id; None where there is none."""
    address = of_conversation(tx, conversation)
    return load_for(tx, address).conversation if address else None


def save(tx: Transaction, conversation: Conversation, now: datetime) -> None:
    """Replaces the state of a conversation that exists."""
    address = of_conversation(tx, conversation.id)
    if address:
        loaded = load_for(tx, address)
        save_for(tx, address, conversation, now, 0, loaded.in_minute)


def minute_of(at: str) -> str:
    """The minute of a stored moment."""
    return at[:16]


def _opened(tx: Transaction, address: AddressRow, state: bytes | None) -> Conversation:
    if state is None:
        return Conversation(id=address.conversation, channel=address.channel)
    return Conversation.model_validate_json(
        tx.vault.open(address.key, "conversation.state", address.conversation, state)
    )
