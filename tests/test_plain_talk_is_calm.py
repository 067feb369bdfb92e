"""What is said in passing alarms nobody; what it may hide still does."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

MEETINGS = [
    "le cpe veut me voir demain",
    "la psy du collège veut me revoir demain",
    "la préfète veut me voir demain",
    "l'éducateur veut me voir seul",
    "elle veut me voir avec mes parents",
    "le principal me convoque vendredi avec mes parents",
    "mon prof de maths veut me voir demain",
    "l'infirmière veut me voir",
    "ma prof veut me voir après le cours",
    "reviens me voir demain",
]
HIDDEN = [
    "le cpe veut me voir demain mais faut le dire à personne",
    "mon prof veut me voir seul ce soir chez lui",
    "un surveillant veut me voir seul dans son bureau",
    "le cpe m'écrit sur snap il veut me voir demain",
    "mon entraineur veut me voir seul après l'entrainement",
    "il veut me voir demain sans mes parents",
    "l'éducateur du foyer veut me voir seul",
    "mon prof veut me voir seul après les cours",
    "le cpe veut me voir chez lui",
    "le prof veut me voir en dehors du collège",
    "la cpe veut me voir je vais me tuer",
    "ce soir j'arrête tout",
    "ce soir c'est fini pour moi",
    "ce soir j'arrête les réseaux et je me tue",
]
IN_PASSING = [
    "la date c'est pas le 18 c'est le 20",
    "c'est pas le 18 c'est le 20",
    "non c'était jeudi",
    "ce soir j'arrête tous les réseaux",
    "ce soir c'est fini j'ai tout bloqué",
    "donne moi le plan",
    "au revoir",
    "Ils m'ont promis une réponse pour vendredi",
    "tout le monde me regarde bizarre",
    "je veux pas prévenir un adulte",
    "no nobody is naked",
]
STORY = ("on me harcèle sur insta, des gens de ma classe", "depuis un mois", "non")
ASKED = "es-tu en danger maintenant"


def with_a_plan(library: Library) -> Talk:
    return told(library, *STORY)


@pytest.mark.parametrize("text", MEETINGS + IN_PASSING)
def test_plain_talk_alarms_nobody(library: Library, text: str) -> None:
    talk = with_a_plan(library)
    talk.says(text)
    assert talk.conversation.danger.level == "none"
    assert ASKED not in talk.words


@pytest.mark.parametrize("text", HIDDEN)
def test_what_hides_still_alarms(library: Library, text: str) -> None:
    talk = with_a_plan(library)
    talk.says(text)
    assert talk.conversation.danger.level in ("high", "imminent")


def test_meetings_are_prepared(library: Library) -> None:
    talk = with_a_plan(library)
    talk.says("le cpe veut me voir jeudi")
    assert "Note les faits" in talk.words


def test_the_gentle_question_ends(library: Library) -> None:
    talk = with_a_plan(library)
    talk.says("je dors plus la nuit")
    assert ASKED in talk.words
    talk.says("je pleure tous les soirs")
    assert ASKED not in talk.words


def test_a_no_settles_it(library: Library) -> None:
    talk = with_a_plan(library)
    talk.says("je dors plus la nuit")
    talk.says("non")
    talk.says("je pleure tous les soirs")
    assert ASKED not in talk.words
