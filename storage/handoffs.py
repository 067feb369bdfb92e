"""Requests for a human: waiting, claimed by exactly one helper, closed. Read is only what follows the claim."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from conversations.findings import RISK_LEVELS, RiskLevel
from storage.moments import moment, stamp
from storage.people import of_conversation
from storage.transaction import Transaction

State = Literal["waiting", "human", "closed"]
Who = Literal["person", "helper"]


@dataclass(frozen=True, slots=True)
class Handoff:
    """`conversation` is empty once the person has erased. `helper` is the number of who claimed it, 0 for nobody."""

    id: str
    conversation: str
    channel: str
    risk: RiskLevel
    state: State
    asked_at: datetime
    helper: int = 0
    claimed_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    seq: int
    id: str
    who: Who
    risk: RiskLevel
    at: datetime
    text: str


_COLUMNS = "id, conversation, channel, risk, state, asked_at, helper, claimed_at, closed_at, closed_by"


def open_handoff(
    tx: Transaction, handoff: str, conversation: str, channel: str, risk: RiskLevel, now: datetime
) -> None:
    """Puts the person in the queue. A conversation has one open request: a new one takes the place of the old."""
    before = of_conversation_open(tx, conversation)
    if before:
        close(tx, before.id, "replaced", now)
    tx.execute(
        """INSERT INTO handoffs (id, conversation, channel, risk, state, asked_at)
        VALUES (?, ?, ?, ?, 'waiting', ?)""",
        (handoff, conversation, channel, risk, stamp(now)),
    )


def get(tx: Transaction, handoff: str) -> Handoff | None:
    row = tx.execute(f"SELECT {_COLUMNS} FROM handoffs WHERE id = ?", (handoff,)).fetchone()  # noqa: S608 - a constant
    return _handoff(row) if row else None


def waiting(tx: Transaction) -> list[Handoff]:
    """The queue: the greatest danger first, then who has waited longest."""
    rows = tx.execute(f"SELECT {_COLUMNS} FROM handoffs WHERE state = 'waiting' ORDER BY asked_at")  # noqa: S608 - a constant
    return sorted(map(_handoff, rows), key=lambda one: -RISK_LEVELS.index(one.risk))


def held_by(tx: Transaction, helper: int) -> list[Handoff]:
    """The exchanges a helper has open."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM handoffs WHERE state = 'human' AND helper = ? ORDER BY asked_at",  # noqa: S608 - a constant
        (helper,),
    )
    return [_handoff(row) for row in rows]


def of_conversation_open(tx: Transaction, conversation: str) -> Handoff | None:
    """The request that is waiting or taken for this conversation."""
    row = tx.execute(
        f"SELECT {_COLUMNS} FROM handoffs WHERE conversation = ? AND state <> 'closed'",  # noqa: S608 - a constant
        (conversation,),
    ).fetchone()
    return _handoff(row) if row else None


def claim(tx: Transaction, handoff: str, helper: int, now: datetime) -> bool:
    """True for exactly one helper, however many try at once."""
    return (
        tx.execute(
            "UPDATE handoffs SET state = 'human', helper = ?, claimed_at = ? WHERE id = ? AND state = 'waiting'",
            (helper, stamp(now), handoff),
        ).rowcount
        == 1
    )


def close(tx: Transaction, handoff: str, by: str, now: datetime, helper: int = 0) -> bool:
    """Ends a request; False where it was closed already, or is not this helper's (where one is given)."""
    return (
        tx.execute(
            """UPDATE handoffs SET state = 'closed', closed_at = ?, closed_by = ?
            WHERE id = ? AND state <> 'closed' AND (? = 0 OR helper = ?)""",
            (stamp(now), by, handoff, helper, helper),
        ).rowcount
        == 1
    )


def add_line(tx: Transaction, handoff: str, line_id: str, who: Who, text: str, risk: RiskLevel, at: datetime) -> bool:
    """Adds what one of the two wrote, sealed under the person's key; False where nobody has claimed it."""
    found = get(tx, handoff)
    address = of_conversation(tx, found.conversation) if found and found.state == "human" else None
    if address is None:
        return False
    sealed = tx.vault.seal(address.key, "handoff.body", line_id, text.encode("utf-8", "surrogatepass"))
    return (
        tx.execute(
            """INSERT INTO handoff_lines (handoff, id, who, risk, at, body) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (handoff, id) DO NOTHING""",
            (handoff, line_id, who, risk, stamp(at), sealed),
        ).rowcount
        == 1
    )


def lines(tx: Transaction, handoff: str, after: int = 0) -> list[Line]:
    """What was written after the claim, in order; nothing once the person has erased."""
    found = get(tx, handoff)
    address = of_conversation(tx, found.conversation) if found else None
    if address is None:
        return []
    rows = tx.execute(
        "SELECT seq, id, who, risk, at, body FROM handoff_lines WHERE handoff = ? AND seq > ? ORDER BY seq",
        (handoff, after),
    )
    return [
        Line(
            seq,
            line,
            who,
            risk,
            moment(at),
            tx.vault.open(address.key, "handoff.body", line, body).decode("utf-8", "surrogatepass"),
        )
        for seq, line, who, risk, at, body in rows
    ]


def forget(tx: Transaction, conversation: str) -> None:
    """The words go; that a helper held it, and when, stays for the audit, without a way back to the person."""
    tx.execute(
        "DELETE FROM handoff_lines WHERE handoff IN (SELECT id FROM handoffs WHERE conversation = ?)", (conversation,)
    )
    tx.execute(
        """UPDATE handoffs SET conversation = NULL,
        closed_by = CASE WHEN state = 'closed' THEN closed_by ELSE 'erased' END, state = 'closed'
        WHERE conversation = ?""",
        (conversation,),
    )


def _handoff(
    row: tuple[str, str | None, str, RiskLevel, State, str, int | None, str | None, str | None, str],
) -> Handoff:
    handoff, conversation, channel, risk, state, asked_at, helper, claimed_at, closed_at, closed_by = row
    return Handoff(
        handoff,
        conversation or "",
        channel,
        risk,
        state,
        moment(asked_at),
        helper or 0,
        moment(claimed_at) if claimed_at else None,
        moment(closed_at) if closed_at else None,
        closed_by,
    )
