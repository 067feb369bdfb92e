"""« Stop » ends this talk where this talk is meant; what others do is to stop, and is answered."""

import pytest

from conversations.library import Library
from tests.talk import told

INSULTS = "on m'insulte tous les soirs sur snapchat"
ENGLISH = "they insult me every night on snapchat at my school"


@pytest.mark.parametrize(
    "text",
    [
        "je veux que ça stop",
        "jveux juste que sa stop",
        "ça stop jamais",
        "stop les insultes",
        "dis leur stop",
        "elle a arrêté de me parler",
        "jveux que tu me relances lundi",
    ],
)
def test_others_are_to_stop(library: Library, text: str) -> None:
    talk = told(library, INSULTS, "depuis 3 semaines", "non")
    talk.says(text)
    assert not talk.conversation.stopped
    assert "c'est noté" not in talk.words


@pytest.mark.parametrize("text", ["will it ever stop", "when will they stop", "i want it to stop"])
def test_english_asks_as_well(library: Library, text: str) -> None:
    talk = told(library, ENGLISH, "for 3 weeks", "no")
    talk.says(text)
    assert not talk.conversation.stopped
    assert "noted" not in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "arrête de m'écrire",
        "on arrête",
        "ok stop",
        "laisse moi tranquille",
        "je veux arrêter de parler",
        "stop texting me",
    ],
)
def test_this_talk_still_stops(library: Library, text: str) -> None:
    talk = told(library, INSULTS, "depuis 3 semaines", "non")
    talk.says(text)
    assert talk.conversation.stopped


@pytest.mark.parametrize(
    "text", ["a demain", "bon a demain", "j'arrête pour ce soir", "jdois y aller", "bonne nuit", "je reviens demain"]
)
def test_who_comes_back_may(library: Library, text: str) -> None:
    talk = told(library, INSULTS, "depuis 3 semaines", "non")
    talk.says(text)
    assert not talk.conversation.stopped
    assert "à bientôt" in talk.words


@pytest.mark.parametrize("text", ["stop", "j'arrête", "arrête de m'écrire"])
def test_an_order_stops_all(library: Library, text: str) -> None:
    talk = told(library, INSULTS, "depuis 3 semaines", "non")
    talk.says(text)
    assert talk.conversation.stopped


def test_after_danger_a_number_stays(library: Library) -> None:
    talk = told(library, "j'ai envie de mourir")
    talk.says("j'arrête pour ce soir")
    assert "3114" in talk.words


def test_drawings_are_no_nudes(library: Library) -> None:
    talk = told(library, INSULTS)
    talk.says("tu veux voir un dessin ?")
    assert "nu" not in talk.words.split()
