"""The people of the desk: who may sign in, who is there now. Passwords come hashed; second factors are sealed here."""

from dataclasses import dataclass
from datetime import datetime

from storage.errors import StorageError
from storage.moments import moment, stamp
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Helper:
    """`alias` is the first name people read; `password` an argon2id hash; `totp` the secret in base32.

    `totp_used` is the last time step whose code was accepted: a code is good once.
    """

    id: int
    name: str
    alias: str
    password: str
    totp: str
    totp_used: int
    failures: int
    locked_until: datetime | None
    present_until: datetime | None
    disabled: bool


_COLUMNS = "id, name, alias, password, totp, totp_used, failures, locked_until, present_until, disabled_at"


def add(tx: Transaction, name: str, alias: str, password: str, totp: str, now: datetime) -> int:
    """Adds a helper; gives their number. Raises StorageError("name_taken")."""
    if by_name(tx, name):
        raise StorageError("name_taken")
    sealed = tx.vault.master.seal_own("helper.totp", name, totp.encode("ascii"))
    row = tx.execute(
        "INSERT INTO helpers (name, alias, password, totp, added_at) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (name, alias, password, sealed, stamp(now)),
    ).fetchone()
    return int(row[0])


def by_name(tx: Transaction, name: str) -> Helper | None:
    row = tx.execute(f"SELECT {_COLUMNS} FROM helpers WHERE name = ?", (name,)).fetchone()  # noqa: S608 - a constant
    return _helper(tx, row) if row else None


def by_id(tx: Transaction, helper: int) -> Helper | None:
    row = tx.execute(f"SELECT {_COLUMNS} FROM helpers WHERE id = ?", (helper,)).fetchone()  # noqa: S608 - a constant
    return _helper(tx, row) if row else None


def everyone(tx: Transaction) -> list[Helper]:
    """All helpers, those switched off included, by name."""
    rows = tx.execute(f"SELECT {_COLUMNS} FROM helpers ORDER BY name").fetchall()  # noqa: S608 - a constant
    return [_helper(tx, row) for row in rows]


def failed(tx: Transaction, helper: int, locked_until: datetime | None) -> int:
    """Counts a failed attempt, and locks where asked; gives the number of failures in a row."""
    row = tx.execute(
        "UPDATE helpers SET failures = failures + 1, locked_until = ? WHERE id = ? RETURNING failures",
        (stamp(locked_until) if locked_until else None, helper),
    ).fetchone()
    return int(row[0]) if row else 0


def signed_in(tx: Transaction, helper: int, totp_step: int) -> bool:
    """Uses up the code of a time step and clears the failures; False where that code was used before."""
    return (
        tx.execute(
            """UPDATE helpers SET totp_used = ?, failures = 0, locked_until = NULL
            WHERE id = ? AND totp_used < ? AND disabled_at IS NULL""",
            (totp_step, helper, totp_step),
        ).rowcount
        == 1
    )


def present(tx: Transaction, helper: int, until: datetime | None) -> None:
    """The helper says that they are there until then; None: that they have gone."""
    tx.execute(
        "UPDATE helpers SET present_until = ? WHERE id = ? AND disabled_at IS NULL",
        (stamp(until) if until else None, helper),
    )


def anyone_present(tx: Transaction, now: datetime) -> bool:
    return tx.execute("SELECT 1 FROM helpers WHERE present_until > ? LIMIT 1", (stamp(now),)).fetchone() is not None


def disable(tx: Transaction, name: str, now: datetime) -> bool:
    """The helper can no longer sign in, and is signed out everywhere; False where there is none of that name."""
    row = tx.execute(
        "UPDATE helpers SET disabled_at = ?, present_until = NULL WHERE name = ? AND disabled_at IS NULL RETURNING id",
        (stamp(now), name),
    ).fetchone()
    if row:
        tx.execute("DELETE FROM desk_sessions WHERE helper = ?", row)
    return row is not None


def _helper(
    tx: Transaction, row: tuple[int, str, str, str, bytes, int, int, str | None, str | None, str | None]
) -> Helper:
    number, name, alias, password, sealed, used, failures, locked, until, disabled = row
    return Helper(
        number,
        name,
        alias,
        password,
        tx.vault.master.open_own("helper.totp", name, sealed).decode("ascii"),
        used,
        failures,
        moment(locked) if locked else None,
        moment(until) if until else None,
        disabled is not None,
    )
