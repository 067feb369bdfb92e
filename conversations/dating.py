"""From « mardi soir » to a day: dates as they are said, resolved against the moment at which they were said.

Everything is done in the time zone of the person's country. A date is never made more exact than its words.
"""

import calendar
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.country import ELSEWHERE
from conversations.date_words import DateWords, Found
from conversations.dated import Certainty, Dated, PartOfDay
from conversations.reading import read_yaml, under, validate
from conversations.records import Record

FALLBACK = "fr"
# A day without a year lies in the past, unless the next one is this near: « le 12 décembre » said in November.
DAYS_AHEAD = 60
# From this many days on nobody counts exactly: « il y a dix jours ».
COUNTED_DAYS = 7


class Source(Record):
    url: str
    what: str


class Stretch(Record):
    """First and last day as MM-DD; one that ends in the next year has a last before its first."""

    first: str
    last: str


class SchoolYearFile(Record):
    version: int
    sources: tuple[Source, ...]
    stretches: dict[str, Stretch]


@dataclass(frozen=True, slots=True)
class Saying:
    """Where and when a date was said: an aware moment, the zone and the country of the person.

    `past`: what is dated cannot lie ahead, such as a message that stands on a capture.
    """

    at: datetime
    zone: ZoneInfo
    country: str = ""
    certainty: Certainty = "declared"
    past: bool = False

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Said:
    """A date and where it stands in the text."""

    dated: Dated
    start: int
    end: int


class Dating:
    """The words of every language and the school years of every country."""

    def __init__(self, words: Mapping[str, DateWords], years: Mapping[str, SchoolYearFile]) -> None:
        self._words = words
        self._years = years

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Dating":
        """From `languages/<lang>/dates.yaml` and `countries/<cc>/school_year.yaml`. Raises ContentError."""
        words = {p.split("/")[1]: DateWords.from_file(p, files[p]) for p in under(files, "languages/", "/dates.yaml")}
        years = {
            path.split("/")[1].upper(): validate(path, SchoolYearFile, read_yaml(path, files[path]))
            for path in under(files, "countries/", "/school_year.yaml")
        }
        return cls(words, years)

    def read(self, text: str, saying: Saying, lang: str = FALLBACK) -> tuple[Said, ...]:
        """Every date that the text names, in its order."""
        return tuple(self._read(text, saying, lang, on_picture=False))

    def read_on_picture(self, text: str, saying: Saying, lang: str = FALLBACK) -> tuple[Dated, ...]:
        """The dates copied from a capture; they cannot lie ahead of it."""
        return tuple(said.dated for said in self._read(text, saying, lang, on_picture=True))

    def found(self, text: str, lang: str = FALLBACK) -> Iterator[Found]:
        """Every date that the text names, in its order, before it is known which day is meant."""
        return (self._words.get(lang) or self._words[FALLBACK]).find(text)

    def _read(self, text: str, saying: Saying, lang: str, *, on_picture: bool) -> Iterator[Said]:
        words = self._words.get(lang) or self._words[FALLBACK]
        for found in words.find(text, on_picture=on_picture):
            dated = self.resolve(found, saying)
            if dated is not None:
                shown = dated.model_copy(update={"words": text[found.start : found.end].strip(" ,.")})
                yield Said(shown, found.start, found.end)

    def resolve(self, found: Found, saying: Saying) -> Dated | None:
        """The day meant by one reading; None where there is no such day."""
        try:
            resolve = self._season if found.means == "season" else RESOLVERS[found.means]
            dated = resolve(found, saying)
        except (ValueError, OverflowError):
            return None
        return _finished(_with_hour(dated, found, saying), found, saying)

    def _season(self, found: Found, saying: Saying) -> Dated:
        year = self._years.get(saying.country) or self._years[ELSEWHERE]
        named = found.said["season"]
        stretches = year.stretches.items()
        spans = [
            span
            for name, stretch in stretches
            if name == named or (named == "holidays" and name != "start")
            for span in _spans(stretch, saying.today)
        ]
        first, last = max(span for span in spans if span[0] <= saying.today)
        return Dated(day=first, until=last, precision="span", about=True)


def _spans(stretch: Stretch, today: date) -> list[tuple[date, date]]:
    spans = []
    for year in (today.year - 1, today.year):
        first, last = (date.fromisoformat(f"{year}-{day}") for day in (stretch.first, stretch.last))
        spans.append((first, last if last >= first else last.replace(year=year + 1)))
    return spans


def _finished(dated: Dated, found: Found, saying: Saying) -> Dated:
    ahead = dated.day is not None and dated.day > saying.today
    if dated.at is not None:
        ahead = dated.at > saying.at + timedelta(minutes=5)
    part: PartOfDay = found.part if not dated.part and dated.at is None else dated.part  # type: ignore[assignment]
    return dated.model_copy(
        update={
            "certainty": saying.certainty,
            "about": dated.about or found.about,
            "ongoing": found.ongoing,
            "ahead": ahead,
            "part": part,
        }
    )


def _with_hour(dated: Dated, found: Found, saying: Saying) -> Dated:
    """The hour, where one day is meant and an hour is said."""
    if found.hour is None or dated.day is None or dated.until is not None or dated.at is not None:
        return dated
    day, hour = dated.day, found.hour
    if found.part in ("afternoon", "evening") and hour < 12:
        hour += 12
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    moment, sure = local_moment(day, time(hour, found.minute or 0), saying.zone)
    precision = "hour" if found.minute is None else "minute"
    return dated.model_copy(
        update={"at": moment, "day": day, "precision": precision, "about": dated.about or not sure, "part": ""}
    )


def local_moment(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, bool]:
    """The aware moment of a local time, and whether it is the only one: when the clocks are changed, an hour
    comes twice (the first is taken) and another never."""
    first = datetime.combine(day, clock, zone)
    back = first.astimezone(UTC).astimezone(zone)
    return back, first.utcoffset() == first.replace(fold=1).utcoffset()


def _year_of(month: int, day: int, saying: Saying) -> int:
    """The year that is meant where none is said."""
    today = saying.today
    this = date(today.year, month, day)
    limit = today if saying.past else today + timedelta(days=DAYS_AHEAD)
    return today.year if this <= limit else today.year - 1


def _one_day(day: date, *, about: bool = False) -> Dated:
    return Dated(day=day, precision="day", about=about)


def _month(year: int, month: int) -> Dated:
    return Dated(
        day=date(year, month, 1), until=date(year, month, calendar.monthrange(year, month)[1]), precision="month"
    )


def _year_said(found: Found) -> int | None:
    year = found.said.get("year")
    return None if year is None else int(year) + (2000 if len(year) == 2 else 0)


def _numeric(found: Found, saying: Saying) -> Dated:
    month, day = int(found.said.get("mon") or found.said["month"]), int(found.said["day"])
    year = _year_said(found)
    return _one_day(date(_year_of(month, day, saying) if year is None else year, month, day))


def _range(found: Found, saying: Saying) -> Dated:
    first = _numeric(found, saying).day
    assert first is not None
    last = first.replace(day=int(found.said["until"]))
    if last < first:
        raise ValueError("a range that ends before it begins")
    return Dated(day=first, until=last, precision="span")


def _named_month(found: Found, saying: Saying) -> Dated:
    month, year = int(found.said["month"]), _year_said(found)
    if year is None:
        year = saying.today.year - (month > saying.today.month)
    whole = _month(year, month)
    match found.said.get("edge"):
        case "first":
            return Dated(day=date(year, month, 1), until=date(year, month, 10), precision="span", about=True)
        case "middle":
            return _one_day(date(year, month, 15), about=True)
        case "last":
            return Dated(day=date(year, month, 21), until=whole.until, precision="span", about=True)
    return whole


def _weekday(found: Found, saying: Saying) -> Dated:
    """The last one before today; said on the same day of the week it may be either, and is shown as approximate."""
    back = (saying.today.weekday() - int(found.said["weekday"])) % 7
    return _one_day(saying.today - timedelta(days=back or 7), about=back == 0)


def _weekday_next(found: Found, saying: Saying) -> Dated:
    ahead = (int(found.said["weekday"]) - saying.today.weekday()) % 7
    return _one_day(saying.today + timedelta(days=ahead or 7))


def _weekday_this(found: Found, saying: Saying) -> Dated:
    """« ce mardi » lies in this week."""
    return _one_day(saying.today + timedelta(days=int(found.said["weekday"]) - saying.today.weekday()))


def _offset(found: Found, saying: Saying) -> Dated:
    return _one_day(saying.today + timedelta(days=int(found.said["offset"])))


def _today(found: Found, saying: Saying) -> Dated:
    """« cette nuit » said in the morning is the night that has just ended."""
    return _one_day(saying.today)


def _ago(found: Found, saying: Saying) -> Dated:
    count, unit = int(found.said.get("n") or found.said["number"]), found.said["unit"]
    today = saying.today
    if unit in ("minute", "hour"):
        at = (saying.at - timedelta(**{f"{unit}s": count})).astimezone(saying.zone)
        return Dated(day=at.date(), at=at, precision="hour", about=True)
    if unit == "month":
        return _one_day(_months_before(today, count), about=True)
    if unit == "year":
        year = _months_before(today, 12 * count)
        return Dated(day=year, precision="day", about=True)
    days = count * (7 if unit == "week" else 1)
    return _one_day(today - timedelta(days=days), about=days >= COUNTED_DAYS)


def _months_before(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _week(found: Found, saying: Saying) -> Dated:
    monday = saying.today - timedelta(days=saying.today.weekday() + 7)
    return Dated(day=monday, until=monday + timedelta(days=6), precision="span")


def _this_week(found: Found, saying: Saying) -> Dated:
    return Dated(day=saying.today - timedelta(days=saying.today.weekday()), until=saying.today, precision="span")


def _weekend(found: Found, saying: Saying) -> Dated:
    """The last one that has begun."""
    saturday = saying.today - timedelta(days=(saying.today.weekday() - 5) % 7)
    return Dated(day=saturday, until=saturday + timedelta(days=1), precision="span")


def _last_month(found: Found, saying: Saying) -> Dated:
    before = _months_before(saying.today, 1)
    return _month(before.year, before.month)


def _this_month(found: Found, saying: Saying) -> Dated:
    return _month(saying.today.year, saying.today.month).model_copy(update={"until": saying.today})


def _last_year(found: Found, saying: Saying) -> Dated:
    year = saying.today.year - 1
    return Dated(day=date(year, 1, 1), until=date(year, 12, 31), precision="year")


def _day_of_month(found: Found, saying: Saying) -> Dated:
    """« le 12 »: the last one there was."""
    day = int(found.said["day"])
    month = saying.today if day <= saying.today.day else _months_before(saying.today.replace(day=1), 1)
    return _one_day(date(month.year, month.month, day))


RESOLVERS: Mapping[str, Callable[[Found, Saying], Dated]] = {
    "numeric": _numeric,
    "named": _numeric,
    "range": _range,
    "month": _named_month,
    "weekday": _weekday,
    "weekday_next": _weekday_next,
    "weekday_this": _weekday_this,
    "offset": _offset,
    "today": _today,
    "ago": _ago,
    "going": _ago,
    "week": _week,
    "this_week": _this_week,
    "weekend": _weekend,
    "last_month": _last_month,
    "this_month": _this_month,
    "last_year": _last_year,
    "day_of_month": _day_of_month,
}
