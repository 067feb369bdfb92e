"""Opening hours, exactly: weekly hours on the wall clock of a time zone, daylight saving, midnight, public holidays.

Three answers: open, closed, or not known (None). A line is never called open unless its file says so for that day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, StrictBool, model_validator

from conversations.holidays import Holidays
from conversations.records import Record

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Clock = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
Span = tuple[datetime, datetime]
HORIZON_DAYS = 400
DAY = timedelta(days=1)


class Hours(Record):
    """Opening hours on some days of the week. `public_holidays` None means that the source does not say.

    A line that passes midnight has two entries, one up to "24:00" and one from "00:00".
    """

    channel: Literal["phone", "sms", "chat"] = "phone"
    days: tuple[Weekday, ...]
    open: Clock
    close: Clock
    public_holidays: StrictBool | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Hours":
        if self.open >= self.close:
            raise ValueError("close must come after open; past midnight, write a second entry from 00:00")
        return self


@dataclass(frozen=True, slots=True)
class Opening:
    """`open` None means that nobody checked. `opens_at`: next known opening where it is not open; `closes_at`: where
    it is. Aware datetimes; both None for a line that never closes and for one whose hours are not known."""

    open: bool | None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


ALWAYS = Opening(open=True)
UNKNOWN = Opening(open=None)


class Timetable:
    """The week of one line, answered for any moment in about a hundred years."""

    def __init__(self, zone: ZoneInfo, hours: Sequence[Hours], holidays: Holidays) -> None:
        self._zone = zone
        self._holidays = holidays
        self._silent = any(one.public_holidays is None for one in hours)
        self._week = tuple(_spans(hours, day) for day in WEEKDAYS)
        self._holiday_week = tuple(_spans([h for h in hours if h.public_holidays], day) for day in WEEKDAYS)

    def opening(self, at: datetime) -> Opening:
        """The state at a moment (aware)."""
        today = at.astimezone(self._zone).date()
        spans = self._day(today)
        if spans is None:
            return Opening(None, opens_at=self._next_open(at, today))
        for start, end in spans:
            if start <= at < end:
                return Opening(True, closes_at=self._end(end))
        return Opening(False, opens_at=self._next_open(at, today))

    def next_change(self, at: datetime) -> datetime | None:
        """The first moment after `at` (aware) at which the answer of `opening` differs, None if it never does."""
        now = self.opening(at)
        return next((moment for moment in self._moments(at) if self.opening(moment) != now), None)

    def _day(self, day: date) -> tuple[Span, ...] | None:
        """The open spans of one calendar day in UTC, None where the file does not say."""
        holiday = self._holidays.on(day)
        if holiday and self._silent:
            return None
        week = self._holiday_week if holiday else self._week
        return tuple((self._at(day, start), self._at(day, end)) for start, end in week[day.weekday()])

    def _at(self, day: date, minutes: int) -> datetime:
        days, rest = divmod(minutes, 24 * 60)
        return datetime.combine(day + days * DAY, time(rest // 60, rest % 60), self._zone).astimezone(UTC)

    def _next_open(self, at: datetime, today: date) -> datetime | None:
        for number in range(HORIZON_DAYS):
            for start, _ in self._day(today + number * DAY) or ():
                if start > at:
                    return start.astimezone(self._zone)
        return None

    def _end(self, end: datetime) -> datetime | None:
        """The end of an open stretch that may go on over midnight; None where it never ends."""
        for _ in range(HORIZON_DAYS):
            spans = self._day(end.astimezone(self._zone).date()) or ()
            further = [span[1] for span in spans if span[0] <= end < span[1]]
            if not further:
                return end.astimezone(self._zone)
            end = further[0]
        return None

    def _moments(self, at: datetime) -> Iterator[datetime]:
        """Every moment after `at` at which the answer may change: midnights, openings, closings."""
        today = at.astimezone(self._zone).date()
        for number in range(HORIZON_DAYS):
            day = today + number * DAY
            bounds = {self._at(day, 0), *(bound for span in self._day(day) or () for bound in span)}
            yield from (bound for bound in sorted(bounds) if bound > at)


def _spans(hours: Sequence[Hours], day: Weekday) -> tuple[tuple[int, int], ...]:
    """Open spans of a weekday in minutes from midnight, those that touch joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((_minutes(h.open), _minutes(h.close)) for h in hours if day in h.days):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
