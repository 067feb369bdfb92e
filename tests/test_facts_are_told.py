"""What a person says of themselves and of others is taken as said: a country, who acts, who has to be silent."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("j'habite à Jette", "BE"),
        ("on est à Nice", "FR"),
        ("france", "FR"),
        ("ma photo tourne sur snap", None),
        ("mon tel est mort", None),
        ("j'ai 13", None),
        ("ils font des vannes sur moi", None),
        ("la réunion avec le directeur", None),
    ],
)
def test_countries_are_named_not_guessed(library: Library, text: str, country: str | None) -> None:
    assert library.understanding.read(text).facts.get("country") == country


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("mon ex a posté mes photos", "mon ex"),
        ("toute la classe rigole de moi", "toute la classe"),
        ("ma cousine m'a montré un groupe contre moi", None),
        ("un garçon de ma classe se fait insulter", None),
        ("je suis en 3e et on m'insulte", None),
    ],
)
def test_only_who_acts_is_named(library: Library, text: str, who: str | None) -> None:
    assert library.understanding.read(text).facts.get("who") == who


@pytest.mark.parametrize(
    ("text", "level"),
    [("mon prof de maths", None), ("le prof principal est cool", "college"), ("la maîtresse l'a vu", "primaire")],
)
def test_teachers_tell_the_level(library: Library, text: str, level: str | None) -> None:
    assert library.understanding.read(text).facts.get("school_level") == level


@pytest.mark.parametrize(
    "text", ["hi, is this only in french?", "le prof principal il est cool jpeux lui dire", "je suis allé voir la prof"]
)
def test_adults_say_who_they_are(library: Library, text: str) -> None:
    assert library.understanding.read(text).audience not in ("parent", "teacher")


def test_a_father_says_he_is_one(library: Library) -> None:
    assert library.understanding.read("Bonsoir, père d'une fille de 13 ans, Toulouse.").facts["role"] == "parent"


def test_theft_is_no_lost_account(library: Library) -> None:
    text = "une rumeur est partie sur Instagram : elle aurait volé l'argent de la classe"
    assert "hacked_account" not in library.understanding.heard(text).ruled.topics


@pytest.mark.parametrize("text", ["je suis à Verviers, en 5e", "i'm 15 and i live in strasbourg, france"])
def test_introductions_are_no_story(library: Library, text: str) -> None:
    talk = Talk(library)
    talk.says(text)
    assert not talk.conversation.told


def test_hello_is_no_english(library: Library) -> None:
    assert library.understanding.read("hello").lang == "fr"
    assert library.understanding.read("hello how are you").lang == "en"


def test_who_cannot_speak_may_write(library: Library) -> None:
    talk = settled(library)
    talk.says("mon beau père m'a frappé jsuis enfermée ds la salle de bain jpeux pas parler il va mentendre")
    assert "un SMS au 114" in talk.said[0].text
