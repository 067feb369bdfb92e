"""The key with which this installation signs what it gives away (Ed25519). Its private half never leaves the store.

It belongs to the installation: made once, sealed under the master key, never changed by what people erase. The public
half is for everybody to compare with (`appui doctor`).
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage.transaction import Transaction
from storage.vault import Vault

NAME = "signing_key"


@dataclass(frozen=True, slots=True)
class Signer:
    """`public_key` is 32 bytes; a signature 64."""

    _key: Ed25519PrivateKey

    @property
    def public_key(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)


def signer_of(tx: Transaction) -> Signer:
    """The signer; its key is made at first use, so the transaction must be one that writes. Raises SealBroken."""
    row = tx.execute("SELECT value FROM meta WHERE name = ?", (NAME,)).fetchone()
    if row is None:
        key = Ed25519PrivateKey.generate()
        sealed = tx.vault.master.seal_own("meta", NAME, key.private_bytes_raw())
        tx.execute("INSERT INTO meta (name, value) VALUES (?, ?)", (NAME, sealed))
        return Signer(key)
    return Signer(Ed25519PrivateKey.from_private_bytes(tx.vault.master.open_own("meta", NAME, row[0])))


def published(vault: Vault, sealed: bytes) -> str:
    """The public half, as hex, of the key that is kept sealed in `meta`. Raises SealBroken."""
    key = Ed25519PrivateKey.from_private_bytes(vault.open_own("meta", NAME, sealed))
    return key.public_key().public_bytes_raw().hex()
