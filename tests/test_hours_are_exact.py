"""Opening hours on the wall clock: daylight saving, midnight, public holidays, and what nobody checked."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from conversations.holidays import Holiday, Holidays, easter_sunday
from conversations.hours import WEEKDAYS, Hours, Opening, Timetable

PARIS = ZoneInfo("Europe/Paris")
CHRISTMAS = Holidays([Holiday(name="Noël", on="12-25")])
EASTERS = {2024: "03-31", 2025: "04-20", 2026: "04-05", 2027: "03-28", 2028: "04-16", 2038: "04-25", 2285: "03-22"}


def table(
    *hours: tuple[str, str], days: str = "mon tue wed thu fri sat sun", holidays: bool | None = None
) -> Timetable:
    written = [Hours(days=days.split(), open=start, close=end, public_holidays=holidays) for start, end in hours]
    return Timetable(PARIS, written, CHRISTMAS)


def paris(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold)


@pytest.mark.parametrize(("year", "day"), EASTERS.items())
def test_easter_falls_right(year: int, day: str) -> None:
    assert f"{easter_sunday(year):%m-%d}" == day


def test_easter_is_a_sunday() -> None:
    assert {easter_sunday(year).weekday() for year in range(1900, 2300)} == {6}


def test_opens_and_closes_exactly() -> None:
    day = table(("09:00", "23:00"))
    assert day.opening(paris("2027-02-01T08:59:59")) == Opening(False, opens_at=paris("2027-02-01T09:00"))
    assert day.opening(paris("2027-02-01T09:00")) == Opening(True, closes_at=paris("2027-02-01T23:00"))
    assert day.opening(paris("2027-02-01T22:59:59")).open is True
    assert day.opening(paris("2027-02-01T23:00")) == Opening(False, opens_at=paris("2027-02-02T09:00"))


def test_midnight_is_a_closing() -> None:
    evening = table(("10:00", "24:00"))
    assert evening.opening(paris("2027-02-01T23:59")).closes_at == paris("2027-02-02T00:00")
    assert evening.opening(paris("2027-02-02T00:00")).open is False


def test_night_goes_over_midnight() -> None:
    night = table(("20:00", "24:00"), ("00:00", "06:00"))
    assert night.opening(paris("2027-02-01T22:00")).closes_at == paris("2027-02-02T06:00")
    assert night.next_change(paris("2027-02-01T22:00")) == paris("2027-02-02T06:00")


def test_weekend_waits_for_monday() -> None:
    week = table(("09:00", "16:00"), days="mon tue wed thu fri")
    assert week.opening(paris("2027-02-05T16:00")).opens_at == paris("2027-02-08T09:00")


def test_spring_night_has_no_half_past_two() -> None:
    night = table(("00:00", "02:30"))
    opening = night.opening(paris("2027-03-28T01:30"))
    assert opening.closes_at is not None
    assert opening.closes_at.astimezone(UTC) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_autumn_day_is_longer() -> None:
    day = table(("01:00", "09:00"))
    opening = day.opening(paris("2027-10-31T02:30", fold=1))
    assert opening == Opening(True, closes_at=paris("2027-10-31T09:00"))
    assert paris("2027-10-31T09:00").astimezone(UTC) - paris("2027-10-31T01:00").astimezone(UTC) == timedelta(hours=9)


def test_holiday_not_named_is_unknown() -> None:
    day = table(("09:00", "20:00"))
    assert day.opening(paris("2027-12-25T12:00")) == Opening(None, opens_at=paris("2027-12-26T09:00"))
    assert day.opening(paris("2027-12-24T21:00")).opens_at == paris("2027-12-26T09:00")
    assert day.next_change(paris("2027-12-24T21:00")) == paris("2027-12-25T00:00")


def test_holiday_named_open_is_open() -> None:
    assert table(("09:00", "20:00"), holidays=True).opening(paris("2027-12-25T12:00")).open is True


def test_holiday_named_closed_is_closed() -> None:
    closed = table(("09:00", "20:00"), holidays=False).opening(paris("2027-12-25T12:00"))
    assert closed == Opening(False, opens_at=paris("2027-12-26T09:00"))


def test_never_closing_hours_never_change() -> None:
    always = Timetable(PARIS, [Hours(days=WEEKDAYS, open="00:00", close="24:00", public_holidays=True)], CHRISTMAS)
    assert always.opening(paris("2027-06-01T12:00")) == Opening(True)
    assert always.next_change(paris("2027-06-01T12:00")) is None


@pytest.mark.parametrize(
    ("start", "end"), [("9:00", "12:00"), ("09:00", "25:00"), ("20:00", "06:00"), ("09:00", "09:00")]
)
def test_hours_written_wrongly_are_refused(start: str, end: str) -> None:
    with pytest.raises(ValidationError):
        Hours(days=("mon",), open=start, close=end)


@given(st.integers(0, 4 * 365 * 24 * 60))
def test_change_is_the_first_one(minutes: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    week = table(("09:30", "12:00"), ("14:00", "18:00"), days="mon wed sat")
    change = week.next_change(at)
    assert change is not None
    assert change > at
    assert week.opening(change) != week.opening(at)
    half = at + (change - at) / 2
    assert week.opening(half) == week.opening(at)


def test_fixed_and_moving_holidays() -> None:
    rules = Holidays([Holiday(name="Ascension", easter=39), Holiday(name="Fête", on="07-21")])
    assert [day for day in (date(2027, 5, 6), date(2027, 7, 21), date(2027, 7, 14)) if rules.on(day)] == [
        date(2027, 5, 6),
        date(2027, 7, 21),
    ]
    with pytest.raises(ValidationError):
        Holiday(name="both", on="07-21", easter=1)
