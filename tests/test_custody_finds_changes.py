"""Whatever is changed in a case behind the program's back is found, and the item or line is named.

`APPUI_TEST_MUTATIONS=1000` makes as many changes.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from storage_fixtures import NOON, open_store

from conversations.telling import Fact
from storage import evidence, facts, fsck, people
from storage.blobs import Blobs
from storage.evidence import Evidence
from storage.people import AddressRow
from storage.store import Store
from storage.transaction import Transaction

MUTATIONS = int(os.environ.get("APPUI_TEST_MUTATIONS", "120"))
ITEMS = 5


@dataclass
class House:
    """A store with one case: five items, five facts, ten lines of custody."""

    store: Store
    address: AddressRow
    blobs: Blobs
    items: list[Evidence]
    told: list[str]

    def found(self, tx: Transaction) -> list[str]:
        findings = fsck.of_person(tx, self.blobs.folder, self.address.person, self.address.key, "case")
        return [f"{one.kind} {one.about}" for one in findings]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("custody") / "data"
    with open_store(folder) as store:
        address = store.write_now(lambda tx: people.first_contact(tx, "test", "bot", "someone", NOON))
        built = House(store, address, Blobs(folder / "blobs", store.cipher, store.halves), [], [])
        for number in range(1, ITEMS + 1):
            _keep(built, number)
        yield built


def _keep(house: House, number: int) -> None:
    with house.blobs.begin(house.address.key) as writer:
        writer.write(secrets.token_bytes(3000))
        sealed = writer.finish()
    item = Evidence(
        id=f"e{number}/0",
        number=number,
        blob=sealed.id,
        sha256=sealed.sha256,
        size=sealed.size,
        received_at=NOON + timedelta(minutes=number),
        kind="photo",
        mime="image/png",
        came="original",
        channel="test",
    )
    fact = Fact(told_at=NOON + timedelta(minutes=number), words=f"le {number} ils ont recommencé", tells=("event",))
    address = house.address
    house.store.write_now(lambda tx: evidence.keep(tx, address.person, address.key, item))
    house.store.write_now(lambda tx: facts.keep(tx, address.person, address.key, f"f{number}/0", fact))
    house.items.append(item)
    house.told.append(f"f{number}/0")


def _flipped(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << random.randrange(8))]) + data[place + 1 :]


# Each mutation changes something and gives the words of which one must stand in a finding.
Mutation = Callable[[House, Transaction, Random], set[str]]


def flips_a_sealed_item(house: House, tx: Transaction, random: Random) -> set[str]:
    item = random.choice(house.items)
    [details] = tx.execute("SELECT details FROM evidence WHERE id = ?", (item.id,)).fetchone()
    tx.execute("UPDATE evidence SET details = ? WHERE id = ?", (_flipped(details, random), item.id))
    return {f"item {item.id}"}


def changes_a_column(house: House, tx: Transaction, random: Random) -> set[str]:
    item = random.choice(house.items)
    column, value = random.choice([("number", 99), ("size", 1), ("received_at", "2020-01-01"), ("blob", "0" * 32)])
    tx.execute(f"UPDATE evidence SET {column} = ? WHERE id = ?", (value, item.id))
    return {f"item {item.id}"}


def takes_an_item_away(house: House, tx: Transaction, random: Random) -> set[str]:
    item = random.choice(house.items)
    tx.execute("DELETE FROM looks WHERE evidence = ?", (item.id,))
    tx.execute("DELETE FROM evidence WHERE id = ?", (item.id,))
    return {f"missing {item.id}"}


def swaps_two_items(house: House, tx: Transaction, random: Random) -> set[str]:
    one, other = random.sample(house.items, 2)
    sealed = {
        item.id: tx.execute("SELECT details FROM evidence WHERE id = ?", (item.id,)).fetchone()[0]
        for item in (one, other)
    }
    tx.execute("UPDATE evidence SET details = ? WHERE id = ?", (sealed[one.id], other.id))
    return {f"item {other.id}"}


def flips_a_fact(house: House, tx: Transaction, random: Random) -> set[str]:
    name = random.choice(house.told)
    [details] = tx.execute("SELECT details FROM facts WHERE id = ?", (name,)).fetchone()
    tx.execute("UPDATE facts SET details = ? WHERE id = ?", (_flipped(details, random), name))
    return {f"fact {name}"}


def takes_a_fact_away(house: House, tx: Transaction, random: Random) -> set[str]:
    name = random.choice(house.told)
    tx.execute("DELETE FROM facts WHERE id = ?", (name,))
    return {f"missing {name}"}


def moves_a_fact_in_time(house: House, tx: Transaction, random: Random) -> set[str]:
    name = random.choice(house.told)
    tx.execute("UPDATE facts SET told_at = '2020-01-01T00:00:00.000000+00:00' WHERE id = ?", (name,))
    return {f"fact {name}"}


def changes_a_line(house: House, tx: Transaction, random: Random) -> set[str]:
    line = random.randint(1, 2 * ITEMS)
    column = random.choice(["details", "previous", "hash", "what", "at", "evidence"])
    [value] = tx.execute(f"SELECT {column} FROM custody WHERE line = ?", (line,)).fetchone()
    changed = _flipped(value, random) if isinstance(value, bytes) else value + "x"
    tx.execute(f"UPDATE custody SET {column} = ? WHERE line = ?", (changed, line))
    return {f"chain {line}"}


def takes_a_line_away(house: House, tx: Transaction, random: Random) -> set[str]:
    line = random.randint(1, 2 * ITEMS - 1)
    tx.execute("DELETE FROM custody WHERE line = ?", (line,))
    return {f"chain {line}"}


def turns_two_lines_round(house: House, tx: Transaction, random: Random) -> set[str]:
    line = random.randint(1, 2 * ITEMS - 1)
    tx.execute("UPDATE custody SET line = -1 WHERE line = ?", (line,))
    tx.execute("UPDATE custody SET line = ? WHERE line = ?", (line, line + 1))
    tx.execute("UPDATE custody SET line = ? WHERE line = -1", (line + 1,))
    return {f"chain {line}"}


def cuts_the_end_off(house: House, tx: Transaction, random: Random) -> set[str]:
    """The last item and fact with all their traces: the chain that is left is whole, its head is not."""
    left = random.randint(1, ITEMS - 1)
    for item in house.items[left:]:
        tx.execute("DELETE FROM looks WHERE evidence = ?", (item.id,))
        tx.execute("DELETE FROM evidence WHERE id = ?", (item.id,))
    for name in house.told[left:]:
        tx.execute("DELETE FROM facts WHERE id = ?", (name,))
    tx.execute("DELETE FROM custody WHERE line > ?", (2 * left,))
    return {f"chain end after {2 * left}"}


def takes_the_head_away(house: House, tx: Transaction, random: Random) -> set[str]:
    tx.execute("DELETE FROM custody_heads")
    return {f"chain end after {2 * ITEMS}"}


IN_ROWS: tuple[Mutation, ...] = (
    flips_a_sealed_item,
    changes_a_column,
    takes_an_item_away,
    swaps_two_items,
    flips_a_fact,
    takes_a_fact_away,
    moves_a_fact_in_time,
    changes_a_line,
    takes_a_line_away,
    turns_two_lines_round,
    cuts_the_end_off,
    takes_the_head_away,
)


class Undone(Exception):
    """Ends the savepoint of one mutation."""


def found_after(house: House, mutation: Mutation, random: Random) -> tuple[set[str], list[str]]:
    seen: list[tuple[set[str], list[str]]] = []

    def mutated(tx: Transaction) -> None:
        tx.execute("PRAGMA defer_foreign_keys = ON")
        wanted = mutation(house, tx, random)
        seen.append((wanted, house.found(tx)))
        raise Undone

    with pytest.raises(Undone):
        house.store.write_now(mutated)
    return seen[0]


def test_an_untouched_case_holds(house: House) -> None:
    assert house.store.read_now(house.found) == []


def test_every_changed_row_is_named(house: House) -> None:
    random = Random(5)
    for number in range(MUTATIONS):
        mutation = IN_ROWS[number % len(IN_ROWS)]
        wanted, found = found_after(house, mutation, random)
        assert wanted & set(found), (number, mutation.__name__, wanted, found)
    assert house.store.read_now(house.found) == []


def test_every_changed_file_is_named(house: House) -> None:
    random = Random(6)
    for number in range(MUTATIONS // 4):
        item = random.choice(house.items)
        path = house.blobs.path(item.blob)
        whole = path.read_bytes()
        changed = random.choice([_flipped(whole, random), whole[: random.randrange(len(whole))], whole + b"x", None])
        if changed is None:
            path.unlink()
        else:
            path.write_bytes(changed)
        found = house.store.read_now(house.found)
        path.write_bytes(whole)
        assert {f"file_altered {item.blob}", f"file_missing {item.blob}"} & set(found), (number, found)
    assert house.store.read_now(house.found) == []


def test_telling_twice_keeps_once(house: House) -> None:
    fact = Fact(told_at=NOON, words="encore", tells=("more",))
    address = house.address
    assert not house.store.write_now(lambda tx: facts.keep(tx, address.person, address.key, "f1/0", fact))
    assert house.store.read_now(house.found) == []


def test_old_journals_get_their_head(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with open_store(folder) as store:
        address = store.write_now(lambda tx: people.first_contact(tx, "test", "bot", "someone", NOON))
        old = House(store, address, Blobs(folder / "blobs", store.cipher, store.halves), [], [])
        _keep(old, 1)
        store.write_now(lambda tx: tx.execute("DELETE FROM custody_heads") and None)
        store.write_now(lambda tx: tx.execute("DELETE FROM meta WHERE name = 'custody_heads'") and None)
    with open_store(folder) as store:
        again = House(store, address, Blobs(folder / "blobs", store.cipher, store.halves), [], [])
        assert store.read_now(again.found) == []
