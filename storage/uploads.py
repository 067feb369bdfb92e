"""Files that came in by a form and wait, sealed, until they are evidence or refused."""

from storage.transaction import Transaction


def wanted(tx: Transaction, address: int) -> bool:
    """Whether a file of this address is still to be fetched and kept."""
    row = tx.execute("SELECT 1 FROM outbox WHERE address = ? AND kind = 'keep_evidence' LIMIT 1", (address,)).fetchone()
    return row is not None
