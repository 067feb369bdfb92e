"""One folder `countries/<cc>`: who it is, its public holidays, its services and its lines."""

from collections.abc import Mapping
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from conversations.errors import ContentError
from conversations.holidays import Holidays
from conversations.known import Condition
from conversations.reading import read_yaml, under, validate
from conversations.records import Record
from conversations.services import ServiceFile, read_services

Role = Literal[
    "life", "police", "emergency", "cannot_speak", "suicide", "child_danger", "online", "runaway", "listening",
    "image_removal", "police_office",
]  # fmt: skip
EMERGENCY_ROLES: frozenset[Role] = frozenset({"life", "police", "emergency", "cannot_speak"})
ELSEWHERE = "EU"


class CountryFile(Record):
    """`also` names the packs whose services serve here too; `europe` whether 112 does."""

    version: int
    code: Annotated[str, Field(pattern=r"^[A-Z]{2,3}$")]
    name: dict[str, str]
    time_zone: str
    languages: tuple[str, ...]
    also: tuple[str, ...] = ()

    @field_validator("time_zone")
    @classmethod
    def _exists(cls, name: str) -> str:
        zone_of(name)
        return name


class Fitting(Record):
    """Services that are named with the plan where a situation holds, besides the first line."""

    when: Condition
    services: tuple[str, ...]


class LinesFile(Record):
    """`lines`: the one service for each role of a danger turn; `old_numbers`: digits that became another service;
    `situations`: which further services fit what was told; `in_language`: the lines of another community."""

    version: int
    lines: dict[Role, str]
    old_numbers: dict[str, str] = Field(default_factory=dict)
    situations: tuple[Fitting, ...] = ()
    in_language: dict[str, dict[Role, str]] = Field(default_factory=dict)


class Country:
    """What is known of one country. Services are read at once, so that a fault is known at start."""

    def __init__(self, files: Mapping[str, str], code: str) -> None:
        self.folder = f"countries/{code.lower()}"
        path = f"{self.folder}/country.yaml"
        self.file = validate(path, CountryFile, read_yaml(path, files[path]))
        if self.file.code != code:
            raise ContentError("country_of_another_folder", file=path, place="code", forgotten=f"code: {code}")
        self.code = code
        self.zone = zone_of(self.file.time_zone)
        self.facts = self._services(files)
        self.lines = self._lines(files)
        self.holidays = self._holidays(files)

    def _services(self, files: Mapping[str, str]) -> ServiceFile:
        path = f"{self.folder}/services.toml"
        if path not in files:
            raise ContentError("file_missing", file=path, forgotten="the services of this country")
        return read_services(path, files[path], self.code)

    def _lines(self, files: Mapping[str, str]) -> LinesFile:
        path = f"{self.folder}/lines.yaml"
        if path not in files:
            return LinesFile(version=1, lines={})
        return validate(path, LinesFile, read_yaml(path, files[path]))

    def _holidays(self, files: Mapping[str, str]) -> Holidays:
        path = f"{self.folder}/holidays.yaml"
        if path in files:
            return Holidays.from_files(files, path)
        for service in self.facts.services:
            if service.shown and not service.always_open and service.phone_hours:
                raise ContentError("holidays_missing", file=path, entry=service.id, forgotten="its hours need holidays")
        return Holidays(())


def countries(files: Mapping[str, str]) -> dict[str, Country]:
    """Every country folder by its upper case code. Raises ContentError."""
    codes = [path.split("/")[1].upper() for path in under(files, "countries/", "/country.yaml")]
    return {code: Country(files, code) for code in codes}


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name. Raises ValueError for a name that does not exist."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"no such time zone: {name}") from None
