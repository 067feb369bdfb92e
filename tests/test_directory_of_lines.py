"""Who is named: the one line for each role of a danger turn, old numbers, languages, audiences, order."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from bot.packs import read_packs
from conversations.country import EMERGENCY_ROLES, Role
from conversations.directory import AUDIENCES, NEEDS, Directory

AT = datetime(2027, 2, 3, 12, tzinfo=UTC)
NIGHT = datetime(2027, 2, 3, 2, tzinfo=UTC)
VOCABULARY = json.loads((Path(__file__).parent / "data" / "corpus" / "vocabularies.json").read_text(encoding="utf-8"))
TABLE = {
    "FR": "life fr-15 police fr-17 emergency eu-112 cannot_speak fr-114 suicide fr-3114 child_danger fr-119"
    " online fr-3018 runaway eu-116000",
    "BE": "life be-112 police be-112 emergency be-112 suicide be-0800-32-123 child_danger be-103 online be-116000"
    " runaway be-116000",
    "CA": "life ca-911 police ca-911 emergency ca-911 suicide ca-988",
}
OLD = {
    "0 800 200 000": "fr-3018",
    "0800200200": "fr-3018",
    "+33 800 200 000": "fr-3018",
    "3020": "fr-3018",
    "0800/20.410": "be-ecoute-ecole",
    "08 842 846 37": "fr-116006",
}


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory.from_files(read_packs(within="countries/"))


@pytest.mark.parametrize("country", TABLE)
def test_roles_follow_the_table(directory: Directory, country: str) -> None:
    words = TABLE[country].split()
    for role, service_id in zip(words[::2], words[1::2], strict=True):
        line = directory.line(country, role)  # type: ignore[arg-type]
        assert line is not None
        assert (role, line.id) == (role, service_id)


@pytest.mark.parametrize("country", ["FR", "BE", "CH", "LU", "CA", "EU", "", "XX"])
def test_every_country_has_every_role(directory: Directory, country: str) -> None:
    for role in get_args(Role):
        line = directory.line(country, role)
        assert line is not None
        assert line.shown
        assert line.always_open or role not in EMERGENCY_ROLES


@pytest.mark.parametrize("role", sorted(EMERGENCY_ROLES))
def test_unknown_country_gets_112(directory: Directory, role: Role) -> None:
    line = directory.line("", role)
    assert line is not None
    assert line.number == "112"


@pytest.mark.parametrize(("typed", "service_id"), OLD.items())
def test_old_number_gives_the_new(directory: Directory, typed: str, service_id: str) -> None:
    found = directory.superseded(typed)
    assert found is not None
    assert found.id == service_id


@pytest.mark.parametrize("typed", ["3018", "112", "0612345678", "", "0800 30 030"])
def test_living_number_is_not_old(directory: Directory, typed: str) -> None:
    assert directory.superseded(typed) is None


def test_audiences_are_the_vocabulary() -> None:
    assert {role: set(words) for role, words in VOCABULARY["audience_to_services"].items()} == {
        role: set(words) for role, words in AUDIENCES.items() if role != "unknown"
    }


def ids(directory: Directory, country: str, need: str, audience: str = "teen", lang: str = "fr") -> list[str]:
    return [one.service.id for one in directory.services(country, need, audience, AT, lang)]


def test_flemish_lines_stay_flemish(directory: Directory) -> None:
    flemish = {"be-1712", "be-awel-102", "be-1813", "be-nupraatikerover", "be-108"}
    assert not {one for need in NEEDS for one in ids(directory, "BE", need)} & flemish
    assert ids(directory, "BE", "youth_listening", lang="nl")[0] == "be-awel-102"
    assert "be-103" not in ids(directory, "BE", "youth_listening", lang="nl")


def test_asked_language_comes_first(directory: Directory) -> None:
    german = ids(directory, "BE", "police", lang="de")
    english = ids(directory, "FR", "image_removal", lang="en")
    assert german[0] == "be-112"
    assert english[0] == "int-take-it-down"
    assert "fr-3018" in english


def test_tier_then_order_of_file(directory: Directory) -> None:
    assert ids(directory, "FR", "cyberbullying") == ["fr-3018", "fr-17cyber"]
    assert ids(directory, "FR", "police") == ["fr-17", "fr-114", "eu-112", "fr-pharos", "fr-17cyber", "fr-masecurite"]


def test_national_number_stands_for_the_european(directory: Directory) -> None:
    belgian = {one for need in NEEDS for one in ids(directory, "BE", need, "parent")}
    assert not belgian & {"eu-112", "eu-116000"}
    assert {"be-112", "be-116000"} <= belgian
    assert "eu-112" in ids(directory, "FR", "police")


def test_canada_has_no_112(directory: Directory) -> None:
    assert "eu-112" not in {one for need in NEEDS for one in ids(directory, "CA", need)}


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("country", ["FR", "BE", "CH", "LU", "CA", ""])
def test_somebody_answers_at_night(directory: Directory, country: str, audience: str) -> None:
    for need in NEEDS:
        shown = directory.services(country, need, audience, NIGHT)
        assert any(one.opening.open for one in shown), need


def test_added_line_fits_the_age(directory: Directory) -> None:
    added = {
        who: [one.service.id for one in directory.services("FR", "school_bullying", who, NIGHT) if one.added]
        for who in ("teen", "parent")
    }
    assert added == {"teen": ["fr-119"], "parent": ["fr-119"]}
