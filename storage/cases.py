"""The private file of a person: opened when they go on after the notice, destroyed key first."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from conversations.situation import Kept
from storage import handoffs, inbox, outbox, people, timers, transcripts
from storage.conversations import load_for
from storage.moments import stamp
from storage.people import AddressRow
from storage.transaction import Transaction

QUIET = timedelta(hours=1)
ALIAS_DIGITS = 6
_LISTED = """SELECT c.id, c.opened_at, v.id, a.channel, coalesce(v.last_at, ''), v.messages,
    (SELECT count(*) FROM evidence e WHERE e.person = c.person),
    (SELECT count(*) FROM facts f WHERE f.person = c.person),
    (SELECT coalesce(sum(e.size), 0) FROM evidence e WHERE e.person = c.person)
    FROM cases c JOIN addresses a ON a.person = c.person JOIN conversations v ON v.address = a.id
    ORDER BY c.opened_at DESC"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A case as an operator may see it: counts and days, no word and no id of a messenger. `size` in bytes."""

    alias: str
    case: str
    opened_at: str
    conversation: str
    channel: str
    last_at: str
    messages: int
    evidence: int
    facts: int
    size: int


def open_case(tx: Transaction, address: AddressRow, now: datetime) -> None:
    """From now on what they said and will send is kept under the retention rule. One case per person."""
    tx.execute(
        "INSERT INTO cases (id, person, opened_at) VALUES (?, ?, ?) ON CONFLICT (person) DO NOTHING",
        (secrets.token_hex(8), address.person, stamp(now)),
    )
    tx.execute("UPDATE people SET unnoticed_since = NULL WHERE id = ?", (address.person,))


def erase(tx: Transaction, address: AddressRow, now: datetime) -> AddressRow:
    """Destroys the key, then all it sealed. The address goes on as a new, blank person; gives its new row."""
    _destroy(tx, address)
    person, key = people.new_person(tx, now)
    tx.execute("UPDATE addresses SET person = ? WHERE id = ?", (person, address.id))
    people.seal_external(tx, address.id, key, address.external)
    tx.execute(
        """UPDATE conversations SET state = NULL, messages = 0, last_at = NULL, minute = '', in_minute = 0
        WHERE address = ?""",
        (address.id,),
    )
    tx.execute("DELETE FROM people WHERE id = ?", (address.person,))
    return replace(address, person=person, key=key)


def forget(tx: Transaction, address: AddressRow) -> None:
    """As `erase`, and the address goes too: the person was never here."""
    _destroy(tx, address)
    tx.execute("DELETE FROM conversations WHERE address = ?", (address.id,))
    tx.execute("DELETE FROM addresses WHERE id = ?", (address.id,))
    tx.execute("DELETE FROM people WHERE id = ?", (address.person,))


def inventory(tx: Transaction, address: AddressRow) -> Kept:
    """What is held for this person now."""
    return load_for(tx, address).kept


def unnoticed(tx: Transaction, now: datetime, hours: int, limit: int) -> list[str]:
    """The conversations of people who came `hours` ago and never went on after the notice.

    Nobody is cut off in the middle: who wrote within the last hour, or waits for or talks with a helper, is left for
    the next time.
    """
    rows = tx.execute(
        """SELECT c.id FROM people p JOIN addresses a ON a.person = p.id JOIN conversations c ON c.address = a.id
        WHERE p.unnoticed_since <= ? AND (c.last_at IS NULL OR c.last_at <= ?)
        AND NOT EXISTS (SELECT 1 FROM handoffs h WHERE h.conversation = c.id AND h.state <> 'closed')
        ORDER BY p.unnoticed_since LIMIT ?""",
        (stamp(now - timedelta(hours=hours)), stamp(now - QUIET), limit),
    )
    return [conversation for (conversation,) in rows]


def alias(tx: Transaction, address: AddressRow) -> str:
    """The neutral name of a case for people, such as `2026-7F3A9C`; it tells nothing of the person."""
    row = tx.execute("SELECT id, opened_at FROM cases WHERE person = ?", (address.person,)).fetchone()
    if row is None:
        # The notice was not answered yet: what is kept has no case, and may still be shown.
        row = tx.execute("SELECT key, first_at FROM people WHERE id = ?", (address.person,)).fetchone()
    return alias_of(row[0], row[1])


def everyone(tx: Transaction) -> list[Listed]:
    """Every case, the latest first."""
    rows = tx.execute(_LISTED).fetchall()
    return [Listed(alias_of(row[0], row[1]), *row) for row in rows]


def find(tx: Transaction, alias: str) -> list[Listed]:
    """The cases that this name can mean; more digits of the number tell two apart."""
    year, _, digits = alias.strip().partition("-")
    wanted = digits.lower()
    return [
        one
        for one in everyone(tx)
        if len(wanted) >= ALIAS_DIGITS and one.case.startswith(wanted) and one.opened_at.startswith(year)
    ]


def alias_of(case: str, opened_at: str) -> str:
    return f"{opened_at[:4]}-{case[:ALIAS_DIGITS].upper()}"


def debris(tx: Transaction, limit: int = 100) -> list[str]:
    """Files of erased cases that still lie on the disk, unreadable; `swept` says that one is gone."""
    return [blob for (blob,) in tx.execute("SELECT blob FROM debris LIMIT ?", (limit,))]


def swept(tx: Transaction, blob: str) -> None:
    tx.execute("DELETE FROM debris WHERE blob = ?", (blob,))


def _destroy(tx: Transaction, address: AddressRow) -> None:
    tx.vault.destroy(address.key)
    tx.erased.append(address.key)
    tx.execute(
        "INSERT INTO debris (blob) SELECT blob FROM evidence WHERE person = ? AND blob <> '' ON CONFLICT DO NOTHING",
        (address.person,),
    )
    tx.execute(
        "INSERT INTO debris (blob) SELECT preview FROM looks WHERE person = ? AND preview <> '' ON CONFLICT DO NOTHING",
        (address.person,),
    )
    for table in ("evidence", "facts", "custody", "custody_heads", "papers", "cases"):
        tx.execute(f"DELETE FROM {table} WHERE person = ?", (address.person,))  # noqa: S608 - names of this file
    outbox.forget(tx, address.id)
    timers.forget(tx, address.conversation)
    transcripts.forget(tx, address.conversation)
    handoffs.forget(tx, address.conversation)
    inbox.forget(tx, address.id)
