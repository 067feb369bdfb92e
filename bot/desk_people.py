"""The people of the desk: added with a password and a second factor, checked in time that tells nothing."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from storage import helpers, sessions
from storage.helpers import Helper
from storage.store import Store
from storage.transaction import Transaction

ISSUER = "Appui"
# CRY-08: at least 128 MiB and about a second on the machine of an association.
HASHER = PasswordHasher(time_cost=6, memory_cost=128 * 1024, parallelism=1)
STEP_SECONDS = 30
# One step before and after: clocks of phones differ.
STEPS = (0, -1, 1)
LINK_LIFE = timedelta(minutes=30)
FREE_FAILURES = 5
LOCKED = timedelta(minutes=15)
# The hash of a password that nobody has, with the cost of the real ones.
UNKNOWN = "$argon2id$v=19$m=131072,t=6,p=1$c29tZXNhbHRzb21lc2FsdA$WWj0cZ3d1P0C3bJzq9mF0m0Yw3f3b5qkQk3o1w1aJbE"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What someone typed to sign in."""

    name: str
    password: str
    totp: str


def add_helper(store: Store, name: str, alias: str, password: str, now: datetime) -> str:
    """Adds a helper; gives the `otpauth://` address for their authenticator. Raises StorageError("name_taken")."""
    secret = pyotp.random_base32()
    hashed = HASHER.hash(password)
    store.write_now(lambda tx: helpers.add(tx, name, alias, hashed, secret, now))
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def one_time_link(store: Store, base_url: str, now: datetime) -> str:
    """The address that opens the desk once, within half an hour. For rehearsal mode and the terminal only."""
    token = store.write_now(lambda tx: sessions.make_link(tx, now + LINK_LIFE))
    return f"{base_url.rstrip('/')}/desk/once/{token}"


def rehearsal_helper(tx: Transaction, name: str, alias: str, now: datetime) -> int:
    """The helper a one-time link signs in; nobody knows their password or their second factor."""
    known = helpers.by_name(tx, name)
    if known:
        return known.id
    return helpers.add(tx, name, alias, secrets.token_hex(32), pyotp.random_base32(), now)


def password_right(known: Helper | None, password: str) -> bool:
    """Takes as long for a name nobody has as for a wrong password."""
    try:
        return HASHER.verify(known.password if known else UNKNOWN, password) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def totp_step(known: Helper, typed: str, now: datetime) -> int:
    """The time step whose code was typed, 0 for none. Compared in constant time."""
    digits = "".join(character for character in typed if character.isdecimal())
    current, totp = int(now.timestamp()) // STEP_SECONDS, pyotp.TOTP(known.totp)
    right = [current + step for step in STEPS if secrets.compare_digest(totp.generate_otp(current + step), digits)]
    return max(right, default=0)


def locked(known: Helper | None, now: datetime) -> bool:
    return known is not None and known.locked_until is not None and known.locked_until > now


def lock_after(known: Helper, now: datetime) -> datetime | None:
    """Until when one more wrong attempt locks the name: never for the first four, a while from the fifth on."""
    return now + LOCKED if known.failures + 1 >= FREE_FAILURES else None
