"""What a person told: one sealed row per message that tells something, and one line of custody for each.

Nothing here is changed afterwards. A corrected message is a new row; which one counts is for the dossier to say.
"""

import hashlib
from dataclasses import dataclass

from conversations.telling import Fact
from storage import custody
from storage.errors import SealBroken
from storage.moments import stamp
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as it is kept. `id` is that of the effect; `number` counts from 1 in the order of the telling."""

    id: str
    number: int
    fact: Fact


def keep(tx: Transaction, person: int, key: str, fact_id: str, fact: Fact) -> bool:
    """Adds a fact at the end. False where its id is kept already."""
    plain = fact.model_dump_json(exclude_defaults=True).encode("utf-8", "surrogatepass")
    added = tx.execute(
        """INSERT INTO facts (id, person, number, told_at, details)
        SELECT ?, ?, coalesce(max(number), 0) + 1, ?, ? FROM facts WHERE person = ? ON CONFLICT (id) DO NOTHING""",
        (fact_id, person, stamp(fact.told_at), tx.vault.seal(key, "facts", fact_id, plain), person),
    ).rowcount
    if added:
        custody.add_line(tx, person, key, "told", fact_id, _fingerprint(plain), fact.told_at)
    return added == 1


def of_person(tx: Transaction, person: int, key: str) -> list[Told]:
    """Everything a person told, in its order. Raises SealBroken."""
    rows = tx.execute("SELECT id, number, details FROM facts WHERE person = ? ORDER BY number", (person,)).fetchall()
    return [
        Told(name, number, Fact.model_validate_json(tx.vault.open(key, "facts", name, sealed)))
        for name, number, sealed in rows
    ]


def faults(tx: Transaction, person: int, key: str) -> list[str]:
    """What does not hold, as short codes with ids: facts that are altered, missing, or in no line of custody."""
    journal = {line.evidence: line for line in custody.lines(tx, person) if line.what == "told"}
    rows = tx.execute("SELECT id, number, told_at, details FROM facts WHERE person = ? ORDER BY number", (person,))
    kept = rows.fetchall()
    found = [f"fact {row[0]}" for row in kept if not _row_holds(tx, key, row, journal.get(row[0]))]
    found += [f"fact {row[0]}" for place, row in enumerate(kept, start=1) if row[1] != place]
    found += [f"missing {name}" for name in sorted(set(journal) - {row[0] for row in kept})]
    return list(dict.fromkeys(found))


def _row_holds(tx: Transaction, key: str, row: tuple[str, int, str, bytes], line: custody.Line | None) -> bool:
    try:
        plain = tx.vault.open(key, "facts", row[0], row[3])
        told_at = stamp(Fact.model_validate_json(plain).told_at)
        return line is not None and told_at == row[2] and custody.details_of(tx, key, line) == _fingerprint(plain)
    except (SealBroken, ValueError):
        return False


def _fingerprint(plain: bytes) -> bytes:
    return hashlib.sha256(plain).hexdigest().encode("ascii")
