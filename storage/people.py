"""Pseudonymous people and their addresses. An external id is looked up by keyed digest and stored sealed."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from storage.moments import stamp
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class AddressRow:
    """Where a person is reached, whose key seals what they say, and which conversation that is."""

    id: int
    person: int
    conversation: str
    key: str
    channel: str
    account: str
    external: str
    stopped: bool = False


_FIND = """SELECT a.id, a.person, c.id, p.key, a.stopped FROM addresses a
    JOIN people p ON p.id = a.person JOIN conversations c ON c.address = a.id WHERE a.lookup = ?"""
_BY_CONVERSATION = """SELECT a.id, a.person, c.id, p.key, a.channel, a.account, a.external, a.stopped
    FROM conversations c JOIN addresses a ON a.id = c.address JOIN people p ON p.id = a.person WHERE c.id = ?"""


def known(tx: Transaction, channel: str, account: str, external: str) -> AddressRow | None:
    """The address, where this person was here before."""
    row = tx.execute(_FIND, (tx.vault.lookup(channel, account, external),)).fetchone()
    if row is None:
        return None
    address, person, conversation, key, stopped = row
    return AddressRow(address, person, conversation, key, channel, account, external, bool(stopped))


def address_of(tx: Transaction, channel: str, account: str, external: str, now: datetime) -> AddressRow:
    """The address; at first contact with a new person, a new key and a new conversation."""
    return known(tx, channel, account, external) or first_contact(tx, channel, account, external, now)


def of_conversation(tx: Transaction, conversation: str) -> AddressRow | None:
    """The address of a conversation, its external id opened; None where it does not exist (any more)."""
    row = tx.execute(_BY_CONVERSATION, (conversation,)).fetchone()
    if row is None:
        return None
    address, person, conversation, key, channel, account, sealed, stopped = row
    return AddressRow(
        address, person, conversation, key, channel, account, external_of(tx, key, address, sealed), bool(stopped)
    )


def external_of(tx: Transaction, key: str, address: int, sealed: bytes) -> str:
    return tx.vault.open(key, "address.external", str(address), sealed).decode("utf-8", "surrogatepass")


def new_person(tx: Transaction, now: datetime) -> tuple[int, str]:
    """A blank person with a key of their own: (person, key). Little is kept of them until a case is opened."""
    key, at = tx.vault.new_key(now), stamp(now)
    row = tx.execute(
        "INSERT INTO people (key, first_at, unnoticed_since) VALUES (?, ?, ?) RETURNING id", (key, at, at)
    ).fetchone()
    return row[0], key


def seal_external(tx: Transaction, address: int, key: str, external: str) -> None:
    sealed = tx.vault.seal(key, "address.external", str(address), external.encode("utf-8", "surrogatepass"))
    tx.execute("UPDATE addresses SET external = ? WHERE id = ?", (sealed, address))


def stop(tx: Transaction, address: int, stopped: bool) -> None:
    tx.execute("UPDATE addresses SET stopped = ? WHERE id = ?", (int(stopped), address))


def first_contact(tx: Transaction, channel: str, account: str, external: str, now: datetime) -> AddressRow:
    """A new person: a key, an address, a conversation."""
    person, key = new_person(tx, now)
    lookup = tx.vault.lookup(channel, account, external)
    address: int = tx.execute(
        "INSERT INTO addresses (lookup, channel, account, external, person) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (lookup, channel, account, b"", person),
    ).fetchone()[0]
    seal_external(tx, address, key, external)
    conversation = secrets.token_hex(16)
    tx.execute("INSERT INTO conversations (address, id) VALUES (?, ?)", (address, conversation))
    return AddressRow(address, person, conversation, key, channel, account, external)
