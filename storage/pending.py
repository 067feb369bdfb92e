"""What still waits in the outbox for one address, as far as its page must know."""

from storage.conversations import load_for
from storage.people import of_conversation
from storage.transaction import Transaction


def files(tx: Transaction, address: int) -> bool:
    """Whether a file of this address is still to be fetched and kept."""
    return _any(tx, address, "keep_evidence") or _any(tx, address, "keep_note")


def upload(tx: Transaction, key: str) -> bool:
    """Whether a file that waits under the key of this person may still be asked for."""
    row = tx.execute(
        """SELECT c.id FROM people p JOIN addresses a ON a.person = p.id JOIN conversations c ON c.address = a.id
        WHERE p.key = ?""",
        (key,),
    ).fetchone()
    address = of_conversation(tx, row[0]) if row else None
    if address is None:
        return False
    return files(tx, address.id) or bool(load_for(tx, address).conversation.waiting_files)


def words(tx: Transaction, address: int) -> bool:
    """Whether something is still to be said at this address."""
    return _any(tx, address, "say")


def _any(tx: Transaction, address: int, kind: str) -> bool:
    row = tx.execute(
        "SELECT 1 FROM outbox WHERE address = ? AND kind = ? AND state <> 'undelivered' LIMIT 1", (address, kind)
    ).fetchone()
    return row is not None
