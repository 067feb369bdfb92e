"""Days and hours as people say them, through Babel: local time, the words of the language."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_time, get_day_names


def hour(moment: datetime, lang: str) -> str:
    """`9 h`, `9 h 30` in French; the locale's short time elsewhere."""
    if lang != "fr":
        return format_time(moment, "short", locale=lang)
    minutes = f"\u00a0{moment:%M}" if moment.minute else ""
    return f"{moment.hour}\u00a0h{minutes}"


def clock(moment: datetime) -> str:
    """`18:04`, as on a receipt."""
    return f"{moment:%H:%M}"


def weekday(moment: datetime, lang: str) -> str:
    return _weekdays(lang)[moment.weekday()]


def full_date(day: date, lang: str) -> str:
    """`20 novembre 2026`, `1er novembre 2026`; of a moment, the day on its own clock."""
    words = format_date(day, "d MMMM y", locale=lang)
    return words.replace("1 ", "1er ", 1) if lang == "fr" and day.day == 1 else words


@lru_cache(maxsize=16)
def _weekdays(lang: str) -> Mapping[int, str]:
    return get_day_names("wide", "format", lang)
