"""Every fact of the packs with the day it was last looked at."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from conversations.facts import read_toml
from conversations.law import Law
from conversations.library import Library
from conversations.reading import under


class Fact(NamedTuple):
    """`dated`: the day as it is written, which may be no date at all."""

    file: str
    id: str
    dated: str

    @property
    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.dated)
        except ValueError:
            return None


def dated_facts(library: Library, law: Law, files: Mapping[str, str]) -> Iterator[Fact]:
    """Services, rules of law and platforms. An entry without a date of its own has that of its file."""
    for pack in library.directory.countries.values():
        for service in pack.facts.services:
            dated = service.checked_on or pack.facts.compiled_on
            yield Fact(f"{pack.folder}/services.toml", service.id, dated)
    for code, file in law.by_country.items():
        yield from (Fact(f"countries/{code.lower()}/law.toml", rule.id, file.compiled_on) for rule in file.rules)
    for path, text in under(files, "platforms/", ".toml").items():
        name = path.removeprefix("platforms/").removesuffix(".toml")
        yield Fact(path, name, str(read_toml(path, text).get("compiled_on", "")))


def newest(facts: Iterable[Fact]) -> date:
    """The newest day: the one a check without a date is made for."""
    return max((fact.day for fact in facts if fact.day), default=date.min)
