"""A fault in the facts is refused with its file, its line and what was probably forgotten; the hidden stays hidden."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.packs import read_packs
from conversations.directory import AUDIENCES, NEEDS, Directory
from conversations.errors import ContentError
from conversations.services import Service

PATH = "countries/fr/services.toml"


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return read_packs(within="countries/")


@pytest.fixture(scope="module")
def directory(files: dict[str, str]) -> Directory:
    return Directory.from_files(files)


def in_first(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


BAD: dict[str, Callable[[str], str]] = {
    "an enum": lambda t: in_first(t, 'confidence = "high"', 'confidence = "certain"'),
    "a kind": lambda t: in_first(t, '"cyberbullying"', '"cyberbulling"'),
    "a key": lambda t: in_first(t, "anonymity =", "anonimity ="),
    "a key forgotten": lambda t: in_first(t, "publish = true\n", ""),
    "a word for a boolean": lambda t: in_first(t, "publish = true", 'publish = "yes"'),
    "a number without source": lambda t: in_first(
        t, t[t.index("sources = [") : t.index("]\nverified_on")], "sources = ["
    ),
    "a low confidence shown": lambda t: in_first(t, 'confidence = "high"', 'confidence = "low"'),
    "hours past midnight": lambda t: in_first(t, 'open = "09:00", close = "23:00"', 'open = "19:00", close = "03:00"'),
    "a time zone": lambda t: in_first(t, "Europe/Paris", "Europe/Lille"),
    "another country": lambda t: in_first(t, 'country = "FR"', 'country = "BE"'),
    "an id twice": lambda t: in_first(t, 'id = "fr-3020"', 'id = "fr-3018"'),
    "a route to nowhere": lambda t: in_first(t, 'suicide = ["fr-3114"', 'suicide = ["fr-3115"'),
    "a route to the hidden": lambda t: in_first(t, 'home_danger = ["fr-119"]', 'home_danger = ["fr-cidff"]'),
    "a successor unknown": lambda t: in_first(t, 'superseded_by = "fr-3018"', 'superseded_by = "fr-3017"'),
    "a bracket": lambda t: in_first(t, 'kinds = ["cyberbullying"', 'kinds = "cyberbullying"'),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_facts_are_refused(files: dict[str, str], name: str) -> None:
    with pytest.raises(ContentError):
        Directory.from_files({**files, PATH: BAD[name](files[PATH])})


def test_error_says_where_and_what(files: dict[str, str]) -> None:
    text = in_first(files[PATH], 'id = "fr-119"\n', 'id = "fr-119"\nanonimity = "confidential"\n')
    with pytest.raises(ContentError) as caught:
        Directory.from_files({**files, PATH: text})
    line = text.splitlines().index('id = "fr-119"') + 1
    assert caught.value.ids["file"] == PATH
    assert (caught.value.ids["line"], caught.value.ids["entry"]) == (line, "fr-119")
    assert caught.value.ids["place"] == "anonimity"
    assert "anonymity" in str(caught.value.ids["forgotten"])


def test_holidays_may_not_be_forgotten(files: dict[str, str]) -> None:
    without = {path: text for path, text in files.items() if path != "countries/be/holidays.yaml"}
    with pytest.raises(ContentError, match="holidays_missing"):
        Directory.from_files(without)


def test_emergency_line_may_not_close(files: dict[str, str]) -> None:
    lines = files["countries/fr/lines.yaml"].replace("life: fr-15", "life: fr-3018")
    with pytest.raises(ContentError, match="line_may_close"):
        Directory.from_files({**files, "countries/fr/lines.yaml": lines})


def test_hidden_number_gives_its_address(directory: Directory) -> None:
    service = directory.get("be-dgde")
    assert service.phone.dial
    assert (service.number, service.contact) == ("", "defenseurdesenfants.be")


@pytest.mark.parametrize("claim", ["says_free", "says_anonymous", "sure"])
def test_claims_need_high_confidence(directory: Directory, claim: str) -> None:
    services = [service for pack in directory.countries.values() for service in pack.facts.services]
    claimed = {service.confidence for service in services if getattr(service, claim)}
    assert claimed == {"high"}


def test_nothing_hidden_is_ever_found(directory: Directory) -> None:
    hidden = {s.id for pack in directory.countries.values() for s in pack.facts.services if not s.shown}
    assert {"fr-net-ecoute", "fr-3928", "be-0800-30-030", "lu-bee-secure"} <= hidden
    found = {s.id for code in directory.countries for s in _all_shown(directory, code)}
    assert not found & hidden


def _all_shown(directory: Directory, country: str) -> list[Service]:
    at = datetime(2027, 1, 1, 3, tzinfo=UTC)
    return [one.service for need in NEEDS for who in AUDIENCES for one in directory.services(country, need, who, at)]
