"""What a person says of themselves and of others is taken as said: a country, who acts, who has to be silent."""

import pytest

from conversations.library import Library
from tests.talk import settled


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


def test_who_cannot_speak_may_write(library: Library) -> None:
    talk = settled(library)
    talk.says("mon beau père m'a frappé jsuis enfermée ds la salle de bain jpeux pas parler il va mentendre")
    assert "Le 114 répond" in talk.said[0].text
