"""Who is signed in: helpers at the desk, people in the browser chat. Tokens and codes are stored as digests only."""

import hashlib
import secrets
from datetime import datetime, timedelta

from storage.moments import stamp
from storage.transaction import Transaction


def begin_desk(tx: Transaction, helper: int, now: datetime) -> str:
    """Signs a helper in; gives the token (256 bits) for the cookie."""
    token = secrets.token_urlsafe(32)
    tx.execute(
        "INSERT INTO desk_sessions (token, helper, began_at, seen_at) VALUES (?, ?, ?, ?)",
        (_digest(token), helper, stamp(now), stamp(now)),
    )
    return token


def desk_helper(tx: Transaction, token: str, now: datetime, idle: timedelta, absolute: timedelta) -> int:
    """The number of the helper whose session this is, 0 where there is none or it is over."""
    row = tx.execute(
        "SELECT helper FROM desk_sessions WHERE token = ? AND seen_at > ? AND began_at > ?",
        (_digest(token), stamp(now - idle), stamp(now - absolute)),
    ).fetchone()
    return int(row[0]) if row else 0


def seen_desk(tx: Transaction, token: str, now: datetime) -> None:
    tx.execute("UPDATE desk_sessions SET seen_at = ? WHERE token = ?", (stamp(now), _digest(token)))


def end_desk(tx: Transaction, token: str) -> None:
    tx.execute("DELETE FROM desk_sessions WHERE token = ?", (_digest(token),))


def make_link(tx: Transaction, until: datetime) -> str:
    """A token that opens the desk once, before `until`."""
    token = secrets.token_urlsafe(32)
    tx.execute("INSERT INTO desk_links (token, until) VALUES (?, ?)", (_digest(token), stamp(until)))
    return token


def use_link(tx: Transaction, token: str, now: datetime) -> bool:
    """True the first time, before it expires."""
    row = tx.execute("DELETE FROM desk_links WHERE token = ? RETURNING until", (_digest(token),)).fetchone()
    return row is not None and row[0] > stamp(now)


def begin_chat(tx: Transaction, now: datetime, external: str = "") -> tuple[str, str]:
    """A browser session: (token for the cookie, external id of the address), the one given or a new random one."""
    token, external = secrets.token_urlsafe(32), external or secrets.token_hex(16)
    tx.execute(
        "INSERT INTO chat_sessions (token, external, began_at, seen_at) VALUES (?, ?, ?, ?)",
        (_digest(token), _sealed(tx, _digest(token), external), stamp(now), stamp(now)),
    )
    return token, external


def chat_external(tx: Transaction, token: str, now: datetime, idle: timedelta) -> str:
    """The external id of the address this browser speaks for, empty where the session is unknown or over."""
    digest = _digest(token)
    row = tx.execute(
        "SELECT external FROM chat_sessions WHERE token = ? AND seen_at > ?", (digest, stamp(now - idle))
    ).fetchone()
    return _opened(tx, digest, row[0]) if row else ""


def seen_chat(tx: Transaction, token: str, now: datetime) -> None:
    tx.execute("UPDATE chat_sessions SET seen_at = ? WHERE token = ?", (stamp(now), _digest(token)))


def end_chat(tx: Transaction, token: str) -> None:
    tx.execute("DELETE FROM chat_sessions WHERE token = ?", (_digest(token),))


def keep_code(tx: Transaction, code: str, external: str, now: datetime) -> None:
    """Lets `code` resume the chat of this external id on another device."""
    digest = _digest(code)
    tx.execute(
        "INSERT INTO chat_codes (code, external, made_at) VALUES (?, ?, ?) ON CONFLICT (code) DO NOTHING",
        (digest, _sealed(tx, digest, external), stamp(now)),
    )


def external_of_code(tx: Transaction, code: str, now: datetime, life: timedelta) -> str:
    """The external id a code resumes, empty where it is wrong or too old. Slowing down guesses is the caller's."""
    digest = _digest(code)
    row = tx.execute(
        "SELECT external FROM chat_codes WHERE code = ? AND made_at > ?", (digest, stamp(now - life))
    ).fetchone()
    return _opened(tx, digest, row[0]) if row else ""


def drop_code(tx: Transaction, code: str) -> None:
    tx.execute("DELETE FROM chat_codes WHERE code = ?", (_digest(code),))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _sealed(tx: Transaction, digest: bytes, external: str) -> bytes:
    return tx.vault.master.seal_own("session.external", digest.hex(), external.encode("utf-8"))


def _opened(tx: Transaction, digest: bytes, sealed: bytes) -> str:
    return tx.vault.master.open_own("session.external", digest.hex(), sealed).decode("utf-8")
