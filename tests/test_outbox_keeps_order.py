"""One address is spoken to in order, one call at a time; what is urgent goes first; a crash loses nothing."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_fixtures import NOON, Clock, open_store

from conversations.effects import Say
from storage import outbox, people
from storage.people import AddressRow
from storage.store import Store


class Mail:
    """The outbox of a store, with a clock."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = Clock()

    def address(self, who: str) -> AddressRow:
        return self.store.write_now(lambda tx: people.address_of(tx, "test", "bot", who, NOON))

    def add(self, who: str, *texts: str, urgent: bool = False) -> None:
        to = self.address(who)
        says = [Say(id=f"{who}/{text}", text=text, urgent=urgent) for text in texts]
        self.store.write_now(lambda tx: outbox.add(tx, to, says, self.clock()))

    def claim(self, limit: int = 10, busy: tuple[int, ...] = (), channels: tuple[str, ...] = ()) -> list[str]:
        rows = self.store.write_now(lambda tx: outbox.claim(tx, self.clock(), limit, busy, channels))
        return [row.effect_id for row in rows]

    def done(self, effect: str) -> bool:
        return self.store.write_now(lambda tx: outbox.done(tx, effect))

    def retry(self, effect: str, seconds: float) -> None:
        due = Clock(self.clock()).turn(seconds=seconds)
        self.store.write_now(lambda tx: outbox.retry(tx, effect, due, "busy"))


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[Mail]:
    with open_store(tmp_path / "data") as store:
        yield Mail(store)


def test_one_call_per_address(mail: Mail) -> None:
    mail.add("ana", "1", "2", "3")
    mail.add("bob", "1")
    assert mail.claim() == ["ana/1", "bob/1"]
    assert mail.claim() == []
    assert mail.done("ana/1")
    assert mail.claim() == ["ana/2"]


def test_urgent_goes_first(mail: Mail) -> None:
    mail.add("ana", "1", "2")
    mail.add("bob", "1")
    mail.add("ana", "help", "help2", urgent=True)
    assert mail.claim(1) == ["ana/help"]
    assert mail.claim() == ["bob/1"]
    mail.done("ana/help")
    assert mail.claim() == ["ana/help2"]
    mail.done("ana/help2")
    assert mail.claim() == ["ana/1"]


def test_urgent_waits_for_call_in_flight(mail: Mail) -> None:
    mail.add("ana", "1", "2")
    assert mail.claim() == ["ana/1"]
    mail.add("ana", "help", urgent=True)
    assert mail.claim() == []
    mail.retry("ana/1", 60)
    assert mail.claim() == ["ana/help"]


def test_retry_keeps_its_place(mail: Mail) -> None:
    mail.add("ana", "1", "2")
    mail.claim()
    mail.retry("ana/1", 5)
    assert mail.claim() == []
    mail.clock.turn(seconds=5)
    assert mail.claim() == ["ana/1"]


def test_undelivered_lets_the_next_come(mail: Mail) -> None:
    mail.add("ana", "1", "2")
    mail.claim()
    mail.store.write_now(lambda tx: outbox.undelivered(tx, "ana/1", "refused"))
    assert mail.claim() == ["ana/2"]
    assert not mail.store.read_now(lambda tx: outbox.waits(tx, "ana/1"))


def test_busy_addresses_are_passed_over(mail: Mail) -> None:
    mail.add("ana", "1")
    mail.add("bob", "1")
    assert mail.claim(1, busy=(mail.address("ana").id,)) == ["bob/1"]


def test_each_process_speaks_on_its_channels(mail: Mail) -> None:
    mail.add("ana", "1")
    assert mail.claim(channels=("telegram",)) == []
    assert mail.claim(channels=("telegram", "test")) == ["ana/1"]


def test_crash_in_flight_is_taken_up(mail: Mail) -> None:
    mail.add("ana", "1", "2")
    assert mail.claim() == ["ana/1"]
    with open_store(mail.store.folder) as store:
        after = Mail(store)
        assert after.claim(channels=("telegram",)) == []
        assert after.claim() == ["ana/1"]
        assert mail.claim() != ["ana/2"]


def test_stopped_address_gets_nothing(mail: Mail) -> None:
    mail.add("ana", "1", "2")
    ana = mail.address("ana").id
    mail.store.write_now(lambda tx: outbox.stop_address(tx, ana))
    mail.add("ana", "3")
    assert mail.claim() == []
    mail.store.write_now(lambda tx: outbox.resume_address(tx, ana))
    mail.add("ana", "4")
    assert mail.claim() == ["ana/4"]


def test_done_twice_is_told(mail: Mail) -> None:
    mail.add("ana", "1")
    mail.claim()
    assert mail.done("ana/1")
    assert not mail.done("ana/1")


def test_unreadable_row_holds_up_nobody(mail: Mail) -> None:
    mail.add("ana", "1", "2")
    mail.store.write_now(lambda tx: tx.execute("UPDATE outbox SET body = x'01' WHERE effect = 'ana/1'"))
    assert mail.claim() == []
    assert mail.claim() == ["ana/2"]


@pytest.mark.parametrize("seed", range(4))
def test_order_holds_whatever_happens(mail: Mail, seed: int) -> None:
    """A model: lists per address, urgent first; the outbox must always offer exactly their heads."""
    chance = random.Random(seed)
    waiting: dict[str, list[tuple[bool, int]]] = {"a": [], "b": [], "c": []}
    flying: dict[str, tuple[bool, int]] = {}
    for number in range(120):
        who = chance.choice("abc")
        if chance.random() < 0.5:
            urgent = chance.random() < 0.3
            mail.add(who, str(number), urgent=urgent)
            waiting[who].append((not urgent, number))
        elif who in flying:
            mine = flying.pop(who)
            if chance.random() < 0.3:
                mail.retry(f"{who}/{mine[1]}", 0)
            else:
                mail.done(f"{who}/{mine[1]}")
                waiting[who].remove(mine)
        else:
            heads = {who: min(rows) for who, rows in waiting.items() if rows and who not in flying}
            assert set(mail.claim()) == {f"{who}/{head[1]}" for who, head in heads.items()}
            flying.update(heads)
