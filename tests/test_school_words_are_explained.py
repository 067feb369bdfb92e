"""Words of school are explained when asked for, and the school's excuse is answered; naming them asks nothing."""

import pytest

from conversations.library import Library
from tests.talk import told

INSULTS = "on m'insulte tous les soirs sur snapchat"
DEFINED = ("dirige une école", "hors des cours", "c'est prévenir ceux")
MY_SON = "mon fils se fait insulter tous les jours au collège"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("c'est quoi un préfet", "dirige une école secondaire"),
        ("c koi un educ", "hors des cours"),
        ("titulaire ça veut dire quoi", "suit ta classe"),
        ("c'est quoi un dossier", "rangé par date"),
        ("c quoi une plateforme", "le site ou l'appli"),
        ("cest quoi un pseudo", "se donne sur une appli"),
        ("c'est quoi pronote", "le site de l'école"),
        ("un référent c'est quoi", "s'occupe d'un sujet"),
        ("C'est quoi l'IEN", "l'inspecteur"),
        ("c'est quoi unia", "Unia est un service public"),
        ("qui est au dessus du préfet", "pouvoir organisateur"),
    ],
)
def test_a_word_is_explained(library: Library, text: str, words: str) -> None:
    talk = told(library, INSULTS, "depuis 3 semaines", "non", country="Belgique")
    talk.says(text)
    assert words in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "ils disent que c'est hors de l'école donc pas leur problème c'est vrai ?",
        "L'école dit que c'est hors de l'école",
        "Le collège est-il compétent pour des faits commis à la maison ?",
        "l'école peut agir si c'est sur snap ?",
    ],
)
@pytest.mark.parametrize("country", ["France", "Belgique", "Ailleurs"])
def test_the_excuse_is_answered(library: Library, text: str, country: str) -> None:
    talk = told(library, MY_SON, "depuis 3 semaines", "non", country=country, role="Je suis parent")
    talk.says(text)
    assert "pas une raison pour ne rien faire" in talk.words


@pytest.mark.parametrize(
    "text", ["je dois parler au préfet ?", "un éducateur m'a aidé", "comment je signale ?", "c'est vrai ?"]
)
def test_a_name_asks_nothing(library: Library, text: str) -> None:
    talk = told(library, INSULTS, "depuis 3 semaines", "non", country="Belgique")
    talk.says(text)
    assert not any(words in talk.words for words in DEFINED)
