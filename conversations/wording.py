"""Days and hours as people say them, through Babel: local time, the words of the language."""

from datetime import date, datetime

from babel.dates import format_date, format_time


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
    return format_date(moment, "EEEE", locale=lang)


def full_date(day: date, lang: str) -> str:
    """`20 novembre 2026`, `1er novembre 2026`; of a moment, the day on its own clock."""
    words = format_date(day, "d MMMM y", locale=lang)
    return words.replace("1 ", "1er ", 1) if lang == "fr" and day.day == 1 else words
