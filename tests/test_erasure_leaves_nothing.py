"""Erasing destroys the key, then everything it sealed; so does never going on after the notice."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from storage_fixtures import NOON, Bench, effects, every_byte, open_store, update

from bot.channels import Update
from bot.service import Happening
from conversations.events import TimerFired
from storage import cases, conversations, handoffs, helpers, inbox, people, transcripts
from storage.errors import SealBroken
from storage.migrations import COPY
from storage.people import AddressRow
from storage.store import FILE, Store
from storage.transaction import Transaction

ERASE = effects({"kind": "say", "text": "erased"}, {"kind": "erase_case"})
TABLES = ("cases", "evidence", "custody", "timers", "transcripts", "handoff_lines", "outbox")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with open_store(tmp_path / "data") as store:
        yield Bench(store)


async def a_full_life(bench: Bench, who: str = "ana") -> AddressRow:
    """A person with a case, evidence, a timer, a helper's exchange, a line shown, and a reply that waits."""
    asked = {"kind": "open_handoff", "handoff": f"h-{who}", "risk": "high"}
    timer = {"kind": "set_timer", "name": "back", "at": NOON.isoformat()}
    await bench.accept(update(f"{who}1", who, effects({"kind": "open_case"}, timer, asked)))
    await bench.accept(update(f"{who}2", who, "my secret story"))
    address = bench.address(who)
    bench.store.write_now(lambda tx: _fill(tx, address))
    return address


def _fill(tx: Transaction, address: AddressRow) -> None:
    helper = helpers.add(tx, f"lea-{address.external}", "Léa", "hash", "SECRET", NOON)
    handoffs.claim(tx, f"h-{address.external}", helper, NOON)
    handoffs.add_line(tx, f"h-{address.external}", "l1", "person", "my secret words", "high", NOON)
    transcripts.said(tx, address, "in", "my secret story", NOON, "t1")
    sealed = tx.vault.seal(address.key, "x", "x", b"details")
    tx.execute(
        "INSERT INTO evidence VALUES (?, ?, 1, ?, 10, '', ?)", (f"e-{address.id}", address.person, "b" * 32, sealed)
    )
    tx.execute("INSERT INTO custody VALUES (?, 1, '', 'received', ?, ?, x'', x'')", (address.person, "e", sealed))


def copy_of(store: Store, path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    store.read_now(lambda tx: tx.connection.backup(connection))
    return connection


async def test_erasing_empties_every_table(bench: Bench) -> None:
    await a_full_life(bench)
    await bench.accept(update(3, "ana", ERASE))
    counts = {table: bench.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}
    assert counts == dict.fromkeys(TABLES, 0) | {"outbox": 1}
    assert bench.rows("SELECT raw, key, address FROM inbox WHERE raw IS NOT NULL") == []
    assert bench.rows("SELECT count(*) FROM people") == bench.rows("SELECT count(*) FROM keys") == [(1,)]


async def test_receipt_is_said_under_a_new_key(bench: Bench) -> None:
    before = await a_full_life(bench)
    await bench.accept(update(3, "ana", ERASE))
    after = bench.address("ana")
    assert (after.id, after.conversation) == (before.id, before.conversation)
    assert after.key != before.key
    assert after.person != before.person
    assert bench.deliver_all() == ["erased"]
    kept = bench.store.read_now(lambda tx: cases.inventory(tx, after))
    assert (kept.evidence, kept.handoffs, kept.messages) == (0, 0, 1)


async def test_key_of_the_erased_opens_nothing(bench: Bench, tmp_path: Path) -> None:
    before = await a_full_life(bench)
    state = bench.rows("SELECT state FROM conversations")[0][0]
    assert b"secret" in bench.store.cipher(before.key).decrypt(
        state[1:13], state[13:], f"appui|1|{before.key}|conversation.state|{before.conversation}".encode()
    )
    wrapped = bench.rows("SELECT wrapped FROM keys WHERE id = ?", (before.key,))[0][0]
    await bench.accept(update(3, "ana", ERASE))
    with pytest.raises(SealBroken, match="key_gone"):
        bench.store.cipher(before.key)
    with pytest.raises(SealBroken, match="key_gone"):
        bench.store.write_now(lambda tx: tx.vault.cipher(before.key))
    on_disk = every_byte(tmp_path)
    assert wrapped not in on_disk
    assert state not in on_disk


async def test_others_are_left_alone(bench: Bench) -> None:
    await a_full_life(bench)
    other = await a_full_life(bench, "bob")
    await bench.accept(update(3, "ana", ERASE))
    assert {table: bench.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES[:5]} == dict.fromkeys(
        TABLES[:5], 1
    )
    said = bench.store.read_now(lambda tx: conversations.load_for(tx, other)).conversation.said
    assert "my secret story" in said


async def test_files_of_the_erased_are_listed(bench: Bench) -> None:
    await a_full_life(bench)
    await bench.accept(update(3, "ana", ERASE))
    assert bench.store.read_now(cases.debris) == ["b" * 32]
    bench.store.write_now(lambda tx: cases.swept(tx, "b" * 32))
    assert bench.store.read_now(cases.debris) == []


async def test_audit_keeps_no_way_back(bench: Bench) -> None:
    await a_full_life(bench)
    await bench.accept(update(3, "ana", ERASE))
    kept = bench.store.read_now(lambda tx: handoffs.get(tx, "h-ana"))
    assert kept is not None
    assert (kept.conversation, kept.state, kept.closed_by) == ("", "closed", "erased")


async def test_copy_made_before_migration_goes_dark(bench: Bench, tmp_path: Path) -> None:
    before = await a_full_life(bench)
    copy = copy_of(bench.store, tmp_path / "data" / COPY)
    await bench.accept(update(3, "ana", ERASE))
    assert copy.execute("SELECT count(*) FROM keys WHERE id = ?", (before.key,)).fetchone() == (0,)
    copy.close()


async def test_repeated_update_of_the_erased_is_known(bench: Bench) -> None:
    await a_full_life(bench)
    await bench.accept(update(3, "ana", ERASE))
    assert await bench.accept(update("ana2", "ana", "my secret story")) == ["duplicate"]


async def test_erased_before_its_retry(bench: Bench) -> None:
    await bench.accept(update(1, "ana", "boom"), update(2, "ana", ERASE))
    bench.clock.turn(seconds=30)
    assert await bench.service.retry_due() == 0
    assert bench.deliver_all() == ["erased"]


async def test_unnoticed_people_are_destroyed(bench: Bench, tmp_path: Path) -> None:
    await bench.accept(update(1, "ana", "first and last"), update(2, "bob", effects({"kind": "open_case"})))
    bench.clock.turn(hours=23.9)
    assert await bench.service.expire(24) == 0
    bench.clock.turn(hours=0.2)
    assert await bench.service.expire(24) == 1
    assert bench.store.read_now(lambda tx: people.known(tx, "test", "bot", "ana")) is None
    assert bench.rows("SELECT count(*) FROM keys") == bench.rows("SELECT count(*) FROM addresses") == [(1,)]
    assert await bench.accept(update(1, "ana", "first and last")) == ["duplicate"]
    assert bench.rows("SELECT count(*) FROM people") == [(1,)]


async def test_nobody_is_cut_off_while_writing(bench: Bench) -> None:
    await bench.accept(update(1, "ana", "one"))
    await bench.accept(update(2, "bob", effects({"kind": "open_handoff", "handoff": "h", "risk": "high"})))
    bench.clock.turn(hours=23.5)
    await bench.accept(update(3, "ana", "still writing"))
    bench.clock.turn(minutes=50)
    assert await bench.service.expire(24) == 0
    bench.clock.turn(minutes=20)
    assert await bench.service.expire(24) == 1
    assert bench.rows("SELECT conversation IS NULL FROM handoffs") == [(0,)]


async def test_unreadable_updates_go_after_a_week(bench: Bench) -> None:
    await bench.accept(Update("test", "bot", "1", b"not json"), update(2, "group", None))
    bench.clock.turn(days=7)
    await bench.service.expire(24)
    assert bench.rows("SELECT count(*) FROM inbox WHERE raw IS NOT NULL") == [(2,)]
    bench.clock.turn(days=1)
    await bench.service.expire(24)
    assert bench.rows("SELECT count(*) FROM inbox WHERE raw IS NOT NULL") == [(0,)]
    assert bench.rows("SELECT count(*) FROM keys") == [(0,)]
    assert await bench.accept(Update("test", "bot", "1", b"not json")) == ["duplicate"]


async def test_timer_of_the_erased_never_fires(bench: Bench) -> None:
    address = await a_full_life(bench)
    await bench.accept(update(3, "ana", ERASE))
    assert bench.rows("SELECT count(*) FROM timers") == [(0,)]
    late = Happening(
        address.conversation,
        TimerFired(id="t", at=NOON + timedelta(hours=1), name="back"),
        guard=lambda tx: bool(inbox.dead_letters(tx)),
    )
    assert await bench.accept(late) == ["refused"]


async def test_erasing_elsewhere_is_noticed(bench: Bench, tmp_path: Path) -> None:
    """Another process erases: what this one still has in memory must not seal anything any more."""
    before = await a_full_life(bench)
    with open_store(tmp_path / "data") as elsewhere:
        elsewhere.write_now(lambda tx: cases.erase(tx, before, NOON))
    assert await bench.accept(update(4, "ana", "hello again")) == ["done"]
    assert bench.address("ana").key != before.key
    assert (tmp_path / "data" / FILE).exists()
    with pytest.raises(SealBroken, match="key_gone"):
        bench.store.write_now(lambda tx: tx.vault.cipher(before.key))
