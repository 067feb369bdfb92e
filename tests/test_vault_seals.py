"""What is sealed opens whole, in its place, with its key, or not at all."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_fixtures import MASTER, NOON, Bench, every_byte, open_store, update

from storage import people
from storage.errors import SealBroken, StorageError
from storage.store import Store
from storage.transaction import Transaction
from storage.vault import KEYS_IN_MEMORY, Vault

VECTORS = Path(__file__).parent / "data" / "seals.json"
FLIPS = 10_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "data") as store:
        yield store


def test_sealed_value_opens(store: Store) -> None:
    def round_trip(tx: Transaction) -> bytes:
        key = tx.vault.new_key(NOON)
        return tx.vault.open(key, "f", "1", tx.vault.seal(key, "f", "1", b"words"))

    assert store.write_now(round_trip) == b"words"


def test_moved_value_does_not_open(store: Store) -> None:
    def moved(tx: Transaction) -> None:
        key, other = tx.vault.new_key(NOON), tx.vault.new_key(NOON)
        sealed = tx.vault.seal(key, "f", "1", b"words")
        for place in ((key, "f", "2"), (key, "g", "1"), (other, "f", "1")):
            with pytest.raises(SealBroken, match="seal_altered"):
                tx.vault.open(*place, sealed)

    store.write_now(moved)


def test_no_flipped_bit_goes_unseen(store: Store) -> None:
    chance = random.Random(5)

    def flip(tx: Transaction) -> int:
        key = tx.vault.new_key(NOON)
        sealed = tx.vault.seal(key, "f", "1", b"what a young person wrote")
        caught = 0
        for _ in range(FLIPS):
            altered = bytearray(sealed)
            altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
            with pytest.raises(SealBroken):
                tx.vault.open(key, "f", "1", bytes(altered))
            caught += 1
        return caught

    assert store.write_now(flip) == FLIPS


@pytest.mark.parametrize("length", [0, 1, 12, 28])
def test_truncated_value_does_not_open(store: Store, length: int) -> None:
    def cut(tx: Transaction) -> None:
        key = tx.vault.new_key(NOON)
        with pytest.raises(SealBroken):
            tx.vault.open(key, "f", "1", tx.vault.seal(key, "f", "1", b"")[:length])

    store.write_now(cut)


def test_wrapped_key_belongs_to_its_id() -> None:
    vault = Vault(MASTER)
    with pytest.raises(SealBroken, match="seal_altered"):
        vault.unwrap("other", vault.wrap("one", bytes(32)))


def test_old_formats_stay_readable() -> None:
    """Known answers, made once: a program that cannot open them has lost every case."""
    known = json.loads(VECTORS.read_text())
    vault = Vault(bytes.fromhex(known["master"]))
    assert vault.lookup("telegram", "bot", "123").hex() == known["lookup"]
    assert vault.open_own("helper.totp", "lea", bytes.fromhex(known["own"])) == b"JBSWY3DPEHPK3PXP"
    assert vault.unwrap("0123456789abcdef", bytes.fromhex(known["wrapped"])).hex() == known["key"]


def test_master_key_of_wrong_length_is_refused() -> None:
    with pytest.raises(StorageError, match="master_key_length"):
        Vault(b"short")


def test_other_master_key_is_refused_at_start(store: Store) -> None:
    with pytest.raises(StorageError, match="wrong_master_key"):
        Store.open(store.folder, Vault(bytes(32)))


def test_memory_holds_a_bounded_number(store: Store) -> None:
    def many(tx: Transaction) -> tuple[bytes, int]:
        first = tx.vault.new_key(NOON)
        sealed = tx.vault.seal(first, "f", "1", b"words")
        for _ in range(KEYS_IN_MEMORY + 5):
            tx.vault.new_key(NOON)
        return tx.vault.open(first, "f", "1", sealed), len(tx.vault._ciphers)

    assert store.write_now(many) == (b"words", KEYS_IN_MEMORY)


async def test_nothing_readable_lies_on_the_disk(tmp_path: Path) -> None:
    names = [f"canary-{number:04}-person" for number in range(100)]
    with open_store(tmp_path / "data") as store:
        bench = Bench(store)
        await bench.accept(*[update(number, name, f"story-of-{name}") for number, name in enumerate(names)])
        bench.store.write_now(lambda tx: people.known(tx, "test", "bot", names[0]))
        written = every_byte(tmp_path)
        assert len(written) > 100_000
        assert [name for name in names if name.encode() in written] == []
    assert b"canary" not in every_byte(tmp_path)
    assert b"story-of" not in every_byte(tmp_path)
    assert MASTER not in every_byte(tmp_path)
