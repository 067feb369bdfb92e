"""T5, the directory is never wrong: it agrees with a second one that walks every minute of 2027.

`APPUI_TEST_MINUTES` says how many random minutes are asked for each need, country and audience (full run: 10000).
"""

import os
import random
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from directory_oracle import AUDIENCES, BASE, CLOSED, OPEN, SERVES_TOO, UNKNOWN, Oracle

from bot.packs import read_packs
from conversations.directory import NEEDS, Directory

MINUTES = int(os.environ.get("APPUI_TEST_MINUTES", "30"))
STATES = {True: OPEN, False: CLOSED, None: UNKNOWN}


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle()


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory.from_files(read_packs(within="countries/"))


def moment(minute: int) -> datetime:
    return datetime.fromtimestamp((BASE + minute) * 60, UTC)


def minute_of(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp()) // 60 - BASE


def compare(directory: Directory, oracle: Oracle, country: str, minutes: list[int]) -> int:
    """Every need and audience at these minutes; the number of answers compared."""
    for need in NEEDS:
        for audience in AUDIENCES:
            expected = [service["id"] for service in oracle.shown(country, need, audience)]
            for minute in minutes:
                one_answer(directory, oracle, (country, need, audience), expected, minute)
    return len(NEEDS) * len(AUDIENCES) * len(minutes)


def one_answer(
    directory: Directory, oracle: Oracle, asked: tuple[str, str, str], expected: list[str], minute: int
) -> None:
    shown = directory.services(*asked, moment(minute))
    got = [
        (one.service.id, STATES[one.opening.open], minute_of(one.opening.opens_at), minute_of(one.opening.closes_at))
        for one in shown
    ]
    states = [(service_id, *oracle.state(service_id, minute)) for service_id in expected]
    assert got[: len(states)] == states, (asked, moment(minute))
    if any(state[1] == OPEN for state in states):
        assert len(got) == len(states), (asked, moment(minute))
    else:
        assert_one_added(oracle, asked[0], got[len(states) :], minute)


def assert_one_added(
    oracle: Oracle, country: str, added: list[tuple[str, int, int | None, int | None]], minute: int
) -> None:
    """Where nothing is open: one line more, of the routing table, and it is open."""
    assert len(added) == 1, (country, moment(minute))
    assert oracle.state(added[0][0], minute)[0] == OPEN, (country, moment(minute))
    assert added[0][0] in [one for table in oracle.routing[country].values() for one in table]


@pytest.mark.parametrize("country", SERVES_TOO)
def test_random_minutes_agree(directory: Directory, oracle: Oracle, country: str) -> None:
    chosen = random.Random(country)
    first = minute_of(datetime(2027, 1, 1, tzinfo=UTC)) or 0
    for need in NEEDS:
        for audience in AUDIENCES:
            expected = [service["id"] for service in oracle.shown(country, need, audience)]
            for _ in range(MINUTES):
                minute = first + chosen.randrange(365 * 24 * 60)
                one_answer(directory, oracle, (country, need, audience), expected, minute)


@pytest.mark.parametrize("country", ["FR", "BE"])
def test_every_change_of_2027_agrees(directory: Directory, oracle: Oracle, country: str) -> None:
    changes = list(oracle.changes(country))
    assert len(changes) > 700
    minutes = [minute + offset for minute in changes for offset in (-1, 0)]
    assert compare(directory, oracle, country, minutes) >= 90 * len(minutes)


@pytest.mark.parametrize("country", ["FR", "BE"])
def test_intervals_begin_at_changes(directory: Directory, oracle: Oracle, country: str) -> None:
    start, end = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    for need in ("school_bullying", "youth_listening", "victim_support"):
        found = list(directory.intervals(country, need, "teen", start, end))
        assert [found[0].start, found[-1].end] == [start, end]
        assert all(one.end == other.start for one, other in pairwise(found))
        begins = {minute_of(interval.start) for interval in found[1:]}
        expected = [service["id"] for service in oracle.shown(country, need, "teen")]
        moving = {m for m in oracle.changes(country) if moved(oracle, expected, m)}
        assert moving <= begins <= set(oracle.changes(country))


def moved(oracle: Oracle, services: list[str], minute: int) -> bool:
    return any(oracle.state(one, minute)[0] != oracle.state(one, minute - 1)[0] for one in services)
