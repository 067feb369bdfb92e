"""The directory that is never wrong: which services are shown, in which order, and whether they are open.

Order: those that speak the asked language, then the tier, then the order of the file. Where none of them is open, the
first open line of the country's routing table comes last.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from conversations.country import ELSEWHERE, EMERGENCY_ROLES, Country, Role, countries, zone_of
from conversations.errors import ContentError
from conversations.hours import ALWAYS, UNKNOWN, Opening, Timetable
from conversations.services import Kind, Service

NEEDS: tuple[str, ...] = get_args(Kind)
AUDIENCES: Mapping[str, frozenset[str]] = {
    "teen": frozenset({"teen", "all"}),
    "author": frozenset({"teen", "all"}),
    "unknown": frozenset({"teen", "all"}),
    "witness": frozenset({"witness", "teen", "all"}),
    "parent": frozenset({"parent", "adult", "all"}),
    "teacher": frozenset({"professional", "adult", "all"}),
}
ADULTS = frozenset({"parent", "teacher"})
ROUTES_BY_NEED: Mapping[str, str] = {
    "suicide": "suicide",
    "child_danger": "home_danger",
    "sexual_violence": "home_danger",
    "image_removal": "intimate_image_minor",
    "school_admin": "school_inaction",
    "police": "emergency",
    "medical": "emergency",
    "fire": "emergency",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A service as it is shown at one moment. `added`: not for this need, but open while no other is."""

    service: Service
    opening: Opening
    added: bool = False


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time, `end` excluded, in which the answer is `shown`."""

    start: datetime
    end: datetime
    shown: tuple[Shown, ...]


class Directory:
    """Services of every country, found by need, audience and moment."""

    def __init__(self, packs: Mapping[str, Country]) -> None:
        self.countries = packs
        self._services = {s.id: s for pack in packs.values() for s in pack.facts.services}
        self._tables = {s.id: _timetable(pack, s) for pack in packs.values() for s in pack.facts.services}
        self._old = _old_numbers(packs, self._services)
        self._found: dict[tuple[str, str, str, str], tuple[Service, ...]] = {}
        _check(packs, self._services)

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Directory":
        """Reads every folder `countries/<cc>`. Raises ContentError."""
        return cls(countries(files))

    def get(self, service_id: str) -> Service:
        """A service by its id, whether it may be shown or not. Raises ContentError."""
        try:
            return self._services[service_id]
        except KeyError:
            raise ContentError("service_unknown", entry=service_id) from None

    def country(self, code: str) -> Country:
        """The pack of a country; the European one where the code is unknown or empty."""
        return self.countries.get(code) or self.countries[ELSEWHERE]

    def services(self, country: str, need: str, audience: str, at: datetime, lang: str = "fr") -> tuple[Shown, ...]:
        """What is shown at a moment (aware). `need` is a kind of the services file, `audience` a role."""
        pack = self.country(country)
        shown = tuple(Shown(s, self.opening(s, at)) for s in self._for(pack, need, audience, lang))
        if any(one.opening.open for one in shown):
            return shown
        return shown + tuple(self._first_open(pack, need, audience, at, lang))

    def opening(self, service: Service, at: datetime) -> Opening:
        """The state of one service at a moment (aware)."""
        if service.always_open:
            return ALWAYS
        table = self._tables[service.id]
        return table.opening(at) if table else UNKNOWN

    def intervals(
        self, country: str, need: str, audience: str, start: datetime, end: datetime, lang: str = "fr"
    ) -> Iterator[Interval]:
        """The stretches between two moments (aware) in which the answer is constant, found at the changes of state."""
        pack = self.country(country)
        watched = (*self._for(pack, need, audience, lang), *self._routed(pack, need, audience, lang))
        since, shown = start, self.services(country, need, audience, start, lang)
        moment: datetime | None = start
        while moment is not None and moment < end:
            now = self.services(country, need, audience, moment, lang)
            if now != shown:
                yield Interval(since, moment, shown)
                since, shown = moment, now
            change = self._next_change(watched, moment)
            moment = change.astimezone(start.tzinfo) if change else None
        if since < end:
            yield Interval(since, end, shown)

    def line(self, country: str, role: Role, lang: str = "fr") -> Service | None:
        """The one service for a role of the danger turn; unknown countries get the European answer."""
        lines = self.country(country).lines
        found = lines.in_language.get(lang, {}).get(role) or lines.lines.get(role)
        return self._services[found] if found else None

    def superseded(self, digits: str) -> Service | None:
        """The service that a number which is no longer in use became; None where the number is not an old one."""
        return self._old.get(re.sub(r"\D", "", digits))

    def _for(self, pack: Country, need: str, audience: str, lang: str) -> tuple[Service, ...]:
        key = (pack.code, need, audience, lang)
        if key not in self._found:
            listed = [s for s in self._pool(pack) if need in s.kinds and _serves(pack, s, audience, lang)]
            self._found[key] = tuple(sorted(listed, key=lambda s: (not _speaks(pack, s, lang), s.tier)))
        return self._found[key]

    def _pool(self, pack: Country) -> Sequence[Service]:
        """What may be shown in a country, in the order of the files; a national number stands for the same one."""
        own = [s for s in pack.facts.services if s.shown]
        numbers = {s.number for s in own if s.number}
        also = [s for code in pack.file.also for s in self.countries[code].facts.services if s.shown]
        return own + [s for s in also if s.number not in numbers]

    def _first_open(self, pack: Country, need: str, audience: str, at: datetime, lang: str) -> Iterator[Shown]:
        for service in self._routed(pack, need, audience, lang):
            opening = self.opening(service, at)
            if opening.open:
                yield Shown(service, opening, added=True)
                return

    def _routed(self, pack: Country, need: str, audience: str, lang: str) -> Sequence[Service]:
        """The lines of the routing table that fit, best first, the emergency number last."""
        first = ("parent_first", "teen_first") if audience in ADULTS else ("teen_first", "parent_first")
        tables = (ROUTES_BY_NEED.get(need, ""), *first, "emergency")
        ids = [one for table in tables for one in pack.facts.routing.get(table, ())]
        routed = [self._services[one] for one in dict.fromkeys([*ids, *self._emergency(pack)])]
        return [s for s in routed if s.number and _serves(pack, s, audience, lang)]

    def _emergency(self, pack: Country) -> list[str]:
        found = pack.lines.lines.get("emergency")
        return [found] if found else []

    def _next_change(self, services: Sequence[Service], moment: datetime) -> datetime | None:
        tables = (self._tables[s.id] for s in services if not s.always_open)
        changes = [change for table in tables if table and (change := table.next_change(moment))]
        return min(changes, default=None)


def _timetable(pack: Country, service: Service) -> Timetable | None:
    if service.tz == "local":
        zone = pack.zone
    else:
        try:
            zone = zone_of(service.tz)
        except ValueError as error:
            raise ContentError("fact", file=pack.folder, entry=service.id, place="tz", problem=str(error)) from None
    return Timetable(zone, service.phone_hours, pack.holidays) if service.phone_hours else None


def _speaks(pack: Country, service: Service, lang: str) -> bool:
    """Whether the language is spoken there; "local" stands for the languages of the country."""
    return lang in service.languages or ("local" in service.languages and lang in pack.file.languages)


def _serves(pack: Country, service: Service, audience: str, lang: str) -> bool:
    """Whether it is for this audience, and not the line of another language community of the same country."""
    if AUDIENCES[audience].isdisjoint(service.audience):
        return False
    of_another_community = service.region != "" and lang in pack.file.languages and not _speaks(pack, service, lang)
    return not of_another_community


def _old_numbers(packs: Mapping[str, Country], services: Mapping[str, Service]) -> dict[str, Service]:
    old: dict[str, Service] = {}
    for service in services.values():
        if service.superseded_by:
            number = re.sub(r"\D", "", service.phone.e164)
            digits = {re.sub(r"\D", "", service.phone.dial), number, "00" + number if number else ""}
            old |= {one: _newest(services, service) for one in digits if one}
    for pack in packs.values():
        old |= {digits: _known(services, pack, new) for digits, new in pack.lines.old_numbers.items()}
    return old


def _newest(services: Mapping[str, Service], service: Service) -> Service:
    for _ in services:
        if not service.superseded_by:
            return service
        if service.superseded_by not in services:
            break
        service = services[service.superseded_by]
    raise ContentError("fact", entry=service.id, place="superseded_by", forgotten="the service that replaced it")


def _known(services: Mapping[str, Service], pack: Country, service_id: str) -> Service:
    service = services.get(service_id)
    if service is None or not service.shown:
        raise ContentError("service_not_shown", file=pack.folder, entry=service_id, forgotten="publish, or another id")
    return service


def _check(packs: Mapping[str, Country], services: Mapping[str, Service]) -> None:
    """Every id that is named exists and may be shown; an emergency line never closes."""
    if len(services) != sum(len(pack.facts.services) for pack in packs.values()):
        raise ContentError("service_twice", forgotten="an id of its own for each service")
    for pack in packs.values():
        for code in pack.file.also:
            if code not in packs:
                raise ContentError("country_unknown", file=f"{pack.folder}/country.yaml", place=f"also.{code}")
        for service_id in (one for table in pack.facts.routing.values() for one in table):
            _known(services, pack, service_id)
        further = [one for row in pack.lines.situations for one in row.services]
        further += [one for lines in pack.lines.in_language.values() for one in lines.values()]
        for service_id in further:
            _known(services, pack, service_id)
        for role, service_id in pack.lines.lines.items():
            service = _known(services, pack, service_id)
            if role in EMERGENCY_ROLES and not service.always_open:
                raise ContentError("line_may_close", file=f"{pack.folder}/lines.yaml", place=role, entry=service_id)
