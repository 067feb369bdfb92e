"""While somebody else is feared for: what the helper says of themselves, and what the other answered."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled

FOR_A_FRIEND = "C'est pour quelqu'un"
OWN = [
    "moi j'y pense tout le temps et j'en peux plus des fois",
    "du coup moi j'ai plus goût à rien",
    "et moi je vais pas bien du tout",
    "moi aussi j'ai plus envie",
    "moi aussi j'ai envie de mourir",
    "et moi aussi j'y pense",
    "moi aussi j'ai des idées noires",
    "perso jvais tres mal",
]
OF_THE_FRIEND = [
    "elle m'a dit moi aussi j'ai plus envie",
    "moi j'ai plus envie de lui parler",
    "moi je pense qu'elle va le faire",
    "du coup elle a plus goût à rien",
    "moi j'ai pas envie de tout raconter",
    "moi je vais bien",
]
FAREWELLS = ["elle a répondu juste adieu", "elle a écrit c'est trop tard", "elle a dit oublie moi"]
PUSHED_AWAY = ["elle a répondu laisse moi", "elle ma mis laisse moi tranquille", "elle veut plus me parler"]


def fearing(library: Library, role: str = FOR_A_FRIEND, text: str = "ma copine veut se suicider") -> Talk:
    talk = settled(library, role=role)
    talk.says(text)
    return talk


@pytest.mark.parametrize("text", OWN)
def test_helpers_are_asked_about_themselves(library: Library, text: str) -> None:
    talk = fearing(library)
    talk.says(text)
    assert talk.conversation.danger.concerns == "self"
    assert "3114" in talk.said[0].text
    assert "Es-tu en danger" in talk.words
    talk.says("oui")
    assert "Va près de quelqu'un" in talk.words


@pytest.mark.parametrize("text", OF_THE_FRIEND)
def test_friends_stay_feared_for(library: Library, text: str) -> None:
    talk = fearing(library)
    talk.says(text)
    assert talk.conversation.danger.concerns == "other"


def test_worn_out_parents_stay_beside_the_child(library: Library) -> None:
    talk = fearing(library, "Je suis parent", "ma fille veut mourir")
    talk.says("moi aussi je n'en peux plus")
    assert talk.conversation.danger.concerns == "other"
    talk.says("moi aussi j'ai plus envie de rien")
    assert "Êtes-vous en danger" in talk.words


def test_a_pressing_danger_is_not_left(library: Library) -> None:
    talk = fearing(library, text="ma copine a pris toute la boîte de cachets")
    talk.says("moi je vais pas bien du tout")
    assert talk.conversation.danger.concerns == "other"


@pytest.mark.parametrize("text", FAREWELLS)
def test_farewells_press(library: Library, text: str) -> None:
    talk = fearing(library)
    talk.says(text)
    assert "15" in talk.said[0].text.splitlines()
    assert "Ouf" not in talk.words


@pytest.mark.parametrize("text", PUSHED_AWAY)
def test_being_pushed_away_is_no_relief(library: Library, text: str) -> None:
    talk = fearing(library)
    talk.says(text)
    assert "3114" in talk.said[0].text.splitlines()


def test_signs_without_words_are_no_relief(library: Library) -> None:
    talk = fearing(library)
    talk.says("elle me répond que par emoji")
    assert "Ouf" not in talk.words


def test_clear_answers_are_a_relief(library: Library) -> None:
    talk = fearing(library)
    talk.says("elle m'a répondu")
    assert "Ouf" in talk.words


def test_writing_to_a_friend_is_no_fault(library: Library) -> None:
    talk = fearing(library)
    talk.says("je lui ai écrit")
    assert "ne réponds plus" not in talk.words
