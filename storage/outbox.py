"""What is to be done outside, in order per address, at least once, each known by the id of its effect.

Of the rows of one address one is the `head` or in `flight`, the others stand `behind` it; urgent ones go first. A row
that is done is deleted; one that could not be delivered stays as `undelivered` for the desk. What is to be kept and
papers to make stand `aside`, outside the order: a slow download holds up no answer.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from conversations.effects import OUTWARD, KeepEvidence, KeepNote, MakeDossier, MakeLetter, Outward, ReadChat, Say
from storage.errors import SealBroken
from storage.moments import stamp
from storage.people import AddressRow, external_of, stop
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Delivery:
    """One effect to perform now. `tries` counts the attempts before this one."""

    effect_id: str
    address_id: int
    conversation_id: str
    channel: str
    account: str
    external: str
    effect: Outward
    urgent: bool
    tries: int
    made_at: str


_INSERT = """INSERT INTO outbox (effect, address, kind, body, urgent, passing, state, made_at, due_at, reason)
    VALUES (?, ?, ?, ?, ?, ?,
        CASE WHEN ? THEN 'undelivered'
             WHEN ? THEN 'aside'
             WHEN EXISTS (SELECT 1 FROM outbox WHERE address = ? AND state IN ('head', 'behind', 'flight'))
             THEN 'behind'
             ELSE 'head' END,
        ?, ?, ?)"""
_HEADS = """SELECT
    o.effect, o.address, o.body, o.urgent, o.tries, o.made_at, a.channel, a.account, a.external, p.key, c.id
    FROM outbox o JOIN addresses a ON a.id = o.address JOIN people p ON p.id = a.person
    JOIN conversations c ON c.address = a.id
    WHERE o.state = 'head' AND o.due_at <= ? ORDER BY o.urgent DESC, o.seq"""
_URGENT_HEADS = _HEADS.replace("'head'", "'head' AND o.urgent = 1")
# What is made here begins with this word; what is fetched from a messenger does not.
_ASIDE = _HEADS.replace("'head'", "'aside' AND (o.kind LIKE 'make~_%' ESCAPE '~') = ?")
_FIRST = """SELECT seq FROM outbox WHERE address = ? AND state IN ('head', 'behind', 'flight')
    ORDER BY urgent DESC, seq LIMIT 1"""

# Out of the order of their address: nobody waits behind them.
_BESIDE = ("aside", "fetching")
_WAITING = "CASE WHEN state IN ('aside', 'fetching') THEN 'aside' ELSE 'behind' END"

_Head = tuple[str, int, bytes, int, int, str, str, str, bytes, str, str]


def add(tx: Transaction, address: AddressRow, effects: Sequence[Outward], now: datetime) -> int:
    """Queues the effects of a turn, gives their number; for a person who left they are undelivered at once."""
    at = stamp(now)
    reason = "stopped" if address.stopped else ""
    for effect in effects:
        urgent = isinstance(effect, Say) and effect.urgent
        body = tx.vault.seal(address.key, "outbox.body", effect.id, effect.model_dump_json().encode())
        tx.execute(
            _INSERT,
            (
                effect.id,
                address.id,
                effect.kind,
                body,
                urgent,
                _passing(effect),
                address.stopped,
                isinstance(effect, KeepEvidence | KeepNote | ReadChat | MakeDossier | MakeLetter),
                address.id,
                at,
                at,
                reason,
            ),
        )
        if urgent and not address.stopped:
            _promote(tx, address.id)
    return len(effects)


def claim(
    tx: Transaction,
    now: datetime,
    limit: int,
    busy_addresses: Collection[int] = (),
    channels: Collection[str] = (),
    accounts: Collection[str] = (),
    urgent_only: bool = False,
) -> list[Delivery]:
    """Takes up to `limit` heads into flight, urgent ones first; never one of an address that is busy.

    `channels` and `accounts` restrict to those this process can speak on (all where empty). What a process that died
    had in flight is taken up again: only one process delivers for a channel.
    """
    _recover(tx, channels)
    heads = _URGENT_HEADS if urgent_only else _HEADS
    return _chosen(tx, heads, now, limit, busy_addresses, channels, accounts)


def urgent_waits(tx: Transaction) -> bool:
    """True where an urgent row is the next of its address."""
    return tx.execute("SELECT 1 FROM outbox WHERE state = 'head' AND urgent = 1 LIMIT 1").fetchone() is not None


def claim_aside(
    tx: Transaction,
    now: datetime,
    limit: int,
    busy_addresses: Collection[int] = (),
    channels: Collection[str] = (),
    accounts: Collection[str] = (),
    making: bool = False,
) -> list[Delivery]:
    """Takes up to `limit` files that are to be fetched, one per address that is not busy; otherwise as `claim`.

    With `making`, papers that are to be made in their place.
    """
    _recover(tx, channels)
    return _chosen(tx, _ASIDE, now, limit, busy_addresses, channels, accounts, (making,))


def take_back(tx: Transaction, channel: str, account: str, fetching: bool = False, making: bool = False) -> int:
    """What was in flight there waits again, for a delivery that begins anew; gives the number of rows."""
    lost = tx.execute(
        """SELECT o.effect, o.address FROM outbox o JOIN addresses a ON a.id = o.address
        WHERE o.state = ? AND a.channel = ? AND a.account = ? AND (o.kind LIKE 'make~_%' ESCAPE '~') = ?""",
        ("fetching" if fetching or making else "flight", channel, account, making),
    ).fetchall()
    for effect, address in lost:
        _put_back(tx, effect, address)
    return len(lost)


def done(tx: Transaction, effect_id: str) -> bool:
    """It was performed: the row goes, the next of its address may come. False where it was gone already (erased)."""
    row = tx.execute("DELETE FROM outbox WHERE effect = ? RETURNING address, state", (effect_id,)).fetchone()
    if row and row[1] not in _BESIDE:
        _promote(tx, row[0])
    return row is not None


def waits(tx: Transaction, effect_id: str) -> bool:
    """True while the effect is still to be performed: not done, not erased, not given up."""
    found = tx.execute("SELECT 1 FROM outbox WHERE effect = ? AND state <> 'undelivered'", (effect_id,)).fetchone()
    return found is not None


def retry(tx: Transaction, effect_id: str, due: datetime, reason: str) -> None:
    """It failed for now: it keeps its place in the order and is tried again from `due`."""
    row = tx.execute(
        f"""UPDATE outbox SET state = {_WAITING}, tries = tries + 1, due_at = ?, reason = ?
        WHERE effect = ? AND state <> 'undelivered' RETURNING address""",  # noqa: S608 - a constant of this file
        (stamp(due), reason, effect_id),
    ).fetchone()
    if row:
        _promote(tx, row[0])


def undelivered(tx: Transaction, effect_id: str, reason: str) -> None:
    """It will never be delivered; the desk can see it. The next of its address may come."""
    row = tx.execute(
        "UPDATE outbox SET state = 'undelivered', reason = ? WHERE effect = ? RETURNING address", (reason, effect_id)
    ).fetchone()
    if row:
        _promote(tx, row[0])


def stop_address(tx: Transaction, address_id: int) -> None:
    """The person cannot be reached: nothing more is sent there until they write again. Files are still fetched."""
    stop(tx, address_id, True)
    tx.execute(
        """UPDATE outbox SET state = 'undelivered', reason = 'stopped'
        WHERE address = ? AND state IN ('head', 'behind', 'flight')""",
        (address_id,),
    )


def resume_address(tx: Transaction, address_id: int) -> None:
    """They are there again. What was given up stays given up: an answer of last week would only confuse."""
    stop(tx, address_id, False)


def drop(tx: Transaction, effect_id: str) -> Outward | None:
    """Takes back one effect, also while it is being performed; None where it is gone or cannot be opened."""
    row = tx.execute(
        """SELECT o.body, p.key FROM outbox o JOIN addresses a ON a.id = o.address JOIN people p ON p.id = a.person
        WHERE o.effect = ?""",
        (effect_id,),
    ).fetchone()
    if row is None:
        return None
    done(tx, effect_id)
    try:
        return OUTWARD.validate_json(tx.vault.open(row[1], "outbox.body", effect_id, row[0]))
    except (SealBroken, ValueError):
        return None


def drop_passing(tx: Transaction, address_id: int) -> int:
    """In a flood, takes back the ordinary replies that wait: the newest one will stand for them. Gives their number."""
    return tx.execute(
        "DELETE FROM outbox WHERE address = ? AND state = 'behind' AND passing = 1 AND tries = 0", (address_id,)
    ).rowcount


def next_due(tx: Transaction) -> str:
    """The stored moment at which the next head may go; empty where nothing waits."""
    row = tx.execute("SELECT min(due_at) FROM outbox WHERE state = 'head'").fetchone()
    return row[0] or ""


def forget(tx: Transaction, address_id: int) -> None:
    tx.execute("DELETE FROM outbox WHERE address = ?", (address_id,))


def _chosen(
    tx: Transaction,
    query: str,
    now: datetime,
    limit: int,
    busy: Collection[int],
    channels: Collection[str],
    accounts: Collection[str],
    more: tuple[bool, ...] = (),
) -> list[Delivery]:
    chosen: dict[int, _Head] = {}
    for row in tx.execute(query, (*more, stamp(now))):
        if len(chosen) >= limit:
            break
        ours = (not channels or row[6] in channels) and (not accounts or row[7] in accounts)
        if ours and row[1] not in busy and row[1] not in chosen:
            chosen[row[1]] = row
    return [delivery for row in chosen.values() if (delivery := _take(tx, row))]


def _take(tx: Transaction, row: _Head) -> Delivery | None:
    effect, address, body, urgent, tries, made_at, channel, account, external, key, conversation = row
    try:
        said = OUTWARD.validate_json(tx.vault.open(key, "outbox.body", effect, body))
        to = external_of(tx, key, address, external)
    except (SealBroken, ValueError):
        undelivered(tx, effect, "unreadable")
        return None
    tx.execute(
        """UPDATE outbox SET state = CASE state WHEN 'aside' THEN 'fetching' ELSE 'flight' END, holder = ?
        WHERE effect = ?""",
        (tx.holder, effect),
    )
    return Delivery(effect, address, conversation, channel, account, to, said, bool(urgent), tries, made_at)


def _recover(tx: Transaction, channels: Collection[str]) -> None:
    lost = tx.execute(
        """SELECT o.effect, o.address, a.channel FROM outbox o JOIN addresses a ON a.id = o.address
        WHERE o.state IN ('flight', 'fetching') AND o.holder <> ?""",
        (tx.holder,),
    ).fetchall()
    for effect, address, channel in lost:
        if not channels or channel in channels:
            _put_back(tx, effect, address)


def _put_back(tx: Transaction, effect: str, address: int) -> None:
    tx.execute(f"UPDATE outbox SET state = {_WAITING}, tries = tries + 1 WHERE effect = ?", (effect,))  # noqa: S608
    _promote(tx, address)


def _promote(tx: Transaction, address: int) -> None:
    """Makes the first row of the address its head, unless one is in flight."""
    first = tx.execute(_FIRST, (address,)).fetchone()
    flying = tx.execute("SELECT 1 FROM outbox WHERE address = ? AND state = 'flight'", (address,)).fetchone()
    if first is None or flying:
        return
    tx.execute(
        "UPDATE outbox SET state = 'behind' WHERE address = ? AND state = 'head' AND seq <> ?", (address, first[0])
    )
    tx.execute("UPDATE outbox SET state = 'head' WHERE seq = ?", first)


def _passing(effect: Outward) -> bool:
    """True for a reply that a later one can stand for: nothing urgent, nothing from a helper, no number in it."""
    return isinstance(effect, Say) and not (effect.urgent or effect.from_helper or effect.services)
