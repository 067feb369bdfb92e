"""`appui directory`: which services are shown for a need, in order, and whether each is open."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import click

from bot.packs import read_packs
from conversations.directory import AUDIENCES, NEEDS, Directory, Interval, Shown


def directory_lines(
    country: str,
    need: str,
    audience: str,
    lang: str,
    moments: Sequence[datetime],
    begins: datetime | None,
    ends: datetime | None,
    *,
    as_json: bool,
) -> Iterator[str]:
    """One line per moment, or per interval between `begins` and `ends`; naive times are local to the country.

    Without moments it is now. Raises click.UsageError for a word outside the vocabularies.
    """
    directory = Directory.from_files(read_packs(within="countries/"))
    _refuse_unknown("--country", country := country.upper(), sorted(directory.countries))
    _refuse_unknown("--need", need, NEEDS)
    _refuse_unknown("--audience", audience, sorted(AUDIENCES))
    zone = directory.country(country).zone

    def local(moment: datetime) -> datetime:
        return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)

    if begins is not None and ends is not None:
        if local(begins) >= local(ends):
            raise click.UsageError("--from must come before --to")
        found = directory.intervals(country, need, audience, local(begins), local(ends), lang)
        return (_interval(interval, as_json) for interval in found)
    asked = [local(moment) for moment in moments or [datetime.now(UTC)]]
    return (_moment(at, directory.services(country, need, audience, at, lang), as_json) for at in asked)


def _refuse_unknown(option: str, word: str, known: Sequence[str]) -> None:
    if word not in known:
        raise click.UsageError(f"{option}: no such word {word!r}; one of {', '.join(known)}")


def _moment(at: datetime, shown: Sequence[Shown], as_json: bool) -> str:
    if as_json:
        return json.dumps({"at": at.isoformat(), "services": [_as_json(at, one) for one in shown]}, ensure_ascii=False)
    return "\n".join([f"{at:%Y-%m-%d %H:%M}", *(_as_text(at, one) for one in shown)])


def _interval(interval: Interval, as_json: bool) -> str:
    start, end = interval.start, interval.end
    if as_json:
        services = [_as_json(start, one) for one in interval.shown]
        return json.dumps({"from": start.isoformat(), "to": end.isoformat(), "services": services}, ensure_ascii=False)
    lines = (_as_text(start, one) for one in interval.shown)
    return "\n".join([f"{start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M}", *lines])


def _as_json(at: datetime, shown: Shown) -> dict[str, str | bool | None]:
    opening = shown.opening
    return {
        "id": shown.service.id,
        "open": opening.open,
        "opens_at": opening.opens_at.astimezone(at.tzinfo).isoformat() if opening.opens_at else None,
        "closes_at": opening.closes_at.astimezone(at.tzinfo).isoformat() if opening.closes_at else None,
    }


def _as_text(at: datetime, shown: Shown) -> str:
    opening = shown.opening
    state = {True: "open", False: "closed", None: "hours not known"}[opening.open]
    if opening.closes_at:
        state += f" until {opening.closes_at.astimezone(at.tzinfo):%a %H:%M}"
    if opening.opens_at:
        state += f", opens {opening.opens_at.astimezone(at.tzinfo):%a %d %b %H:%M}"
    extra = "  (open while the others are not)" if shown.added else ""
    return f"  {shown.service.id:<28} {shown.service.contact:<32} {state}{extra}"
