"""Public holidays of a country, as rules: a fixed day of the year, or a number of days from Easter Sunday."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, model_validator

from conversations.reading import read_yaml, validate
from conversations.records import Record


class Holiday(Record):
    """`on` is a month and a day (`05-01`); `easter` the days after Easter Sunday (`39`), negative before it."""

    name: str
    on: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")] = ""
    easter: int | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> "Holiday":
        if bool(self.on) == (self.easter is not None):
            raise ValueError("give either `on` or `easter`, one of the two")
        return self

    def in_year(self, year: int) -> date:
        """The day this holiday falls on."""
        if self.easter is not None:
            return easter_sunday(year) + timedelta(days=self.easter)
        month, day = self.on.split("-")
        return date(year, int(month), int(day))


class HolidayFile(Record):
    version: int
    source: str
    holidays: tuple[Holiday, ...]


class Holidays:
    """The public holidays of one country, any year of the Gregorian calendar."""

    def __init__(self, rules: Iterable[Holiday]) -> None:
        self._rules = tuple(rules)
        self._years: dict[int, frozenset[date]] = {}

    @classmethod
    def from_files(cls, files: Mapping[str, str], path: str) -> "Holidays":
        """The rules of one file. Raises ContentError."""
        return cls(validate(path, HolidayFile, read_yaml(path, files[path])).holidays)

    def on(self, day: date) -> bool:
        """Whether this day is a public holiday."""
        if day.year not in self._years:
            self._years[day.year] = frozenset(rule.in_year(day.year) for rule in self._rules)
        return day in self._years[day.year]


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Western churches (the anonymous Gregorian computus)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    moon = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - moon + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
