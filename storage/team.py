"""Which messenger accounts belong to helpers, and the lines that tell the team's own space of requests.

A helper's account is kept as a keyed digest; of a person nothing is kept here.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from storage import helpers
from storage.helpers import Helper
from storage.moments import stamp
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Notice:
    """One line in one place about one request. `token` stands on its button, `message` is the messenger's own id."""

    handoff: str
    place: str
    token: str
    message: str


def make_code(tx: Transaction, helper: int, code: str, until: datetime) -> None:
    """Whoever sends `code` from an account before `until` is that helper there. A new code replaces the old."""
    tx.execute("DELETE FROM helper_codes WHERE helper = ?", (helper,))
    tx.execute("INSERT INTO helper_codes (code, helper, until) VALUES (?, ?, ?)", (_digest(code), helper, stamp(until)))


def use_code(tx: Transaction, code: str, channel: str, user: str, now: datetime) -> Helper | None:
    """Links the account, once; None where the code is wrong, used or too old."""
    row = tx.execute("DELETE FROM helper_codes WHERE code = ? RETURNING helper, until", (_digest(code),)).fetchone()
    helper = helpers.by_id(tx, row[0]) if row and row[1] > stamp(now) else None
    if helper is None or helper.disabled:
        return None
    tx.execute(
        """INSERT INTO helper_accounts (account, channel, helper, linked_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (account) DO UPDATE SET helper = excluded.helper, linked_at = excluded.linked_at""",
        (_account(tx, channel, user), channel, helper.id, stamp(now)),
    )
    return helper


def helper_of(tx: Transaction, channel: str, user: str) -> Helper | None:
    """The helper who linked this account and may still work."""
    row = tx.execute("SELECT helper FROM helper_accounts WHERE account = ?", (_account(tx, channel, user),)).fetchone()
    helper = helpers.by_id(tx, row[0]) if row else None
    return helper if helper and not helper.disabled else None


def told(tx: Transaction, notice: Notice) -> None:
    """The line stands there."""
    tx.execute(
        "INSERT INTO team_notices (handoff, place, token, message) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (notice.handoff, notice.place, notice.token, notice.message),
    )


def notices(tx: Transaction, place: str) -> list[Notice]:
    """The lines of a place that still have their button."""
    rows = tx.execute("SELECT handoff, place, token, message FROM team_notices WHERE place = ? AND over = 0", (place,))
    return [Notice(*row) for row in rows]


def over(tx: Transaction, notice: Notice) -> None:
    """The line says how it ended."""
    tx.execute("UPDATE team_notices SET over = 1 WHERE handoff = ? AND place = ?", (notice.handoff, notice.place))


def handoff_of(tx: Transaction, token: str) -> str:
    """The request a button is about, empty where there is none."""
    row = tx.execute("SELECT handoff FROM team_notices WHERE token = ? LIMIT 1", (token,)).fetchone()
    return row[0] if row else ""


def _account(tx: Transaction, channel: str, user: str) -> bytes:
    return tx.vault.master.lookup(channel, "helper", user)


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
