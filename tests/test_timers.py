"""A timer fires once, when its moment has come, even if the program was down at that moment."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from dispatch_fixtures import Office, open_office, until
from storage_fixtures import NOON

from bot.timers import TOGETHER, Timers
from conversations.events import TimerFired


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


def timers(office: Office) -> Timers:
    return Timers(office.bench.store, office.bench.service, office.bench.clock)


def fired(office: Office) -> list[str]:
    return [event.name for event in office.events if isinstance(event, TimerFired)]


async def set_timer(office: Office, who: str, name: str, minutes: int) -> None:
    at = (NOON + timedelta(minutes=minutes)).isoformat()
    await office.ask(who, {"kind": "set_timer", "name": name, "at": at})


async def test_fires_when_due(office: Office) -> None:
    await set_timer(office, "ana", "later", 10)
    await set_timer(office, "ana", "sooner", 5)
    office.bench.clock.turn(minutes=4)
    assert await timers(office).fire_due() == 0
    office.bench.clock.turn(minutes=30)
    assert await timers(office).fire_due() == 2
    assert fired(office) == ["sooner", "later"]
    assert [event.at for event in office.events[-2:]] == [office.bench.clock()] * 2


async def test_two_lookers_fire_once(office: Office) -> None:
    for who in range(5):
        await set_timer(office, f"p{who}", "x", 0)
    office.bench.clock.turn(minutes=1)
    await asyncio.gather(*(timers(office).fire_due() for _ in range(6)))
    assert fired(office) == ["x"] * 5
    assert office.bench.rows("SELECT * FROM timers") == []


async def test_moved_timer_keeps_its_new_moment(office: Office) -> None:
    await set_timer(office, "ana", "x", 0)
    await set_timer(office, "ana", "x", 60)
    office.bench.clock.turn(minutes=30)
    assert await timers(office).fire_due() == 0
    assert len(office.bench.rows("SELECT * FROM timers")) == 1


async def test_many_fire_one_after_another(office: Office) -> None:
    for who in range(TOGETHER + 3):
        await set_timer(office, f"p{who}", "x", 0)
    office.bench.clock.turn(minutes=1)
    running = asyncio.create_task(timers(office).run())
    await until(lambda: len(fired(office)) == TOGETHER + 3)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_firing_id_is_its_own(office: Office) -> None:
    await set_timer(office, "ana", "x", 0)
    office.bench.clock.turn(minutes=1)
    await timers(office).fire_due()
    event = office.events[-1]
    await set_timer(office, "ana", "x", 5)
    office.bench.clock.turn(minutes=10)
    await timers(office).fire_due()
    assert office.events[-1].id != event.id
