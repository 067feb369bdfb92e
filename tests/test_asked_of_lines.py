"""What is asked about a line: what a call changes, writing instead, and names typed in haste."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

INSULTS = "on m'insulte tous les soirs sur snapchat"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dois-je lui retirer son téléphone ?", "Ne confisquez pas"),
        ("comment savoir si c'est grave", "peuvent être du harcèlement"),
        ("est-ce du harcèlement ?", "peuvent être du harcèlement"),
        ("je me sens coupable de n'avoir rien vu", "Ce n'est pas votre faute"),
    ],
)
def test_parents_doubts_are_answered(library: Library, text: str, words: str) -> None:
    talk = told(library, "ma fille est insultée sur snap", role="Je suis parent")
    talk.says(text)
    assert words in talk.words


def test_complaints_are_no_doubt_about_lines(library: Library) -> None:
    talk = told(library, "je veux mourir")
    talk.says("si je porte plainte mes parents seront prévenus ?")
    assert "même sans tes parents" in talk.words


def test_who_cannot_call_may_write(library: Library) -> None:
    talk = told(library, INSULTS)
    talk.says("j'ose pas appeler, je veux pas téléphoner")
    assert "3018.fr" in talk.words


def test_writing_is_possible_later_too(library: Library) -> None:
    talk = told(library, INSULTS, "depuis un mois", "non", "une fille de ma classe", "c'est tout")
    talk.says("y a un truc où on peut écrire au lieu d'appeler ?")
    assert "3018.fr" in talk.words


def test_writing_is_no_letter(library: Library) -> None:
    talk = Talk(library)
    talk.says("hi, i am 15 and i live in belgium, a man of 30 wants my pictures")
    talk.says("can i write to someone instead of calling")
    assert "Voici les courriers" not in talk.words
    assert "103" in talk.words


@pytest.mark.parametrize("text", ["si jappel ils vont me mettre en foyer ?", "i von le dir a ma mere ?"])
def test_doubts_are_about_the_line(library: Library, text: str) -> None:
    talk = told(library, "mon père me frappe")
    talk.says(text)
    assert "Si tu es en danger, le 119" in talk.words


def test_calls_are_doubted_much_later(library: Library) -> None:
    talk = told(library, "mon père me frappe", "oui", "je sais pas", "bof", "il est au travail", "il rentre à 19h")
    talk.says("si j'appelle ils vont le dire à ma mère ?")
    assert "Demande-le au début" in talk.words


def test_a_chat_is_named_elsewhere(library: Library) -> None:
    talk = told(library, "je veux mourir")
    talk.says("jpeux ecrire au lieu dappeler")
    assert "tchat sur" in talk.words
    assert "on ne sait pas" not in talk.words


def test_lines_are_known_misspelled(library: Library) -> None:
    talk = told(library, "je veux mourir")
    talk.says("cest quoi fil sante jeunes")
    assert "C'est une ligne pour les jeunes" in talk.words
    talk.says("ils disent rien a mes parents ?")
    assert "0 800 235 236" in talk.words
