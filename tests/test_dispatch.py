"""What is queued is said: once, in order, to everybody who can be reached, and at nobody else's cost."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from dispatch_fixtures import Office, open_office, until

from bot.channels import Pace
from bot.errors import ChannelBusy, ChannelRefused, PersonUnreachable


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path, slowest=0.003) as office:
        yield office


def numbered(count: int) -> list[str]:
    return [f"m{n}" for n in range(count)]


async def test_order_is_kept(office: Office) -> None:
    people = [f"p{n}" for n in range(8)]
    for who in people:
        await office.write(who, *numbered(15))
    await office.deliver_all()
    assert all(office.messenger.heard(who) == numbered(15) for who in people)
    assert office.messenger.overlaps() == 0
    assert office.bench.rows("SELECT * FROM outbox") == []


async def test_trouble_loses_nothing(office: Office) -> None:
    random = Random(4)
    people = [f"p{n}" for n in range(6)]
    for who in people:
        await office.write(who, *numbered(6))
        trouble = [ChannelBusy("network"), ChannelBusy("flood", retry_after=0.01, flood=True), ValueError(), None]
        office.messenger.trouble[who] = random.choices(trouble, k=5)
    async with office.delivering() as dispatch:
        while office.bench.rows("SELECT 1 FROM outbox"):
            office.bench.clock.turn(minutes=5)
            dispatch.wake()
            await asyncio.sleep(0.02)
    assert all(office.messenger.heard(who) == numbered(6) for who in people)
    assert office.messenger.overlaps() == 0


async def test_urgent_overtakes_ten_thousand(tmp_path: Path) -> None:
    slow = Pace(overall_per_second=200, per_chat_per_second=200, overall_burst=2, per_chat_burst=2)
    with open_office(tmp_path, pace=slow) as office:
        for who in range(100):
            await office.write(f"p{who}", *numbered(100))
        async with office.delivering():
            await until(lambda: len(office.messenger.calls) >= 3)
            await office.write("p99", "112", urgent=True)
            before = len(office.messenger.calls)
            await until(lambda: "112" in office.messenger.heard("p99"))
        place = [call.text for call in office.messenger.calls].index("112")
        # At most what was taken for the next AHEAD seconds goes first.
        assert place - before <= 12


async def test_urgent_overtakes_what_was_taken(tmp_path: Path) -> None:
    with open_office(tmp_path, pace=Pace(30, 1, 30, 1)) as office:
        office.messenger.slowest = 0.02
        for who in range(60):
            await office.write(f"p{who}", "x")
        async with office.delivering():
            await until(lambda: len(office.messenger.calls) >= 5)
            await office.write("ana", "112", urgent=True)
            before = len(office.messenger.calls)
            await until(lambda: "112" in office.messenger.heard("ana"))
        place = [call.text for call in office.messenger.calls].index("112")
        assert place - before <= 8


async def test_flooded_chat_rests_alone(office: Office) -> None:
    await office.write("loud", *numbered(2))
    office.messenger.trouble["loud"] = [ChannelBusy("flood", retry_after=1.5, flood=True)]
    for who in range(40):
        await office.write(f"p{who}", *numbered(2))
    async with office.delivering() as dispatch:
        await until(lambda: office.messenger.calls[-1:] and office.messenger.calls[0].ended)
        office.bench.clock.turn(seconds=2)
        dispatch.wake()
        await until(lambda: len(office.messenger.heard("loud")) == 2)
    first, second, _ = [call for call in office.messenger.calls if call.chat == "loud"]
    assert second.began - first.ended >= 1.5
    meanwhile = [call for call in office.messenger.calls if first.ended < call.began < second.began]
    assert len(meanwhile) > 40
    assert office.messenger.heard("loud") == numbered(2)


async def test_refused_message_holds_up_nothing(office: Office) -> None:
    office.messenger.trouble["p"] = [None, ChannelRefused("too_long"), None]
    await office.write("p", *numbered(3))
    await office.deliver_all()
    assert office.messenger.heard("p") == ["m0", "m2"]
    assert office.undelivered() == ["too_long"]


async def test_who_blocked_is_left_alone(office: Office) -> None:
    office.messenger.trouble["p"] = [None, PersonUnreachable("blocked")]
    await office.write("p", *numbered(4))
    await office.write("q", "still here")
    await office.deliver_all()
    await office.write("p", "later")
    await office.deliver_all()
    assert [call.text for call in office.messenger.calls if call.chat == "p"] == ["m0", "m1", "later"]


async def test_engine_hears_who_left(office: Office) -> None:
    office.messenger.trouble["p"] = [PersonUnreachable("blocked")]
    await office.write("p", "x", "y")
    await office.deliver_all()
    assert [event.kind for event in office.events] == ["said", "person_left"]
    assert set(office.undelivered()) == {"stopped"}


async def test_a_day_is_enough(office: Office) -> None:
    office.messenger.trouble["p"] = [ChannelBusy("network")] * 2
    await office.write("p", "old", "new")
    await office.deliver_all()
    assert office.undelivered() == []
    office.bench.clock.turn(hours=24, seconds=1)
    office.messenger.trouble["p"] = [ChannelBusy("network"), None]
    await office.deliver_all()
    assert office.undelivered() == ["network"]
    assert office.messenger.heard("p") == ["new"]


async def test_fault_is_given_up_soon(office: Office) -> None:
    office.messenger.trouble["p"] = [ZeroDivisionError()] * 5
    await office.write("p", "bad", "good")
    for _ in range(5):
        await office.deliver_all()
        office.bench.clock.turn(minutes=10)
    assert office.undelivered() == ["fault"]
    assert office.messenger.heard("p") == ["good"]


@pytest.mark.parametrize(("urgent", "longest"), [(False, 60), (True, 10)])
async def test_pauses_grow_and_spread(office: Office, urgent: bool, longest: int) -> None:
    pauses: list[float] = []
    await office.write("p", "x", urgent=urgent)
    for _ in range(12):
        office.messenger.trouble["p"] = [ChannelBusy("network", retry_after=0)]
        await office.deliver_all()
        [(due,)] = office.bench.rows("SELECT due_at FROM outbox")
        now = office.bench.clock()
        pauses.append((now.fromisoformat(due) - now).total_seconds())
        office.bench.clock.turn(seconds=pauses[-1])
    expected = [min(2.0**tries, longest) for tries in range(12)]
    assert all(most / 2 <= pause <= most for pause, most in zip(pauses, expected, strict=True))
    assert len({round(pause / most, 3) for pause, most in zip(pauses, expected, strict=True)}) > 6


async def test_asked_pause_is_kept(office: Office) -> None:
    office.messenger.trouble["p"] = [ChannelBusy("down", retry_after=90)]
    await office.write("p", "x")
    await office.deliver_all()
    office.bench.clock.turn(seconds=89)
    assert office.waiting() == 0
    office.bench.clock.turn(seconds=1)
    assert office.waiting() == 1


async def test_stopping_finishes_what_flies(office: Office) -> None:
    office.messenger.held = asyncio.Event()
    for who in "abc":
        await office.write(who, *numbered(2))
    dispatch = office.dispatch()
    running = asyncio.create_task(dispatch.run())
    await until(lambda: len(office.messenger.calls) >= 3)
    dispatch.stop()
    office.messenger.held.set()
    await running
    assert len(office.messenger.calls) == 3
    assert office.bench.rows("SELECT count(*) FROM outbox") == [(3,)]
    await office.deliver_all()
    assert all(office.messenger.heard(who) == numbered(2) for who in "abc")


async def test_broken_off_delivery_begins_again(office: Office) -> None:
    office.messenger.held = asyncio.Event()
    await office.write("p", *numbered(3))
    async with office.delivering():
        await until(lambda: office.messenger.calls)
    office.messenger.held = None
    await office.deliver_all()
    assert office.messenger.heard("p") == numbered(3)


async def test_withdrawal_takes_its_turn(office: Office) -> None:
    await office.ask("p", {"kind": "say", "text": "a"}, {"kind": "withdraw_message", "message": "77"})
    await office.deliver_all()
    assert office.messenger.withdrawn == [("p", "77")]
    assert office.bench.rows("SELECT * FROM outbox") == []
