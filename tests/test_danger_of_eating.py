"""Vomiting after meals, hardly eating for weeks and what « soulage » by hurting are danger; being ill is none."""

import pytest

from tests.understanding_fixtures import grave, read


@pytest.mark.parametrize(
    "text",
    [
        "ça me soulage de vomir",
        "vomir ca me soulage",
        "je vomis après manger des fois",
        "elle se fait vomir après chaque repas",
        "je vomis tout ce que je mange",
        "me griffer me soulage",
        "ca me calme de me faire mal",
        "jmange presque rien depuis 2 semaines",
        "ma fille mange presque rien depuis 3 semaines",
        "je mange qu'une pomme par jour depuis 3 semaines",
    ],
)
def test_eating_in_danger_is_seen(text: str) -> None:
    assert grave(text)
    assert read(text).intent != "thanks"


@pytest.mark.parametrize(
    "text",
    [
        "j'ai vomi ce matin j'ai la gastro",
        "je vomis après manger j'ai une gastro",
        "ça me donne envie de vomir",
        "je mange plus à la cantine depuis 2 semaines",
        "ça me soulage de me couper d'eux",
        "me couper les cheveux ça me soulage",
    ],
)
def test_being_ill_is_no_danger(text: str) -> None:
    assert not grave(text)


def test_crying_thanks_nobody() -> None:
    assert read("pleurer ça me soulage").intent != "thanks"
    assert read("ça me soulage d'en parler").intent == "thanks"


def test_lost_weight_is_asked_about() -> None:
    assert read("j'ai perdu 8 kilos").risk == "low"
