"""The clock of a played conversation, and the dates written on its files."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from conversations.library import Library

START = (2026, 11, 20, 18)
UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days"}
MONTHS = ("janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc")
_SPAN = re.compile(r"(\d+)(min|m|h|d)")
_DATE = re.compile(r"(\d{1,2})(?:er)?\s+([a-zéû]+)\.?(?:\s+(\d{4}))?(?:\D+(\d{1,2})[:h](\d{2}))?", re.IGNORECASE)


class TurnedClock:
    """Stands still until it is turned; never turned back."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._now = datetime(*START, tzinfo=zone).astimezone(UTC)

    @classmethod
    def for_country(cls, library: Library, country: str) -> "TurnedClock":
        """Friday 20 November 2026, 18:00 in that country."""
        return cls(library.directory.country(country).zone)

    def now(self) -> datetime:
        return self._now

    def local(self) -> datetime:
        return self._now.astimezone(self._zone)

    def advance(self, by: timedelta) -> None:
        self._now += by

    def not_before(self, moment: datetime) -> None:
        """Turns the clock to a moment that lies ahead."""
        self._now = max(self._now, moment.astimezone(UTC))


def span(text: str) -> timedelta:
    """`20m`, `6h`, `3d` as a length of time. Raises ValueError."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError("a length of time looks like 20m, 6h or 3d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def file_moment(written: str, now: datetime) -> datetime | None:
    """`20 nov. 19:12` as a moment of this year; None where no day is written."""
    found = _DATE.search(written)
    if found is None:
        return None
    month = next((n for n, name in enumerate(MONTHS, 1) if found[2].lower().startswith(name)), None)
    if month is None:
        return None
    year = int(found[3] or now.year)
    return now.replace(year=year, month=month, day=int(found[1]), hour=int(found[4] or 0), minute=int(found[5] or 0))
