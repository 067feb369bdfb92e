"""A complaint about this program is owned, with three ways out; what others said to the person is no complaint."""

import pytest

from conversations.library import Library
from tests.talk import told

INSULTS = "on m'insulte tous les soirs sur snapchat"
OWNED = "Tu as raison de le dire"


@pytest.mark.parametrize(
    "text",
    [
        "tu me dis toujours la même chose",
        "tu réponds pas à ma question",
        "t'es nul",
        "tu sers à rien",
        "t'as pas compris",
        "mais tu m'écoutes pas",
        "ça m'aide pas",
        "c'est pas ce que j'ai demandé",
    ],
)
def test_a_complaint_is_owned(library: Library, text: str) -> None:
    talk = told(library, INSULTS, "depuis 3 semaines", "non")
    talk.says(text)
    assert OWNED in talk.words
    assert {choice.id for choice in talk.said[-1].choices} == {"tell", "numbers", "human"}


@pytest.mark.parametrize(
    "text",
    [
        "elle m'a dit tu sers à rien",
        "t'es nulle elle m'a dit",
        "le cpe m'écoute pas",
        "ils répondent pas",
        "je suis nul",
    ],
)
def test_others_are_no_complaint(library: Library, text: str) -> None:
    talk = told(library, INSULTS, "depuis 3 semaines", "non")
    talk.says(text)
    assert OWNED not in talk.words
    assert "Si un jour tu veux parler" not in talk.words


def test_danger_is_not_left_for_it(library: Library) -> None:
    talk = told(library, INSULTS, "j'ai envie de mourir")
    talk.says("tu sers à rien")
    assert OWNED not in talk.words
    assert talk.conversation.danger.level == "high"
