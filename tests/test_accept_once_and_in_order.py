"""Everything that happens is handled once, in the order it came, and one bad item holds up nobody."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage_fixtures import Bench, effects, every_byte, open_store, together, update

from bot.channels import Update
from bot.service import Happening
from conversations.conversation import Conversation, Turn
from conversations.events import Event, TimerFired
from conversations.library import Library
from conversations.situation import Situation
from storage import conversations, inbox, timers
from storage.errors import StorageError
from storage.transaction import Transaction


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with open_store(tmp_path / "data") as store:
        yield Bench(store)


def said(bench: Bench, who: str) -> tuple[str, ...]:
    address = bench.address(who)
    return bench.store.read_now(lambda tx: conversations.load_for(tx, address)).conversation.said


async def test_repeated_update_does_nothing(bench: Bench) -> None:
    assert await bench.accept(update(1, "ana", "one"), update(1, "ana", "one")) == ["done", "duplicate"]
    assert await bench.accept(update(1, "ana", "one")) == ["duplicate"]
    assert said(bench, "ana") == ("one",)
    assert bench.deliver_all() == ["one"]


async def test_same_id_on_two_bots(bench: Bench) -> None:
    other = Update("test", "second", "1", update(1, "ana", "one").raw)
    assert await bench.accept(update(1, "ana", "one"), other) == ["done", "done"]


async def test_two_hundred_first_messages_at_once(bench: Bench) -> None:
    firsts = [bench.accept(update(number, "ana", f"m{number}")) for number in range(200)]
    assert await together(*firsts) == [["done"]] * 200
    assert bench.rows("SELECT count(*) FROM people") == [(1,)]
    assert said(bench, "ana") == tuple(f"m{number}" for number in range(200))


async def test_poison_blocks_nobody(bench: Bench) -> None:
    poison = Update("test", "bot", "poison", b'{"who": 3, "event"')
    batch = [update(number, f"p{number % 4}", "hello") for number in range(19)]
    batch.insert(3, poison)
    assert (await bench.accept(*batch)).count("done") == 19
    assert bench.store.read_now(inbox.dead_letters) == 1
    assert await bench.accept(poison) == ["duplicate"]


async def test_update_of_unknown_channel_is_buried(bench: Bench) -> None:
    assert await bench.accept(Update("other", "bot", "1", b"{}"), update(2, "ana", "x")) == ["dead", "done"]


async def test_unencodable_sender_is_buried(bench: Bench) -> None:
    odd = Update("test", "bot", "9", b'{"who": {"a": 1}, "event": {"kind": "said", "text": "x"}}')
    assert await bench.accept(odd, update(2, "ana", "x")) == ["dead", "done"]


async def test_update_for_nobody_is_kept_unread(bench: Bench, tmp_path: Path) -> None:
    assert await bench.accept(update(1, "group-77", None)) == ["ignored"]
    assert bench.rows("SELECT count(*) FROM people") == [(0,)]
    assert b"group-77" not in every_byte(tmp_path)


async def test_failed_turn_is_tried_again(bench: Bench) -> None:
    broken = True

    def think(conversation: Conversation, event: Event, situation: Situation, library: Library) -> Turn:
        if broken:
            raise ZeroDivisionError
        return Bench.think(conversation, event, situation, library)

    bench = Bench(bench.store, bench.clock, think)
    assert await bench.accept(update(1, "ana", "one")) == ["retry"]
    assert await bench.accept(update(1, "ana", "one")) == ["duplicate"]
    assert await bench.service.retry_due() == 0
    broken = False
    bench.clock.turn(seconds=3)
    assert await bench.service.retry_due() == 1
    assert bench.deliver_all() == ["one"]
    assert said(bench, "ana") == ("one",)


async def test_third_failure_says_help(bench: Bench) -> None:
    statuses = await bench.accept(update(1, "ana", "boom"), update(2, "ana", "still here"))
    assert statuses == ["retry", "done"]
    assert bench.deliver_all() == ["still here"]
    for _ in range(5):
        bench.clock.turn(seconds=15)
        await bench.service.retry_due()
    assert bench.deliver_all() == ["help"]
    assert bench.store.read_now(inbox.dead_letters) == 1


async def test_failed_turn_leaves_no_trace(bench: Bench) -> None:
    def think(conversation: Conversation, event: Event, situation: Situation, library: Library) -> Turn:
        turn = Bench.think(conversation, event, situation, library)
        doubled = (*turn.effects, turn.effects[0])
        return replace(turn, effects=doubled)

    bench = Bench(bench.store, bench.clock, think)
    assert await bench.accept(update(1, "ana", "one")) == ["retry"]
    assert bench.deliver_all() == []
    assert said(bench, "ana") == ()


async def test_happening_refused_by_its_guard(bench: Bench) -> None:
    await bench.accept(
        update(1, "ana", effects({"kind": "set_timer", "name": "back", "at": bench.clock().isoformat()}))
    )
    [due] = bench.store.read_now(lambda tx: timers.due(tx, bench.clock(), 10))
    fired = TimerFired(id="t1", at=bench.clock(), name="back")
    happening = Happening(due.conversation_id, fired, guard=lambda tx: timers.take(tx, due))
    assert await bench.accept(happening, happening) == ["done", "refused"]
    assert bench.deliver_all() == ["timer_fired"]


async def test_happening_that_fails_keeps_its_guard(bench: Bench) -> None:
    broken = True

    def think(conversation: Conversation, event: Event, situation: Situation, library: Library) -> Turn:
        if broken and event.kind == "timer_fired":
            raise ZeroDivisionError
        return Bench.think(conversation, event, situation, library)

    bench = Bench(bench.store, bench.clock, think)
    await bench.accept(update(1, "ana", "hello"))
    after: list[str] = []
    fired = TimerFired(id="0f" * 8, at=bench.clock(), name="back")
    happening = Happening(bench.address("ana").conversation, fired, after=lambda tx: after.append("done"))
    assert await bench.accept(happening) == ["retry"]
    assert after == ["done"]
    broken = False
    bench.clock.turn(seconds=3)
    await bench.service.retry_due()
    assert bench.deliver_all() == ["hello", "timer_fired"]


async def test_guard_decides_the_event(bench: Bench) -> None:
    await bench.accept(update(1, "ana", "hello"))
    names: list[str] = []

    def guard(tx: Transaction) -> bool:
        names.append(f"t{len(names)}")
        return True

    def event(tx: Transaction) -> TimerFired:
        return TimerFired(id=names[-1], at=bench.clock(), name="back")

    happening = Happening(bench.address("ana").conversation, event, guard=guard)
    assert await bench.accept(happening, happening) == ["done", "done"]
    assert names == ["t0", "t1"]
    assert bench.deliver_all() == ["hello", "timer_fired", "timer_fired"]


async def test_happening_of_unknown_conversation_is_refused(bench: Bench) -> None:
    assert await bench.accept(Happening("nowhere", TimerFired(id="t", at=bench.clock(), name="x"))) == ["refused"]


async def test_album_becomes_one_event(bench: Bench) -> None:
    def part(number: int, caption: str = "") -> Update:
        file = {"reference": f"f{number}", "kind": "photo"}
        return update(number, "ana", {"kind": "file_sent", "files": [file], "caption": caption}, album="a1")

    assert await bench.accept(part(1), part(2, "look")) == ["gathering", "gathering"]
    bench.clock.turn(seconds=0.9)
    assert await bench.accept(part(3), part(2, "look")) == ["gathering", "duplicate"]
    bench.clock.turn(seconds=0.5)
    assert await bench.service.gather() == 0
    bench.clock.turn(seconds=0.6)
    assert await bench.service.gather() == 1
    assert await bench.service.gather() == 0
    assert bench.deliver_all() == ["files f1 f2 f3 look"]


async def test_storage_trouble_stores_nothing(bench: Bench) -> None:
    bench.store.write_now(lambda tx: tx.execute("PRAGMA max_page_count = 1").fetchone())
    big = update(2, "ana", "x" * 30_000)
    with pytest.raises(StorageError, match="disk_full"):
        await bench.accept(update(1, "ana", "y" * 10_000), big)
    bench.store.write_now(lambda tx: tx.execute("PRAGMA max_page_count = 1000000").fetchone())
    assert bench.rows("SELECT count(*) FROM inbox") == [(0,)]
    assert await bench.accept(update(1, "ana", "one"), big) == ["done", "done"]


async def test_flood_groups_ordinary_replies_only(bench: Bench) -> None:
    urgent = effects({"kind": "say", "text": "112", "urgent": True})
    number = effects({"kind": "say", "text": "3018", "services": ["fr-3018"]})
    for place in range(40):
        await bench.accept(update(place, "ana", {5: urgent, 6: number}.get(place, f"m{place}")))
    bench.clock.turn(minutes=1)
    for place in range(40, 43):
        await bench.accept(update(place, "ana", f"m{place}"))
    heard = bench.deliver_all()
    assert {"112", "3018", "m39", "m40", "m41", "m42"} <= set(heard)
    assert len(heard) <= 7
    assert len(said(bench, "ana")) == 43


async def test_who_left_gets_nothing_until_back(bench: Bench) -> None:
    await bench.accept(update(1, "ana", "one"), update(2, "ana", {"kind": "person_left"}))
    assert bench.claim() == []
    timer = TimerFired(id="t", at=bench.clock(), name="x")
    assert await bench.accept(Happening(bench.address("ana").conversation, timer)) == ["done"]
    assert bench.claim() == []
    await bench.accept(update(3, "ana", "again"))
    assert bench.deliver_all() == ["again"]


async def test_wakes_delivery_after_commit(bench: Bench) -> None:
    woken: list[int] = []
    bench.service.on_outbox = lambda: woken.append(len(bench.rows("SELECT 1 FROM outbox")))
    await bench.accept(update(1, "ana", "one"))
    await bench.accept(update(1, "ana", "one"))
    assert woken == [1]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=25), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_redelivery_gives_same_state(
    tmp_path_factory: pytest.TempPathFactory, sent: list[tuple[int, int]], chance: random.Random
) -> None:
    updates = [update(number, f"p{who}", f"text {text}") for number, (who, text) in enumerate(sent)]
    plain = await _final_state(tmp_path_factory.mktemp("plain"), [updates])
    batches = [updates[: chance.randint(0, len(updates))] for _ in range(3)] + [updates, updates]
    assert await _final_state(tmp_path_factory.mktemp("again"), batches) == plain


async def _final_state(folder: Path, batches: list[list[Update]]) -> dict[str, tuple[tuple[str, ...], int]]:
    with open_store(folder) as store:
        bench = Bench(store)
        for batch in batches:
            await bench.service.accept(batch)
        return {f"p{who}": _seen(bench, f"p{who}") for who in range(4)}


def _seen(bench: Bench, who: str) -> tuple[tuple[str, ...], int]:
    def seen(tx: Transaction) -> tuple[tuple[str, ...], int]:
        from storage import people

        address = people.known(tx, "test", "bot", who)
        if address is None:
            return (), 0
        waiting = tx.execute("SELECT count(*) FROM outbox WHERE address = ?", (address.id,)).fetchone()[0]
        return conversations.load_for(tx, address).conversation.said, waiting

    return bench.store.read_now(seen)
