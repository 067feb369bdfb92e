"""A second directory, written in another way: it walks every minute of a year and reads the facts without a schema.

No code of the program is used here. Minutes are counted from 2026-12-25 00:00 UTC.
"""

from __future__ import annotations

import json
import tomllib
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parent.parent / "conversations" / "packs" / "countries"
VOCABULARY = json.loads((Path(__file__).parent / "data" / "corpus" / "vocabularies.json").read_text(encoding="utf-8"))
AUDIENCES: dict[str, list[str]] = VOCABULARY["audience_to_services"]
SERVES_TOO = {
    "FR": ["EU", "INT"],
    "BE": ["EU", "INT"],
    "CH": ["EU", "INT"],
    "LU": ["EU", "INT"],
    "CA": ["INT"],
}
LANGUAGES = {
    "FR": ["fr"],
    "BE": ["fr", "nl", "de"],
    "CH": ["fr", "de", "it"],
    "LU": ["lb", "fr", "de"],
    "CA": ["fr", "en"],
}
ZONES = {"FR": "Europe/Paris", "BE": "Europe/Brussels"}
# Written down from a calendar, not computed: Easter Sunday 2027 is 28 March.
HOLIDAYS = {
    "FR": "2026-12-25 2027-01-01 2027-03-29 2027-05-01 2027-05-06 2027-05-08 2027-05-17 2027-07-14 2027-08-15 "
    "2027-11-01 2027-11-11 2027-12-25 2028-01-01",
    "BE": "2026-12-25 2027-01-01 2027-03-29 2027-05-01 2027-05-06 2027-05-17 2027-07-21 2027-08-15 "
    "2027-11-01 2027-11-11 2027-12-25 2028-01-01",
}
BASE = int(datetime(2026, 12, 25, tzinfo=UTC).timestamp()) // 60
LAST = int(datetime(2028, 1, 15, tzinfo=UTC).timestamp()) // 60 - BASE
CLOSED, OPEN, UNKNOWN = 0, 1, 2
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
CLOCK = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)]


class Oracle:
    """`row(…)` is what must be shown at a minute; `changes` the minutes at which any state changes."""

    def __init__(self) -> None:
        tables = [
            tomllib.loads((ROOT / c / "services.toml").read_text()) for c in ("fr", "be", "ch", "lu", "ca", "eu", "int")
        ]
        self.services: list[dict[str, Any]] = [s for table in tables for s in table["service"]]
        self.routing: dict[str, dict[str, list[str]]] = {}
        for table in tables:
            self.routing |= table.get("routing", {})
        self.states = {s["id"]: _states(s) for s in self.services}
        self.next_open = {one: _next(states, lambda state: state == OPEN) for one, states in self.states.items()}
        self.next_end = {one: _next(states, lambda state: state != OPEN) for one, states in self.states.items()}

    def shown(self, country: str, need: str, audience: str) -> list[dict[str, Any]]:
        """Services for a French speaker, in order."""
        own_numbers = {s["phone"]["dial"] for s in self.services if s["country"] == country and s["publish"]}
        found = []
        for service in self.services:
            if service["country"] != country and service["country"] not in SERVES_TOO[country]:
                continue
            if service["country"] != country and service["phone"]["dial"] in own_numbers - {""}:
                continue
            if not service["publish"] or "superseded_by" in service or need not in service["kinds"]:
                continue
            if not [word for word in service["audience"] if word in AUDIENCES[audience]]:
                continue
            french = "fr" in service["languages"] or "local" in service["languages"]
            if "region" in service and not french and "fr" in LANGUAGES[country]:
                continue
            found.append((not french, service["tier"], service))
        return [service for _, _, service in sorted(found, key=lambda triple: triple[:2])]

    def state(self, service_id: str, minute: int) -> tuple[int, int | None, int | None]:
        """State, next opening where not open, closing where open; minutes, None where there is none."""
        states = self.states[service_id]
        if len(states) == 1:
            return states[0], None, None
        if states[minute] == OPEN:
            return OPEN, None, self.next_end[service_id][minute]
        return states[minute], self.next_open[service_id][minute], None

    def changes(self, country: str) -> Iterator[int]:
        """Minutes of 2027 at which the state of a service of this country changes."""
        first = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp()) // 60 - BASE
        last = int(datetime(2028, 1, 1, tzinfo=UTC).timestamp()) // 60 - BASE
        rows = [
            self.states[s["id"]] for s in self.services if s["country"] == country and len(self.states[s["id"]]) > 1
        ]
        return (m for m in range(first, last) if any(row[m] != row[m - 1] for row in rows))


@cache
def _wall_clock(zone: str) -> list[tuple[str, str, str]]:
    """What a calendar and a clock on the wall show at each minute: day, weekday, time."""
    there = ZoneInfo(zone)
    moments = (datetime.fromtimestamp((BASE + minute) * 60, there) for minute in range(LAST))
    return [(str(at.date()), WEEK[at.weekday()], CLOCK[at.hour * 60 + at.minute]) for at in moments]


def _states(service: dict[str, Any]) -> array[int]:
    """One state per minute; a single one where it never changes."""
    hours = [h for h in service["hours"] if h["channel"] == "phone"]
    if service["always_open"]:
        return array("b", [OPEN])
    if not hours:
        return array("b", [UNKNOWN])
    holidays = HOLIDAYS[service["country"]].split()
    silent = any("public_holidays" not in h for h in hours)
    states = array("b", bytes(LAST))
    for minute, (day, weekday, clock) in enumerate(_wall_clock(ZONES[service["country"]])):
        if silent and day in holidays:
            states[minute] = UNKNOWN
        elif any(weekday in h["days"] and h["open"] <= clock < h["close"] for h in hours):
            states[minute] = OPEN
    return states


def _next(states: array[int], wanted: Any) -> array[int]:
    """For each minute the first minute from there on whose state is wanted, -1 beyond the end."""
    following, found = array("i", [-1]) * len(states), -1
    for minute in range(len(states) - 1, -1, -1):
        if wanted(states[minute]):
            found = minute
        following[minute] = found
    return following
