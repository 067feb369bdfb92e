"""A question that nothing here answers is not noted as a story: the person hears who can answer it."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled, told

INSULTS = "on m'insulte tous les soirs sur snapchat depuis la rentrée"
UNKNOWN = "combien de temps une story reste ?"


def test_unknown_questions_say_so(library: Library) -> None:
    talk = told(library, INSULTS, UNKNOWN)
    assert "Je n'ai pas la réponse" in talk.words
    assert [choice.label for choice in talk.said[0].choices][:2] == ["Numéros", "Parler à un humain"]


@pytest.mark.parametrize("text", ["pourquoi les gens sont comme ça", "combien de temps une story reste"])
def test_unmarked_questions_are_questions(library: Library, text: str) -> None:
    assert "Je n'ai pas la réponse" in told(library, INSULTS, text).words


def test_exclamations_are_no_questions(library: Library) -> None:
    assert "Je n'ai pas la réponse" not in told(library, INSULTS, "quelle galère cette histoire").words


def test_danger_goes_on_besides(library: Library) -> None:
    talk = told(library, INSULTS, "je veux mourir", UNKNOWN)
    assert "Je n'ai pas la réponse" in talk.words
    assert len(talk.said) > 1


@pytest.mark.parametrize("text", ["pourquoi moi ?", "c'est de ma faute ?", "tu crois que c de ma faute"])
def test_nobody_is_at_fault(library: Library, text: str) -> None:
    assert "Ce n'est pas ta faute" in told(library, INSULTS, text).words


def test_letters_ask_for_the_country(library: Library) -> None:
    talk = Talk(library)
    talk.says("Bonsoir, je suis professeur principal, une élève est insultée sur WhatsApp.")
    talk.says("Pouvez-vous m'aider à écrire le rapport à la direction ?")
    talk.says("courriers")
    assert "votre pays" in talk.words


def test_fragile_ground_is_asked_about(library: Library) -> None:
    talk = settled(library, role="Je suis parent")
    talk.says("ma fille est insultée sur snap depuis la rentrée")
    talk.says("au collège, la direction est au courant")
    talk.says("que dois-je faire ?")
    talk.says("elle ne veut plus manger")
    assert "en danger maintenant" in talk.words


def test_reading_is_said_in_turn(library: Library) -> None:
    talk = told(library, INSULTS, "non")
    said = []
    for line in ("elle fait exprès", "c'est long", "je suis rentré", "il y a ma soeur", "on mange bientôt", "bref"):
        talk.says(line)
        said.append(talk.words)
    assert len(set(said[-3:])) == len(said[-3:])
