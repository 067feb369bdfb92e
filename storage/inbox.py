"""What came in, as bytes, before anything is made of it; unique by the messenger's own ids.

Raw updates are sealed under the key of their person, or, where nobody could be read from them, under the key of the
day, which is destroyed on schedule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from storage.errors import SealBroken
from storage.moments import moment, stamp
from storage.people import AddressRow
from storage.transaction import Transaction
from storage.vault import DAILY


@dataclass(frozen=True, slots=True)
class Entry:
    """One update as it came. `channel` is empty for what came from inside (a timer, the desk, a result)."""

    channel: str
    account: str
    update_id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """One update that waits: for the rest of its album, or to be tried again."""

    seq: int
    entry: Entry
    address: int
    conversation: str
    album: str
    tries: int
    received_at: datetime


_INSERT = """INSERT INTO inbox
    (channel, account, update_id, address, key, raw, received_at, state, album, tries, due_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, account, update_id) DO NOTHING"""
_DUE = """SELECT
    i.seq, i.channel, i.account, i.update_id, i.key, i.raw, i.address, c.id, i.album, i.tries, i.received_at
    FROM inbox i JOIN conversations c ON c.address = i.address
    WHERE i.state IN ('gathering', 'retry') AND i.state = ? AND i.due_at <= ?
    ORDER BY i.address, i.album, i.seq LIMIT ?"""


def insert(
    tx: Transaction,
    entry: Entry,
    address: AddressRow,
    now: datetime,
    state: str = "done",
    tries: int = 0,
    due: datetime | None = None,
    album: str = "",
) -> bool:
    """Stores one update of a known address; False where it was here before."""
    return _insert(tx, entry, address.id, address.key, now, state, album, tries, due)


def insert_unattributed(tx: Transaction, entry: Entry, now: datetime, state: str) -> bool:
    """Stores what belongs to nobody (`dead`: cannot be read, `ignored`: not for us) under the key of the day."""
    return _insert(tx, entry, None, tx.vault.daily_key(now.date(), now), now, state, "", 0, None)


def seen(tx: Transaction, entry: Entry) -> bool:
    """True where an update of that id was stored before, even if its person has erased since."""
    found = tx.execute(
        "SELECT 1 FROM inbox WHERE channel = ? AND account = ? AND update_id = ?",
        (entry.channel, entry.account, entry.update_id),
    ).fetchone()
    return found is not None


def held(tx: Transaction, state: str, now: datetime, limit: int) -> list[list[Held]]:
    """What is due in that state, in the order it came; the parts of one album together.

    What can no longer be opened is a dead letter from now on.
    """
    found = tx.execute(_DUE, (state, stamp(now), limit)).fetchall()
    rows = [held for row in found if (held := _held(tx, row))]
    units = groupby(rows, key=lambda row: (row.address, row.album or row.seq))
    return sorted((list(unit) for _, unit in units), key=lambda unit: unit[0].seq)


def postpone_album(tx: Transaction, address: int, album: str, due: datetime) -> None:
    """Another part came: the whole album waits for the next one."""
    tx.execute(
        "UPDATE inbox SET due_at = ? WHERE address = ? AND album = ? AND state = 'gathering'",
        (stamp(due), address, album),
    )


def settle(tx: Transaction, unit: list[Held], state: str, tries: int = 0, due: datetime | None = None) -> None:
    """Marks a unit `done`, to `retry` at a moment, or `dead`."""
    for row in unit:
        tx.execute(
            "UPDATE inbox SET state = ?, tries = ?, due_at = ? WHERE seq = ?",
            (state, tries, stamp(due) if due else None, row.seq),
        )


def dead_letters(tx: Transaction) -> int:
    """How many updates could not be handled; the operator is told."""
    row = tx.execute("SELECT count(*) FROM inbox WHERE state IN ('dead', 'ignored') AND state = 'dead'").fetchone()
    return int(row[0])


def destroy_daily(tx: Transaction, before: date) -> int:
    """Destroys the keys of the days before, and what they sealed; gives the number of days."""
    rows = tx.execute(
        "SELECT id FROM keys WHERE id >= ? AND id < ?", (DAILY, f"{DAILY}{before.isoformat()}")
    ).fetchall()
    for (key,) in rows:
        tx.vault.destroy(key)
        tx.erased.append(key)
        tx.execute("UPDATE inbox SET raw = NULL, key = NULL WHERE key = ? AND state IN ('dead', 'ignored')", (key,))
    return len(rows)


def forget(tx: Transaction, address: int) -> None:
    """Nothing is left of what this address sent but the messenger's ids, so that a repeated update is known."""
    tx.execute(
        """UPDATE inbox SET address = NULL, key = NULL, raw = NULL, due_at = NULL, album = '',
        state = CASE WHEN state IN ('gathering', 'retry') THEN 'done' ELSE state END WHERE address = ?""",
        (address,),
    )


def raw_of(tx: Transaction, address: AddressRow) -> Iterator[tuple[Entry, datetime]]:
    """Everything kept of what this person sent, oldest first."""
    rows = tx.execute(
        "SELECT channel, account, update_id, key, raw, received_at FROM inbox WHERE address = ? ORDER BY seq",
        (address.id,),
    )
    for channel, account, update_id, key, raw, received_at in rows:
        yield _entry(tx, channel, account, update_id, key, raw), moment(received_at)


def _insert(
    tx: Transaction,
    entry: Entry,
    address: int | None,
    key: str,
    now: datetime,
    state: str,
    album: str,
    tries: int,
    due: datetime | None,
) -> bool:
    sealed = tx.vault.seal(key, "inbox.raw", _row_id(entry.channel, entry.account, entry.update_id), entry.raw)
    values = (
        entry.channel,
        entry.account,
        entry.update_id,
        address,
        key,
        sealed,
        stamp(now),
        state,
        album,
        tries,
        stamp(due) if due else None,
    )
    return tx.execute(_INSERT, values).rowcount == 1


def _held(tx: Transaction, row: tuple[int, str, str, str, str, bytes, int, str, str, int, str]) -> Held | None:
    seq, channel, account, update_id, key, raw, address, conversation, album, tries, received_at = row
    try:
        entry = _entry(tx, channel, account, update_id, key, raw)
    except SealBroken:
        tx.execute("UPDATE inbox SET state = 'dead', due_at = NULL WHERE seq = ?", (seq,))
        return None
    return Held(seq, entry, address, conversation, album, tries, moment(received_at))


def _entry(tx: Transaction, channel: str, account: str, update_id: str, key: str, raw: bytes) -> Entry:
    row_id = _row_id(channel, account, update_id)
    return Entry(channel, account, update_id, tx.vault.open(key, "inbox.raw", row_id, raw))


def _row_id(channel: str, account: str, update_id: str) -> str:
    return f"{channel}:{account}:{update_id}"
