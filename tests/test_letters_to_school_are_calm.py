"""A letter to the school is no farewell; one that may be a farewell alarms."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled, told

TO_SCHOOL = [
    "j'ai écrit la lettre au principal",
    "j'ai laissé la lettre sur le bureau du préfet",
    "j'ai écrit ma lettre d'excuses",
    "La lettre est partie en recommandé",
    "ma lettre au préfet est prête",
    "j'ai fini la lettre pour la directrice",
]
FAREWELL = [
    "j'ai écrit une lettre à mes parents",
    "j'ai laissé une lettre sur mon lit",
    "ma lettre d'adieu est prête",
    "ma lettre est prête ce soir c'est fini",
    "j'ai écrit une lettre pour le principal et pour mes parents, ils comprendront",
    "j'ai laissé une lettre au collège quand ils la liront je serai plus là",
]
NEWS = [
    "ma lettre est prête",
    "La lettre est partie lundi",
    "La lettre est prête, je l'envoie demain",
    "j'ai écrit ma lettre",
]
STORY = ("on me harcèle sur insta, des gens de ma classe", "depuis un mois", "non")


@pytest.mark.parametrize("text", TO_SCHOOL)
def test_school_letters_alarm_nobody(library: Library, text: str) -> None:
    talk = told(library, *STORY)
    talk.says(text)
    assert talk.conversation.danger.level == "none"


@pytest.mark.parametrize("text", FAREWELL)
def test_farewells_alarm(library: Library, text: str) -> None:
    talk = told(library, *STORY)
    talk.says("lettre à l'école")
    talk.says(text)
    assert talk.conversation.danger.level in ("high", "imminent")


@pytest.mark.parametrize("text", NEWS)
def test_parents_write_no_farewell(library: Library, text: str) -> None:
    talk = settled(library, role="Je suis parent")
    talk.says("mon fils est harcelé au collège depuis un mois")
    talk.says(text)
    assert talk.conversation.danger.level == "none"


@pytest.mark.parametrize("text", NEWS)
def test_a_letter_opened_here_is_known(library: Library, text: str) -> None:
    talk = told(library, *STORY)
    talk.says("lettre à l'école")
    talk.says(text)
    assert talk.conversation.danger.level == "none"


def unknown_letter(library: Library) -> Talk:
    talk = told(library, *STORY)
    talk.says("ma lettre est prête")
    assert talk.conversation.danger.level in ("high", "imminent")
    return talk


def test_whose_letter_it_is_settles_it(library: Library) -> None:
    talk = unknown_letter(library)
    talk.says("c'est la lettre du collège")
    assert talk.conversation.danger.level == "low"


def test_a_graver_word_is_not_settled(library: Library) -> None:
    talk = unknown_letter(library)
    talk.says("je veux mourir")
    talk.says("c'est la lettre du collège")
    assert talk.conversation.danger.level in ("high", "imminent")


def test_no_letter_is_known_after_despair(library: Library) -> None:
    talk = told(library, *STORY)
    talk.says("lettre à l'école")
    talk.says("j'en peux plus de tout ça")
    talk.says("ma lettre est prête")
    assert talk.conversation.danger.level in ("high", "imminent")


def test_a_ready_letter_is_news(library: Library) -> None:
    talk = told(library, *STORY)
    talk.says("lettre à l'école")
    talk.says("ma lettre est prête")
    assert "Garde une copie" in talk.words
    assert "Courrier 1" not in [choice.label for say in talk.said for choice in say.choices]
