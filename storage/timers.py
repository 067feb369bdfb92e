"""What was asked to happen later, one timer of each name per conversation."""

from dataclasses import dataclass
from datetime import datetime

from storage.moments import moment, stamp
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class DueTimer:
    conversation_id: str
    name: str
    at: datetime


def set_timer(tx: Transaction, conversation: str, name: str, at: datetime) -> None:
    """Sets or moves the timer of that name."""
    tx.execute(
        """INSERT INTO timers (conversation, name, at) VALUES (?, ?, ?)
        ON CONFLICT (conversation, name) DO UPDATE SET at = excluded.at""",
        (conversation, name, stamp(at)),
    )


def cancel(tx: Transaction, conversation: str, name: str) -> None:
    tx.execute("DELETE FROM timers WHERE conversation = ? AND name = ?", (conversation, name))


def due(tx: Transaction, now: datetime, limit: int) -> list[DueTimer]:
    """The timers whose moment has come, oldest first."""
    rows = tx.execute(
        "SELECT conversation, name, at FROM timers WHERE at <= ? ORDER BY at LIMIT ?", (stamp(now), limit)
    )
    return [DueTimer(conversation, name, moment(at)) for conversation, name, at in rows]


def next_at(tx: Transaction) -> datetime | None:
    """When the next timer comes, None where there is none."""
    row = tx.execute("SELECT min(at) FROM timers").fetchone()
    return moment(row[0]) if row[0] else None


def take(tx: Transaction, timer: DueTimer) -> bool:
    """Removes a due timer; False where it was cancelled, moved or taken meanwhile. The guard of TimerFired."""
    return (
        tx.execute(
            "DELETE FROM timers WHERE conversation = ? AND name = ? AND at = ?",
            (timer.conversation_id, timer.name, stamp(timer.at)),
        ).rowcount
        == 1
    )


def forget(tx: Transaction, conversation: str) -> None:
    tx.execute("DELETE FROM timers WHERE conversation = ?", (conversation,))
