"""Whom it happens to is never taken for who did it; who says they were is excused and gets what is theirs."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled

HARASSED = [
    "je suis harcelé sur snap par des élèves",
    "jsuis harcelée sur tiktok",
    "j'suis harceler depuis la 6e",
    "chui arcelé par ma classe",
    "je suis cyberharcelé",
    "j'ai été harcelé l'an dernier",
    "je suis tout le temps harcelée au collège",
    "c'est moi qu'on harcèle",
    "c'est moi qui suis harcelée",
    "je suis un élève harcelé",
]
DID_IT = [
    "je suis harceleur",
    "c'est moi la harceleuse",
    "je l'ai harcelé avec mes potes",
    "j'étais harcelé avant et j'ai harcelé une fille",
]
CLAIMED = [
    "c'est moi la victime",
    "t'as rien compris je suis victime",
    "la victime c'est moi",
    "c'est à moi qu'on fait ça",
]
NOT_CLAIMED = ["c'est pas moi la victime", "je suis amie avec la victime", "je suis pas victime"]


def said(library: Library, text: str) -> Talk:
    talk = Talk(library)
    talk.says("salut")
    talk.taps("France")
    talk.says(text)
    return talk


def author(library: Library) -> Talk:
    return settled(library, role="J'y ai participé")


@pytest.mark.parametrize("text", HARASSED)
def test_harassed_is_no_harasser(library: Library, text: str) -> None:
    talk = said(library, text)
    assert talk.conversation.slots["role"].value == "teen"
    assert "se réparer" not in talk.words


@pytest.mark.parametrize("text", DID_IT)
def test_harassers_own_it(library: Library, text: str) -> None:
    assert said(library, text).conversation.slots["role"].value == "author"


@pytest.mark.parametrize("text", CLAIMED)
def test_victims_change_the_door(library: Library, text: str) -> None:
    talk = author(library)
    talk.says("on a fait un groupe sur snap")
    talk.says(text)
    assert talk.conversation.slots["role"].value == "teen"
    assert "j'avais mal compris" in talk.words


@pytest.mark.parametrize("text", NOT_CLAIMED)
def test_other_victims_change_nothing(library: Library, text: str) -> None:
    talk = author(library)
    talk.says(text)
    assert talk.conversation.slots["role"].value == "author"


def test_a_wrong_plan_is_replaced(library: Library) -> None:
    talk = said(library, "je suis harceleur")
    for text in ("depuis un mois", "sur insta", "non"):
        talk.says(text)
    assert "Répare" in talk.words
    talk.says("mais c'est moi la victime")
    assert "Garde les preuves" in talk.words
    assert "Répare" not in talk.words


def test_who_denies_is_asked_again(library: Library) -> None:
    talk = said(library, "je suis harceleur")
    talk.says("je suis pas le harceleur")
    assert "role" not in talk.conversation.slots
    assert any(choice.label == "Ça m'arrive à moi" for say in talk.said for choice in say.choices)


def test_harassed_teachers_stay_teachers(library: Library) -> None:
    talk = said(library, "je suis enseignante et je suis harcelée par les parents d'un élève")
    assert talk.conversation.slots["role"].value == "teacher"
