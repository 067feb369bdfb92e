"""A date as a reader is told it: as exact as it is known, and not more."""

from collections.abc import Callable

from babel.dates import format_skeleton

from conversations.dated import Dated
from conversations.wording import clock, full_date

# Renders a key of the catalogue with its slots.
Render = Callable[..., str]


def when_words(dated: Dated, lang: str, render: Render) -> str:
    """« le 31 octobre 2026 à 18:04 », « vers le 12 octobre 2026 », « octobre 2026 », « date inconnue »."""
    if dated.day is None:
        return render("dated.unknown")
    day = full_date(dated.day, lang)
    if dated.precision in ("minute", "hour") and dated.at is not None:
        return render("dated.near_hour" if dated.about else "dated.hour", date=day, hour=clock(dated.at))
    if dated.precision == "span" and dated.until is not None:
        last = full_date(dated.until, lang)
        return render("dated.span", first=day, last=last)
    if dated.precision == "month":
        return format_skeleton("yMMMM", dated.day, locale=lang)
    if dated.precision == "year":
        return f"{dated.day:%Y}"
    words = render("dated.since" if dated.ongoing else "dated.near_day" if dated.about else "dated.day", date=day)
    return words + (render(f"dated.part.{dated.part}") if dated.part else "")
