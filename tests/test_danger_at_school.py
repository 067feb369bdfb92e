"""An attack that is hinted at, or a weapon that was seen, is for the police; who tells of it is not who threatens."""

import pytest

from conversations.findings import risk_rank
from conversations.library import Library
from tests.test_danger_at_home import after, numbers
from tests.understanding_fixtures import read


@pytest.mark.parametrize(
    "text",
    [
        "toi viens pas lundi t'es correct",
        "il m'a écrit : viens pas lundi",
        "reste chez toi demain ça va péter au lycée",
        "profitez bien de votre dernier week-end",
        "on va parler de lui à la télé",
        "demain il va tous les fumer",
        "il prépare un truc pour vendredi au bahut",
        "sur son compte y a des photos de couteaux et une date",
        "il a ramené un truc noir on aurait dit un pistolet",
        "il a un pistolet peut-être un faux",
        "toi t'es correct viens pas demain, il m'a dit",
    ],
)
@pytest.mark.parametrize("role", ["C'est pour quelqu'un", "Ça m'arrive à moi"])
def test_the_police_come_first(library: Library, text: str, role: str) -> None:
    said = numbers(after(library, text, role=role))
    assert "17" in said
    assert any("de le dire avant" in one for one in said)


@pytest.mark.parametrize(
    "text",
    [
        "ils m'ont dit viens pas à la fête t'es pas invitée",
        "le prof a dit de pas venir lundi, grève",
        "il prépare un exposé pour vendredi",
        "il a un pistolet à eau",
        "profitez bien de vos vacances",
        "demain ça va péter entre eux",
        "reste chez toi demain t'es malade",
    ],
)
def test_usual_words_call_nobody(text: str) -> None:
    assert risk_rank(read(text).risk) < risk_rank("high")


def test_who_tells_is_not_who_threatens(library: Library) -> None:
    talk = after(library, "il a ramené un truc noir on aurait dit un pistolet")
    for text in ("il sait que j'ai vu", "jveux pas être mêlé à ça", "jsp", "il est dans ma classe"):
        talk.says(text)
        assert "colère" not in talk.words
        assert "ce qui peut blesser" not in talk.words
