"""What still waits in the outbox for one address, as far as its page must know."""

from storage.transaction import Transaction


def files(tx: Transaction, address: int) -> bool:
    """Whether a file of this address is still to be fetched and kept."""
    return _any(tx, address, "keep_evidence") or _any(tx, address, "keep_note")


def words(tx: Transaction, address: int) -> bool:
    """Whether something is still to be said at this address."""
    return _any(tx, address, "say")


def _any(tx: Transaction, address: int, kind: str) -> bool:
    row = tx.execute(
        "SELECT 1 FROM outbox WHERE address = ? AND kind = ? AND state <> 'undelivered' LIMIT 1", (address, kind)
    ).fetchone()
    return row is not None
