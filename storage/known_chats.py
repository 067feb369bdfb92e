"""The chats of one bot account, with how far each was taken in: what is read back after a time without a connection."""

from dataclasses import dataclass
from datetime import datetime

from storage.errors import SealBroken
from storage.moments import moment
from storage.people import external_of
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class KnownChat:
    """`last` is the greatest number among the stored updates of the kind asked for, 0 where none is left; `since` is
    when this person was first here, or last erased everything; `last_at` when they last wrote or tapped."""

    external: str
    conversation: str
    last: int
    since: datetime
    last_at: datetime | None


_KNOWN = """SELECT a.id, a.external, p.key, c.id, p.first_at, c.last_at,
    (SELECT max(CAST(substr(i.update_id, 2) AS INTEGER)) FROM inbox i
     WHERE i.address = a.id AND substr(i.update_id, 1, 1) = ?)
    FROM addresses a JOIN people p ON p.id = a.person JOIN conversations c ON c.address = a.id
    WHERE a.channel = ? AND a.account = ? ORDER BY c.last_at DESC, a.id"""


def known_chats(tx: Transaction, channel: str, account: str, letter: str) -> list[KnownChat]:
    """Who was here last comes first. `letter` begins the ids of the updates that count."""
    found = []
    for address, sealed, key, conversation, since, last_at, last in tx.execute(_KNOWN, (letter, channel, account)):
        try:
            external = external_of(tx, key, address, sealed)
        except SealBroken:
            continue
        found.append(KnownChat(external, conversation, last or 0, moment(since), moment(last_at) if last_at else None))
    return found
