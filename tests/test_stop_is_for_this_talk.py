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
