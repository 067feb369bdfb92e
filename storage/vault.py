"""Keys, and what they seal. AES-256-GCM throughout; the associated data binds format, key, field and row.

The master key stands outside the data folder. It wraps what the folder holds of one random key per person (and one per
day for what cannot be attributed to a person). The other half of each key lies outside as well (`storage.halves`):
destroying it makes everything the key sealed unreadable, in every copy of the data.
"""

import hmac
import os
import secrets
import sqlite3
from datetime import date, datetime
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from storage.errors import SealBroken, StorageError
from storage.halves import Halves, joined
from storage.moments import stamp

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
FORMAT: Final = b"\x01"
KEYS_IN_MEMORY: Final = 2048
DAILY: Final = "inbox-"


class Vault:
    """What the master key can do. It holds no data and may be shared by threads."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != KEY_BYTES:
            raise StorageError("master_key_length", expected=KEY_BYTES, found=len(master_key))
        self._wrapping = AESGCM(_derived(master_key, b"wrap"))
        self._own = AESGCM(_derived(master_key, b"own"))
        self._lookup = _derived(master_key, b"lookup")
        self.id = _derived(master_key, b"id").hex()[:16]

    def lookup(self, channel: str, account: str, external: str) -> bytes:
        """The keyed digest under which an external id is found again; it says nothing without the master key."""
        name = f"{channel}\x1f{account}\x1f{external}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._lookup, name, "sha256")

    def wrap(self, key_id: str, key: bytes) -> bytes:
        return _sealed(self._wrapping, key, _bound("master", "key", key_id))

    def unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        return _opened(self._wrapping, wrapped, _bound("master", "key", key_id), "key")

    def seal_own(self, field: str, row_id: str, plaintext: bytes) -> bytes:
        """Seals what belongs to the installation and to no person, such as the secrets of the desk."""
        return _sealed(self._own, plaintext, _bound("own", field, row_id))

    def open_own(self, field: str, row_id: str, sealed: bytes) -> bytes:
        return _opened(self._own, sealed, _bound("own", field, row_id), field)


class Ring:
    """The keys of the people, read through one connection and kept unwrapped in memory, a bounded number of them."""

    def __init__(self, vault: Vault, connection: sqlite3.Connection, halves: Halves) -> None:
        self.master = vault
        self.halves = halves
        self.lookup = vault.lookup
        self._connection = connection
        self._ciphers: dict[str, AESGCM] = {}

    def new_key(self, now: datetime, key_id: str = "") -> str:
        """Makes a random key, stored as two halves, ours wrapped; gives its id."""
        key_id = key_id or secrets.token_hex(8)
        key = secrets.token_bytes(KEY_BYTES)
        slot, outside = self.halves.add(key_id)
        self._connection.execute(
            "INSERT INTO keys (id, wrapped, master, made_at, slot) VALUES (?, ?, ?, ?, ?)",
            (key_id, self.master.wrap(key_id, joined(key, outside)), self.master.id, stamp(now), slot),
        )
        self._remember(key_id, AESGCM(key))
        return key_id

    def daily_key(self, day: date, now: datetime) -> str:
        """The id of the key for what came on that day and belongs to nobody known."""
        key_id = f"{DAILY}{day.isoformat()}"
        known = self._connection.execute("SELECT 1 FROM keys WHERE id = ?", (key_id,)).fetchone()
        return key_id if known else self.new_key(now, key_id)

    def seal(self, key_id: str, field: str, row_id: str, plaintext: bytes) -> bytes:
        """Seals one value of one row. Raises SealBroken("key_gone") once the key is destroyed."""
        return _sealed(self.cipher(key_id), plaintext, _bound(key_id, field, row_id))

    def open(self, key_id: str, field: str, row_id: str, sealed: bytes) -> bytes:
        """The value, whole and unaltered, or SealBroken."""
        return _opened(self.cipher(key_id), sealed, _bound(key_id, field, row_id), field)

    def cipher(self, key_id: str) -> AESGCM:
        """The cipher itself, for files that are sealed piece by piece."""
        return self._ciphers.get(key_id) or self._fetched(key_id)

    def destroy(self, key_id: str) -> None:
        """What this key sealed can never be read again: here at once, in copies as soon as this is committed."""
        self._connection.execute("INSERT INTO doomed (slot, key) SELECT slot, id FROM keys WHERE id = ?", (key_id,))
        self._connection.execute("DELETE FROM keys WHERE id = ?", (key_id,))
        self._ciphers.pop(key_id, None)

    def destroy_doomed(self) -> None:
        """After the commit: overwrites the halves of destroyed keys. A crash before that is made good at the next."""
        doomed = self._connection.execute("SELECT slot, key FROM doomed").fetchall()
        if doomed:
            self.halves.destroy(doomed)
            self._connection.executemany("DELETE FROM doomed WHERE slot = ?", [(slot,) for slot, _ in doomed])

    def split_old_keys(self) -> None:
        """Keys made before there were halves are split now. To be called inside a transaction, once, at start."""
        for key_id, wrapped in self._connection.execute("SELECT id, wrapped FROM keys WHERE slot = 0").fetchall():
            slot, outside = self.halves.add(key_id)
            ours = self.master.wrap(key_id, joined(self.master.unwrap(key_id, wrapped), outside))
            self._connection.execute("UPDATE keys SET wrapped = ?, slot = ? WHERE id = ?", (ours, slot, key_id))
        self.halves.sync()

    def forget(self) -> None:
        """Drops what is in memory: the stored rows have changed under another connection."""
        self._ciphers.clear()

    def _fetched(self, key_id: str) -> AESGCM:
        row = self._connection.execute("SELECT wrapped, slot FROM keys WHERE id = ?", (key_id,)).fetchone()
        if row is None:
            raise SealBroken("key_gone", key=key_id)
        outside = self.halves.get(row[1], key_id)
        return self._remember(key_id, AESGCM(joined(self.master.unwrap(key_id, row[0]), outside)))

    def _remember(self, key_id: str, cipher: AESGCM) -> AESGCM:
        if len(self._ciphers) >= KEYS_IN_MEMORY:
            del self._ciphers[next(iter(self._ciphers))]
        self._ciphers[key_id] = cipher
        return cipher


def _derived(master_key: bytes, use: bytes) -> bytes:
    return HKDFExpand(SHA256(), KEY_BYTES, b"appui|1|" + use).derive(master_key)


def _bound(key_id: str, field: str, row_id: str) -> bytes:
    return f"appui|1|{key_id}|{field}|{row_id}".encode("utf-8", "surrogatepass")


def _sealed(cipher: AESGCM, plaintext: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + cipher.encrypt(nonce, plaintext, bound)


def _opened(cipher: AESGCM, sealed: bytes, bound: bytes, field: str) -> bytes:
    try:
        if sealed[:1] != FORMAT:
            raise SealBroken("seal_format", field=field)
        return cipher.decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], bound)
    except (InvalidTag, ValueError):
        raise SealBroken("seal_altered", field=field) from None
