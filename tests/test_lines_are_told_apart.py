"""Words that name a line, a service or what is over are answered as such, whatever question is open."""

import pytest

from conversations.library import Library
from tests.talk import settled, told

INSULTS = "ils m'insultent tous les jours sur snap depuis la rentrée"


def test_both_lines_are_explained(library: Library) -> None:
    talk = settled(library, "Belgique")
    talk.says("c est koi la diference entre 103 et 116000")
    assert "Le 103 écoute" in talk.words
    assert "Child Focus aide" in talk.words


@pytest.mark.parametrize(
    ("country", "text", "words"),
    [
        ("Belgique", "et le 107", "Le 107 écoute"),
        ("France", "le 114 c pour moi ?", "reçoit des SMS"),
        ("France", "c'est quoi le 15", "SAMU"),
        ("Belgique", "c'est quoi le 112", "ambulance"),
        ("Belgique", "SOS Enfants c'est quoi ?", "maltraités"),
        ("France", "c'est quoi une information préoccupante ?", "CRIP"),
        ("Belgique", "et le SAJ ?", "pas de source sûre"),
        ("France", "kys ça veut dire quoi", "kill yourself"),
    ],
)
def test_names_are_explained(library: Library, country: str, text: str, words: str) -> None:
    talk = told(library, INSULTS, country=country)
    talk.says(text)
    assert words in talk.words


def test_a_price_is_asked_later(library: Library) -> None:
    talk = settled(library)
    talk.says("le 3018 c'est ouvert là ?")
    talk.says("ok")
    talk.says("je vois")
    talk.says("c'est gratuit ?")
    assert "L'appel au 3018 est gratuit" in talk.words


@pytest.mark.parametrize("text", ["c'est effacé !", "la vidéo a été supprimée", "insta a enfin retiré la photo"])
def test_what_is_gone_is_good_news(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert "bonne nouvelle" in talk.words


@pytest.mark.parametrize("text", ["elle a tout supprimé", "elle a supprimé son compte", "il a supprimé ses messages"])
def test_what_others_erase_is_no_news(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert "bonne nouvelle" not in talk.words


def test_a_report_takes_no_doubt(library: Library) -> None:
    talk = settled(library, "Belgique", "Je travaille à l'école")
    talk.says("une élève de 12 ans m'a montré des bleus, c'est son papa qui la frappe")
    talk.says("je dois faire un écrit ?")
    talk.says("mardi")
    assert talk.conversation.letter is not None
    question = talk.conversation.letter.open_question
    talk.says("je ne suis pas sûr, peut-être qu'elle invente")
    assert "savoir si c'est vrai" in talk.words
    assert talk.conversation.letter.open_question == question


def test_later_means_the_same_on_old_screens(library: Library) -> None:
    talk = settled(library)
    talk.says("je veux mourir")
    talk.taps("Non")
    later = next(choice.id for say in talk.said for choice in say.choices if choice.label == "Continuer plus tard")
    talk.says("c'est quoi le 3114")
    talk.happens("chose", choice=later, question="old")
    assert "Tu peux revenir quand tu veux" in talk.words
