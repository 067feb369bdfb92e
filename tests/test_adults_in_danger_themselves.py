"""An adult who thinks of dying is spoken to; what is told of the child is answered about the child."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled

OWN = [
    "je veux mourir",
    "moi aussi j'ai envie d'en finir",
    "je n'ai plus envie de vivre",
    "j'ai des idées noires et envie de mourir",
    "je veux me suicider",
]
OF_THE_CHILD = [
    "mon fils veut mourir",
    "mon fils m'a dit je veux mourir",
    "« je veux mourir », voilà ce qu'il a écrit",
    "elle dit qu'elle veut mourir",
]
NEAR_CHILD = "Gardez un adulte près de l'enfant"


def parent(library: Library, role: str = "Je suis parent") -> Talk:
    talk = settled(library, role=role)
    talk.says("mon fils est harcelé au collège depuis un mois")
    return talk


@pytest.mark.parametrize("text", OWN)
@pytest.mark.parametrize("role", ["Je suis parent", "Je travaille à l'école"])
def test_adults_are_spoken_to(library: Library, role: str, text: str) -> None:
    talk = parent(library, role)
    talk.says(text)
    assert "3114" in talk.said[0].text
    assert "Allez près de quelqu'un" in talk.words
    assert "Êtes-vous en danger" in talk.words
    assert "enfant" not in talk.words


@pytest.mark.parametrize("text", OF_THE_CHILD)
def test_children_are_watched(library: Library, text: str) -> None:
    talk = parent(library)
    talk.says(text)
    assert NEAR_CHILD in talk.words
    assert "Êtes-vous" not in talk.words


def test_a_yes_is_theirs(library: Library) -> None:
    talk = parent(library)
    talk.says("je veux mourir")
    talk.says("oui")
    assert "15" in talk.words
    assert "Éloignez-vous" in talk.words


def test_nobody_is_sent_to_the_child(library: Library) -> None:
    talk = parent(library)
    talk.says("je veux mourir")
    talk.says("non")
    assert "Restez auprès de l'enfant" not in talk.words


def test_the_child_comes_after(library: Library) -> None:
    talk = parent(library)
    talk.says("je veux mourir")
    talk.says("mon fils aussi veut mourir")
    assert NEAR_CHILD in talk.words
