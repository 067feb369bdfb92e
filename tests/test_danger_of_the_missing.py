"""A child that is looked for is an emergency at the second sign, in one message or in pieces."""

import pytest

from conversations.findings import risk_rank
from conversations.library import Library
from tests.test_danger_at_home import after, numbers
from tests.understanding_fixtures import read

PARENT = "Je suis parent"


@pytest.mark.parametrize(
    "text",
    [
        "je ne sais pas où est ma fille depuis ce midi",
        "je trouve plus ma fille",
        "il était censé être chez un copain mais il n'y est pas",
        "ma fille de 13 ans devait être là à 18h, elle ne répond plus",
    ],
)
def test_two_signs_are_an_emergency(text: str) -> None:
    found = read(text)
    assert found.risk == "imminent"
    assert found.risk_kinds[0] == "runaway"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("il devait rentrer à 17h", "il ne répond pas au téléphone depuis"),
        ("je la cherche depuis deux heures", "elle a 12 ans"),
        ("je la cherche partout", "personne ne l'a vue"),
    ],
)
def test_the_second_sign_alarms(library: Library, first: str, second: str) -> None:
    talk = after(library, first, second, role=PARENT)
    assert "116 000" in numbers(talk)
    assert any(one.startswith("• 17 ") for one in numbers(talk))


@pytest.mark.parametrize(
    ("first", "second"),
    [("elle est harcelée dans sa classe", "elle a 12 ans"), ("elle est harcelée en classe", "personne ne lui répond")],
)
def test_one_sign_does_not(library: Library, first: str, second: str) -> None:
    assert "116 000" not in numbers(after(library, first, second, role=PARENT))


@pytest.mark.parametrize(
    "text",
    [
        "je ne sais pas où est mon dossier",
        "le principal devait me rappeler, il ne répond plus",
        "je trouve plus ma copine sur insta",
        "ma fille devait rentrer chez sa mère mais elle ne veut pas",
    ],
)
def test_waiting_is_no_search(text: str) -> None:
    assert risk_rank(read(text).risk) < risk_rank("high")
