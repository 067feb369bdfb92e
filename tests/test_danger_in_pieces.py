"""A phrase of danger cut over two messages is heard; everyday turns put together are not danger."""

from datetime import timedelta

import pytest

from conversations.library import Library
from tests.talk import settled

PIECES = [
    ("je veux", "mourir"),
    ("jai envie de", "me tuer"),
    ("j'ai avalé", "tous les cachets"),
    ("mon père me", "frappe tous les soirs"),
    ("i want to", "kill myself"),
    ("ik wil", "niet meer leven"),
]


@pytest.mark.parametrize(("first", "second"), PIECES)
def test_two_messages_are_one_phrase(library: Library, first: str, second: str) -> None:
    talk = settled(library)
    talk.says(first)
    talk.says(second)
    assert talk.conversation.danger.level in ("high", "imminent")
    assert talk.said[0].urgent


@pytest.mark.parametrize(
    ("first", "second"),
    [("je veux", "un numéro"), ("mourir de rire", "je veux"), ("oui", "c'est ça"), ("tuer", "merci")],
)
def test_harmless_pieces_stay_harmless(library: Library, first: str, second: str) -> None:
    talk = settled(library)
    talk.says(first)
    talk.says(second)
    assert talk.conversation.danger.level not in ("high", "imminent")


def test_pieces_far_apart_are_two_messages(library: Library) -> None:
    talk = settled(library)
    talk.says("je veux")
    talk.now += timedelta(hours=1)
    talk.says("mourir")
    assert talk.conversation.last_words == "mourir"
    assert talk.conversation.danger.level != "imminent"


def test_what_was_answered_is_no_news(library: Library) -> None:
    talk = settled(library)
    talk.says("je veux mourir")
    talk.says("tu sais qui je suis ?")
    assert "3114" not in talk.words


@pytest.mark.parametrize("time", ["ce soir", "oui ce soir", "cette nuit", "maintenant"])
def test_a_time_makes_it_now(library: Library, time: str) -> None:
    talk = settled(library)
    talk.says("j'ai envie de me foutre en l'air")
    talk.says(time)
    assert talk.conversation.danger.level == "imminent"
    assert "15" in talk.said[0].text.splitlines()


def test_other_plans_are_no_time(library: Library) -> None:
    talk = settled(library)
    talk.says("je veux mourir")
    talk.says("demain j'ai contrôle de maths")
    assert talk.conversation.danger.level == "high"
